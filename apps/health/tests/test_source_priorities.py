"""Whom the user believes first."""

from apps.health.models import DailyMetric, DirtyDay, Source
from apps.health.services import derive_dirty
from apps.health.tests.conftest import APP, IPHONE, WATCH, batch_of, send, steps
from apps.health.tests.stored import make_source

URL = "/api/v1/health/sources/priorities"


def total(user):
    while DirtyDay.objects.filter(user=user).exists():
        derive_dirty(user.pk)
    return float(DailyMetric.objects.get(user=user).value)


def test_sources_are_told_in_the_order_they_are_believed(api, anna):
    client = api(anna)
    send(client, batch_of(steps(source=APP), steps(source=IPHONE), steps(source=WATCH)))

    found = client.get("/api/v1/health/sources").json()["results"]

    assert [(one["kind"], one["rank"]) for one in found] == [
        ("watch", 1),
        ("iphone", 2),
        ("app", 3),
    ]


def test_the_users_order_decides_the_days(api, anna):
    client = api(anna)
    send(client, batch_of(steps(1000, source=WATCH), steps(900, source=APP)))
    assert total(anna) == 1000
    app = Source.objects.get(kind="app").pk

    client.put(URL, {"type": "step_count", "sources": [app]})

    assert total(anna) == 900
    client.put(URL, {"type": "step_count", "sources": []})
    assert total(anna) == 1000


def test_orders_are_told_the_general_one_first(api, anna):
    client, source = api(anna), make_source(anna).pk
    client.put(URL, {"type": "step_count", "sources": [source]})
    client.put(URL, {"sources": [source]})

    assert client.get(URL).json()["results"] == [
        {"type": None, "sources": [source]},
        {"type": "step_count", "sources": [source]},
    ]


def test_the_same_order_again_changes_nothing(api, anna):
    client, source = api(anna), make_source(anna).pk
    first = client.put(URL, {"sources": [source]}).json()
    DirtyDay.objects.all().delete()

    assert client.put(URL, {"sources": [source]}).json() == first
    assert not DirtyDay.objects.exists()


def test_a_source_of_somebody_else_is_named_as_the_fault(api, anna, stranger):
    own, other = make_source(anna).pk, make_source(stranger).pk

    answer = api(anna).put(URL, {"sources": [own, other]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["param"] == "sources[1]"


def test_an_order_that_was_changed_meanwhile_is_not_overwritten(api, anna):
    client, source = api(anna), make_source(anna).pk
    tag = client.get(URL)["ETag"]
    client.put(URL, {"sources": [source]})

    answer = client.put(URL, {"sources": []}, headers={"If-Match": tag})

    assert answer.status_code == 412
