"""Samples a user wants gone: for good, and their days with them."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django.apps import apps

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.health.models import (
    DailyMetric,
    DirtyDay,
    Identity,
    PhoneTotal,
    Sample,
    SetAside,
    SourceDevice,
)
from apps.health.services import derive_dirty
from apps.health.tests.conftest import APP, WATCH, batch_of, send, steps
from apps.health.tests.stored import make_sample, make_source
from apps.outbox.models import OutboxEvent

URL = "/api/v1/health/samples"
MARCH_2 = {"from": "2026-03-02", "to": "2026-03-02"}


def days_of(user):
    while DirtyDay.objects.filter(user=user).exists():
        derive_dirty(user.pk)
    found = DailyMetric.objects.filter(user=user).order_by("local_date", "type")
    return [(row.local_date.isoformat(), float(row.value)) for row in found]


def test_a_source_is_erased_and_the_others_take_its_place(api, anna):
    client = api(anna)
    send(client, batch_of(steps(1000, source=WATCH), steps(900, source=APP)))
    assert days_of(anna) == [("2026-03-02", 1000)]
    watch = Sample.objects.get(value=1000).source_id

    answer = client.delete(f"{URL}?source={watch}")

    assert answer.json() == {"samples": 1, "days": 1}
    assert days_of(anna) == [("2026-03-02", 900)]


def test_what_was_erased_does_not_come_back(api, anna):
    client, sent = api(anna), steps(1000)
    send(client, batch_of(sent))
    client.delete(f"{URL}?from=2026-03-02&to=2026-03-02")

    counts = send(client, batch_of(sent))["counts"]

    assert (counts["accepted"], counts["duplicate"]) == (0, 1)
    assert not Sample.objects.exists()
    assert days_of(anna) == []


def test_nothing_of_an_erased_sample_is_kept_but_its_uuid(api, anna):
    client, sent = api(anna), steps(1000)
    send(client, batch_of(sent))

    client.delete(f"{URL}?from=2026-03-02&to=2026-03-02")

    known = Identity.objects.get()
    assert (str(known.uuid), known.start_at) == (sent["uuid"], None)
    assert known.deleted_at is not None


def test_a_range_and_a_type_narrow_what_is_erased(api, anna):
    source = make_source(anna)
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    make_sample(anna, source, noon, 1)
    make_sample(anna, source, noon, 70, type="heart_rate_per_min")
    make_sample(anna, source, noon + timedelta(days=1), 2)

    answer = api(anna).delete(f"{URL}?from=2026-03-02&to=2026-03-02&type=step_count")

    assert answer.json()["samples"] == 1
    assert sorted(Sample.objects.values_list("value", flat=True)) == [2, 70]


def test_the_phones_totals_of_the_days_go_too(api, anna):
    device = SourceDevice.objects.create(id=uuid4(), user=anna, last_seen_at=datetime.now(UTC))
    for day in (2, 3):
        PhoneTotal.objects.create(
            user=anna,
            device=device,
            type=1,
            local_date=date(2026, 3, day),
            value=1,
            received_at=datetime.now(UTC),
        )
    make_sample(anna, make_source(anna), datetime(2026, 3, 2, 12, tzinfo=UTC))

    api(anna).delete(f"{URL}?from=2026-03-02&to=2026-03-02")

    assert [told.local_date.day for told in PhoneTotal.objects.all()] == [3]


def test_an_event_tells_which_days_changed(api, anna):
    make_sample(anna, make_source(anna), datetime(2026, 3, 2, 12, tzinfo=UTC))

    api(anna).delete(f"{URL}?from=2026-03-01&to=2026-03-03")

    event = OutboxEvent.objects.get(name="health.samples_deleted.v1")
    assert event.payload == {"samples": 1, "days": ["2026-03-02"], "types": ["step_count"]}


def test_others_samples_and_sources_are_out_of_reach(api, anna, stranger):
    source = make_source(anna)
    make_sample(anna, source, datetime(2026, 3, 2, 12, tzinfo=UTC))
    client = api(stranger)

    assert client.delete(f"{URL}?source={source.pk}").status_code == 404
    assert client.delete(f"{URL}?from=2026-03-02&to=2026-03-02").json()["samples"] == 0
    assert Sample.objects.count() == 1


def test_what_to_erase_has_to_be_said(api, anna):
    client = api(anna)

    for query in ("", "?from=2026-03-02", "?source=1&type=step_count", "?to=x&from=2026-03-02"):
        assert client.delete(f"{URL}{query}").status_code == 422


def test_nothing_of_an_erased_user_stays(api, anna, stranger):
    """The tables of facts have no foreign key to lean on."""
    deleted, unknown = steps(), {"type": "HKQuantityTypeIdentifierNobodyKnows"}
    synced = {"sync_identifier": "a", "sync_version": 1}
    total = {"type": steps()["type"], "date": "2026-03-02", "value": 100, "unit": "count"}
    for user in (anna, stranger):
        device = {"id": str(uuid4()), "timezone": "Europe/Rome"}
        batch = batch_of(deleted, steps(**synced), steps(**unknown), statistics=[total])
        send(api(user), {**batch, "device": device})
        send(api(user), {"device": device, "deleted": [deleted["uuid"]]})
    models = [model for model in apps.get_app_config("health").get_models() if has_user(model)]
    assert Sample in models
    assert Identity in models

    accounts.erase_users(User.objects.filter(pk=anna.pk))

    left = {model.__name__: model.objects.filter(user_id=anna.pk).count() for model in models}
    assert set(left.values()) == {0}, left
    assert Sample.objects.filter(user=stranger).count() == 2
    assert SetAside.objects.filter(user=stranger).count() == 1


def has_user(model):
    return any(field.name == "user" for field in model._meta.get_fields())
