"""In whatever order and however often samples and deletions come, the same samples live."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.health.domain.readings import read_records
from apps.health.domain.touched import microseconds
from apps.health.models import Sample, Source
from apps.health.services import store_readings
from apps.health.tests.conftest import APP, IPHONE, NOON, weight

pytestmark = pytest.mark.django_db
# One app on two phones, and another: a sync identifier is of an app, whatever it runs on.
SOURCES = [APP, {**APP, "product_type": "iPhone17,1"}, IPHONE]


@dataclass(frozen=True)
class Saved:
    """A sample as HealthKit has it. Of one app and identifier no two have the same version."""

    number: int
    hours: int
    source: int
    identifier: str | None

    @property
    def uuid(self):
        return str(UUID(int=self.number + 1))

    @property
    def app(self):
        return SOURCES[self.source]["bundle_id"]

    def record(self):
        start = NOON + timedelta(hours=self.hours)
        sync = {"sync_identifier": self.identifier, "sync_version": self.number}
        return weight(
            60 + self.number,
            uuid=self.uuid,
            start=start,
            source=SOURCES[self.source],
            **(sync if self.identifier else {}),
        )


@st.composite
def histories(draw):
    """Samples, uuids deleted, and requests that bring each of them at least once."""
    saved = [
        Saved(number, *rest)
        for number, rest in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        st.integers(0, 40), st.integers(0, 2), st.sampled_from([None, "a", "b"])
                    ),
                    max_size=7,
                )
            )
        )
    ]
    deleted = draw(st.sets(st.sampled_from([str(UUID(int=n + 1)) for n in range(8)]), max_size=4))
    events = [*saved, *deleted]
    if events:
        events += draw(st.lists(st.sampled_from(events), max_size=6))
    events = draw(st.permutations(events))
    cuts = draw(st.lists(st.integers(0, len(events)), max_size=4))
    return saved, deleted, [events[a:b] for a, b in pairwise([0, *sorted(cuts), len(events)])]


def living(saved, deleted):
    """The rule of HealthKit, one by one: not deleted, and of its app's identifier the highest."""
    return {
        one.uuid
        for one in saved
        if one.uuid not in deleted
        and not any(
            one.identifier
            and other.app == one.app
            and other.identifier == one.identifier
            and other.number > one.number
            for other in saved
        )
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories())
def test_the_same_samples_live(anna, history):
    saved, deleted, requests = history
    now = timezone.now()
    with transaction.atomic():
        for request in requests:
            records = [one.record() for one in request if isinstance(one, Saved)]
            gone = [one for one in request if isinstance(one, str)]
            batch = read_records(records, now_us=microseconds(now), zone="Europe/Rome")
            store_readings(anna.pk, batch, deletions=gone, received_at=now)
        stored = Sample.objects.filter(user_id=anna.pk, deleted_at=None)
        assert {str(uuid) for uuid in stored.values_list("uuid", flat=True)} == living(
            saved, deleted
        )
        assert first_samples(anna) == {
            source: NOON + timedelta(hours=min(one.hours for one in saved if one.source == source))
            for source in {one.source for one in saved}
        }
        transaction.set_rollback(True)


def first_samples(user):
    keys = {(one["bundle_id"], one["product_type"]): n for n, one in enumerate(SOURCES)}
    return {
        keys[source.bundle_id, source.product_type]: source.first_sample_at
        for source in Source.objects.filter(user=user)
    }
