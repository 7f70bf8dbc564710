"""Whatever the order, repetition and interleaving of batches and deletions: the same rows."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.health import services
from apps.health.domain.types import TYPES
from apps.health.models import DailyMetric, DirtyDay
from apps.health.tests.derivation_cast import row_versions, store, walked
from apps.outbox.models import OutboxEvent
from conftest import make_user

pytestmark = pytest.mark.django_db

# Rome's clocks go forward on 29 March 2026; the three zones have up to 14 hours between them.
FIRST = datetime(2026, 3, 28, tzinfo=UTC)
ZONES = ("Europe/Rome", "America/New_York", "Asia/Tokyo")
APPLE = ("watch", "iphone")
MINUTE = timedelta(minutes=1)

samples = st.builds(
    lambda source, start, minutes, value, zone, typed: {
        "source": source,
        "start": FIRST + timedelta(minutes=15 * start),
        "minutes": minutes,
        "value": value,
        "zone": zone,
        "typed": typed,
    },
    st.sampled_from([*APPLE, "app", "other"]),
    st.integers(0, 4 * 24 * 3),
    st.sampled_from([0, 1, 15, 20, 45, 90, 300]),
    st.integers(0, 4000),
    st.sampled_from(ZONES),
    st.sampled_from([False, False, False, True]),
)


@st.composite
def histories(draw):
    """Samples, which of them are deleted, and batches: some of each added, some deleted, any of
    them more than once, with days derived or not in between."""
    sent = draw(st.lists(samples, min_size=1, max_size=8))
    numbers = range(len(sent))
    deleted = draw(st.sets(st.sampled_from(numbers)))
    operations = [("add", number) for number in numbers] + [("delete", n) for n in deleted]
    operations += draw(st.lists(st.sampled_from(operations), max_size=6))
    operations = draw(st.permutations(operations))
    cuts = sorted(draw(st.sets(st.integers(1, len(operations)))) | {0, len(operations)})
    batches = [operations[a:b] for a, b in pairwise(cuts)]
    return sent, deleted, [(batch, draw(st.booleans())) for batch in batches]


def ranked(sent):
    """What is believed first: hand, watch, iPhone, then the app whose first sample is newest."""
    begun = {}
    for one in sent:
        begun[one["source"]] = min(one["start"], begun.get(one["source"], one["start"]))
    apps = sorted(begun.keys() - set(APPLE), key=lambda name: _newest_first(begun, name))
    order = ["hand", *APPLE, *apps]
    return lambda one: order.index("hand" if one["typed"] else one["source"])


def _newest_first(begun, name):
    # Of two as old, the first by bundle id: it.example.passi, org.example.run.
    return -begun[name].timestamp(), name


def expected(sent, deleted):
    """By day: the total, and how many samples count whole, in part and not at all. Minute by
    minute, every sample against every other."""
    rank = ranked(sent)
    living = [one for number, one in enumerate(sent) if number not in deleted]
    days = defaultdict(lambda: [Fraction(0), 0, 0, 0])
    for one in living:
        better = [other for other in living if rank(other) < rank(one)]
        pieces = defaultdict(list)
        for minute in range(max(one["minutes"], 1)):
            moment = one["start"] + minute * MINUTE
            is_free = not any(holds(other, moment) for other in better)
            pieces[moment.astimezone(ZoneInfo(one["zone"])).date()].append(is_free)
        for day, minutes in pieces.items():
            days[day][0] += Fraction(one["value"] * sum(minutes), max(one["minutes"], 1))
            days[day][1 if all(minutes) else 2 if any(minutes) else 3] += 1
    return dict(days)


def holds(sample, moment):
    return sample["start"] <= moment < sample["start"] + sample["minutes"] * MINUTE


def record(number, one):
    return walked(
        one["source"], one["start"].isoformat(), one["minutes"], one["value"], one["zone"],
        user_entered=one["typed"], uuid=str(UUID(int=number + 1)),
    )  # fmt: skip


def derived(user):
    names = ("used", "partly_used", "covered")
    return {
        row.local_date: [row.value, *(row.provenance[name] for name in names)]
        for row in DailyMetric.objects.filter(user=user, type=TYPES["step_count"].number)
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories())
def test_any_history_of_the_same_samples_ends_in_the_same_rows(db, history):
    sent, deleted, batches = history
    OutboxEvent.objects.all().delete()
    user = make_user(f"{DailyMetric.objects.count()}-{id(history)}@example.org")
    for operations, derives in batches:
        added = [record(number, sent[number]) for what, number in operations if what == "add"]
        gone = [str(UUID(int=number + 1)) for what, number in operations if what == "delete"]
        store(user, *added, deleted=gone)
        if derives:
            services.derive_dirty(user.pk)
    services.derive_dirty(user.pk)

    found, wanted = derived(user), expected(sent, deleted)
    assert found.keys() == wanted.keys()
    for day, (value, *counts) in wanted.items():
        assert float(found[day][0]) == pytest.approx(float(value), abs=1e-6)
        assert found[day][1:] == counts
    rows = row_versions()
    last = (FIRST + timedelta(days=6)).date()
    assert services.rebuild(user.pk, FIRST.date() - timedelta(days=2), last).changed == 0
    assert row_versions() == rows
    assert not DirtyDay.objects.filter(user=user).exists()
    user.delete()
