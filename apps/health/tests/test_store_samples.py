"""Each uuid once, deletions for good, the newest version of what is synced."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from apps.health.domain.readings import read_records
from apps.health.domain.touched import microseconds
from apps.health.models import DirtyDay, Identity, Sample
from apps.health.services import Outcome, prepare_months, store_readings
from apps.health.tests.conftest import new_uuid, steps, weight

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(anna):
    def run(*records, deleted=()):
        now = datetime.now(UTC)
        batch = read_records(records, now_us=microseconds(now), zone="Europe/Rome")
        assert not batch.refusals
        prepare_months(batch)
        with transaction.atomic():
            return store_readings(anna.pk, batch, deletions=deleted, received_at=now)

    return run


def living():
    return set(Sample.objects.filter(deleted_at=None).values_list("value", flat=True))


def test_a_sample_is_stored_as_it_was_sent(store):
    sent = steps(120, user_entered=True, metadata={"HKWeatherHumidity": "50 %"})
    store(sent)
    sample = Sample.objects.select_related("source").get()
    assert str(sample.uuid) == sent["uuid"]
    assert (sample.value, sample.zone, sample.user_entered) == (120, "Europe/Rome", True)
    assert (sample.start_at, sample.end_at) == (
        datetime.fromisoformat(sent["start"]),
        datetime.fromisoformat(sent["end"]),
    )
    assert sample.details == {"metadata": {"HKWeatherHumidity": "50 %"}}
    assert sample.source.kind == "watch"


def test_a_uuid_twice_in_a_batch_is_stored_once(store):
    sent = steps()
    assert store(sent, sent).outcomes == [Outcome.ACCEPTED, Outcome.DUPLICATE]
    assert Sample.objects.count() == 1


def test_a_deleted_sample_stays_out(store):
    sent = steps()
    store(sent)
    store(deleted=[sent["uuid"]])
    assert store(sent).outcomes == [Outcome.DELETED]
    assert living() == set()
    assert Identity.objects.get().deleted_at is not None


def test_a_sample_deleted_before_it_came_stays_out(store):
    """S5"""
    sent = steps()
    store(deleted=[sent["uuid"]])
    assert store(sent).outcomes == [Outcome.DELETED]
    assert Sample.objects.count() == 0


@pytest.mark.parametrize(
    ("case", "saved", "value"),
    [
        ("S1", [(1, 70), (2, 71)], 71),
        ("S2", [(2, 71), (1, 70)], 71),
        ("S3", [(2, 71), (2, 72)], 71),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_the_highest_version_stands(store, case, saved, value, at_once):
    sent = [weight(kg, sync_identifier="a", sync_version=version) for version, kg in saved]
    if at_once:
        store(*sent)
    else:
        for one in sent:
            store(one)
    assert living() == {value}
    assert Sample.objects.count() == 2


def test_days_that_changed_are_marked(store):
    store(steps(start=datetime(2026, 3, 1, 22, 55, tzinfo=UTC)))
    marked = DirtyDay.objects.values_list("type", "local_date__day").order_by("local_date")
    assert list(marked) == [(1, 1), (1, 2)]


def test_nothing_is_marked_by_a_repetition(store):
    sent = steps()
    store(sent)
    DirtyDay.objects.all().delete()
    assert store(sent).touched == {}
    assert not DirtyDay.objects.exists()


def test_an_unknown_deletion_twice_is_one_tombstone(store):
    uuid = new_uuid()
    assert store(deleted=[uuid]).deleted.total() == 1
    assert store(deleted=[uuid]).deleted.total() == 0
    assert Identity.objects.count() == 1
