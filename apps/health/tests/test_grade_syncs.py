"""How good a sync is, and telling once when it has failed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from apps.health import services
from apps.health.domain.types import TYPES
from apps.health.models import PhoneTotal, SourceDevice, SyncLog, SyncState
from apps.health.tests.derivation_cast import burnt, derive, figure
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
ACTIVE, BASAL = TYPES["active_energy_kcal"].number, TYPES["basal_energy_kcal"].number
STEPS = TYPES["step_count"].number
PHONE, OLD_PHONE = UUID(int=1), UUID(int=2)


def synced(user, at, *types, phone=PHONE, records=100, rejected=0):
    """What a request leaves behind."""
    device, _ = SourceDevice.objects.get_or_create(
        id=phone, defaults={"user": user, "last_seen_at": at}
    )
    for number in types or (STEPS,):
        SyncState.objects.update_or_create(
            user=user, device=device, type=number, defaults={"last_sync_at": at}
        )
    counts = dict.fromkeys(["duplicate", "replaced", "set_aside", "deleted"], 0)
    SyncLog.objects.create(
        user=user, device=device, received_at=at, records=records, rejected=rejected,
        accepted=records - rejected, **counts,
    )  # fmt: skip


def graded(user, at):
    services.grade_user(user.pk, at=at)
    return {(row.type, row.grade): row.reasons for row in SyncState.objects.filter(user=user)}


def failures():
    return OutboxEvent.objects.filter(name="health.sync_failed.v1").count()


def test_a_sync_grows_late_then_old_then_unknown(anna):
    synced(anna, MONDAY)
    assert graded(anna, MONDAY) == {(STEPS, "good"): []}
    # Nothing is known of the habit: a day is usual, three are late, six overdue.
    assert graded(anna, MONDAY + timedelta(hours=73)) == {(STEPS, "degraded"): ["late"]}
    assert graded(anna, MONDAY + timedelta(days=6, hours=1)) == {(STEPS, "stale"): ["overdue"]}
    assert graded(anna, MONDAY + timedelta(days=31)) == {(STEPS, "unknown"): ["long_silent"]}


def test_a_user_who_syncs_once_a_week_is_not_late_after_three_days(anna):
    for week in range(4):
        for day in range(2):
            synced(anna, MONDAY + timedelta(days=7 * week + 3 * day))
    last = MONDAY + timedelta(days=24)
    assert graded(anna, last + timedelta(days=3, hours=12)) == {(STEPS, "good"): []}


def test_refused_records_degrade_a_sync(anna):
    synced(anna, MONDAY, records=100, rejected=6)
    assert graded(anna, MONDAY) == {(STEPS, "degraded"): ["records_refused"]}


def test_a_phone_that_shows_another_total_degrades_a_sync(anna):
    synced(anna, MONDAY)
    PhoneTotal.objects.create(
        user=anna, device_id=PHONE, type=STEPS, local_date=date(2026, 3, 1), value=5000,
        received_at=MONDAY,
    )  # fmt: skip
    assert graded(anna, MONDAY) == {(STEPS, "degraded"): ["differs_from_phone"]}


def test_an_episode_of_failure_is_told_once(anna):
    synced(anna, MONDAY, STEPS, ACTIVE)
    for hours in (1, 145, 150, 24 * 31):  # fine, failed, still failed, given up
        graded(anna, MONDAY + timedelta(hours=hours))
    told = OutboxEvent.objects.get(name="health.sync_failed.v1")
    assert (told.payload["grade"], told.payload["reasons"]) == ("stale", ["overdue"])


def test_the_next_episode_is_told_again(anna):
    synced(anna, MONDAY)
    graded(anna, MONDAY + timedelta(days=7))
    again = MONDAY + timedelta(days=8)
    synced(anna, again)
    graded(anna, again)
    assert failures() == 1
    assert SyncState.objects.get().failing_since is None
    graded(anna, again + timedelta(days=7))
    assert failures() == 2


def test_an_old_phone_in_a_drawer_is_no_failure(anna):
    synced(anna, MONDAY, phone=OLD_PHONE)
    synced(anna, MONDAY + timedelta(days=20))
    assert graded(anna, MONDAY + timedelta(days=20)) == {
        (STEPS, "stale"): ["overdue"],
        (STEPS, "good"): [],
    }
    assert failures() == 0


def test_only_those_are_graded_whose_grade_may_have_changed(anna, stranger):
    synced(anna, MONDAY)
    synced(stranger, MONDAY, phone=OLD_PHONE)
    hours = [0, 2, 25, 25.5, 26]
    assert [services.grade_due(at=MONDAY + timedelta(hours=hour)) for hour in hours] == [
        2, 0, 2, 0, 2,
    ]  # fmt: skip


def energy(user, synced_at):
    synced(user, synced_at, ACTIVE, BASAL)
    derive(
        user,
        burnt("Active", "watch", "2026-03-02T08:00+01:00", 60, 500),
        burnt("Basal", "watch", "2026-03-02T08:00+01:00", 60, 70),
    )


def day_sync(user):
    rows = [figure(user, f"{kind}_energy_kcal") for kind in ("active", "basal")]
    assert rows[0].provenance["sync"] == rows[1].provenance["sync"]
    return rows[0].provenance["sync"]


def test_a_day_is_complete_once_a_sync_comes_after_its_end(anna):
    energy(anna, datetime(2026, 3, 2, 18, tzinfo=UTC))
    assert day_sync(anna) == {"grade": "unknown", "complete": False}  # not graded yet
    graded(anna, datetime(2026, 3, 2, 18, tzinfo=UTC))
    assert day_sync(anna) == {"grade": "good", "complete": False}
    midnight = datetime(2026, 3, 2, 23, tzinfo=UTC)  # in Rome
    synced(anna, midnight, ACTIVE, BASAL)
    graded(anna, midnight)
    assert day_sync(anna) == {"grade": "good", "complete": True}


def test_a_day_whose_end_never_comes_grows_stale(anna):
    last = datetime(2026, 3, 2, 18, tzinfo=UTC)
    energy(anna, last)
    graded(anna, last + timedelta(days=7))
    assert day_sync(anna) == {"grade": "stale", "complete": False}


def test_a_day_of_data_nobody_synced_is_of_unknown_quality(anna):
    derive(anna, burnt("Active", "watch", "2026-03-02T08:00+01:00", 60, 500))
    sync = figure(anna, "active_energy_kcal").provenance["sync"]
    assert sync == {"grade": "unknown", "complete": False}
