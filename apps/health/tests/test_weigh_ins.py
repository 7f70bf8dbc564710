"""Weigh-ins typed in, listed with their trend, deleted."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from apps.health.models import Sample
from apps.health.tests.conftest import batch_of, send, weight

URL = "/api/v1/health/body-mass"
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


def weigh_in(mass=82.4, day=2, **changes):
    return {"id": str(uuid4()), "mass": mass, "taken_at": f"2026-03-{day:02}T07:00:00+01:00"} | (
        changes
    )


def test_a_weigh_in_is_stored_as_entered_by_hand(api, anna):
    sent = weigh_in()

    answer = api(anna).post(URL, sent)

    assert answer.status_code == 201
    assert answer["Location"] == f"{URL}/{sent['id']}"
    stored = Sample.objects.get()
    assert (stored.value, stored.user_entered, stored.source.name) == (82.4, True, "NutriFit")
    assert stored.start_at == datetime(2026, 3, 2, 6, tzinfo=UTC)


def test_its_day_has_the_figure_at_once(api, anna):
    client = api(anna)
    client.post(URL, weigh_in(82.4))

    (figure,) = client.get("/api/v1/health/daily", MARCH).json()["results"]

    assert (figure["date"], figure["type"]) == ("2026-03-02", "body_mass_kg")
    assert figure["latest"] == 82.4


def test_pounds_become_kilograms(api, anna):
    # 180 lb × 0.45359237 kg/lb = 81.6466266
    assert api(anna).post(URL, weigh_in(180, unit="lb")).json()["mass_kg"] == 81.647


def test_sending_it_again_changes_nothing(api, anna):
    client, sent = api(anna), weigh_in()
    first = client.post(URL, sent)

    again = client.post(URL, sent)

    assert (again.status_code, again.json()) == (200, first.json())
    assert Sample.objects.count() == 1


def test_an_id_used_for_another_weigh_in_is_a_conflict(api, anna):
    client, sent = api(anna), weigh_in()
    client.post(URL, sent)

    assert client.post(URL, {**sent, "mass": 83}).status_code == 409


def test_a_deleted_weigh_in_stays_deleted(api, anna):
    client, sent = api(anna), weigh_in()
    client.post(URL, sent)

    assert client.delete(f"{URL}/{sent['id']}").status_code == 204
    assert client.delete(f"{URL}/{sent['id']}").status_code == 204
    assert client.post(URL, sent).status_code == 410
    assert client.get(URL, MARCH).json() == {"results": []}


def test_one_that_a_phone_sent_can_be_deleted_too(api, anna):
    client, sent = api(anna), weight(70)
    send(client, batch_of(sent))

    client.delete(f"{URL}/{sent['uuid']}")

    counts = send(client, batch_of(sent))["counts"]
    assert (counts["accepted"], counts["duplicate"]) == (0, 1)


def test_the_trend_follows_by_a_tenth_a_day(api, anna):
    client = api(anna)
    for day, mass in ((2, 80), (3, 81)):
        client.post(URL, weigh_in(mass, day))

    found = client.get(URL, MARCH).json()["results"]

    # 80, then 80 + 0.1 × (81 - 80)
    assert [one["trend_kg"] for one in found] == [80, 80.1]


def test_a_jump_is_flagged_and_does_not_move_the_trend(api, anna):
    client = api(anna)
    for day, mass in ((2, 80), (3, 176.4)):
        client.post(URL, weigh_in(mass, day))

    found = client.get(URL, MARCH).json()["results"]

    assert [one["is_implausible"] for one in found] == [False, True]
    assert found[1]["trend_kg"] == 80


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"mass": 0}, "mass"),
        ({"mass": 900}, "mass"),
        ({"taken_at": "2099-01-01T00:00:00Z"}, "taken_at"),
        ({"taken_at": "1970-01-01T00:00:00Z"}, "taken_at"),
        ({"unit": "st"}, "unit"),
        ({"timezone": "Rome"}, "timezone"),
    ],
)
def test_what_cannot_be_is_refused_by_name(api, anna, changes, param):
    answer = api(anna).post(URL, weigh_in(**changes))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["param"] == param
    assert not Sample.objects.exists()


def test_another_users_weigh_in_is_not_there(api, anna, stranger):
    sent = weigh_in()
    api(anna).post(URL, sent)

    assert api(stranger).delete(f"{URL}/{sent['id']}").status_code == 404
