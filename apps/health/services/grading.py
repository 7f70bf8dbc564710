"""How good each phone's sync is, and telling when a user's has failed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.health import selectors
from apps.health.domain.grades import Grade, grade
from apps.health.domain.types import ENERGY
from apps.health.models import DailyMetric, SyncState
from apps.health.services.derivation import derive_days, derive_dirty
from apps.health.services.locks import lock_health
from apps.outbox import services as outbox

FINE = (Grade.GOOD, Grade.DEGRADED)
# A phone that was away longer sends the days themselves again.
UNFINISHED_SINCE = timedelta(days=35)
# What one delivery of an event derives; beat takes the rest of a long history.
ROUNDS_AFTER_SYNC = 2


def follow_sync(user_id: UUID, *, at: datetime) -> None:
    """After a sync: derive what it changed and say how good it was."""
    derive_dirty(user_id, rounds=ROUNDS_AFTER_SYNC)
    grade_user(user_id, at=at)


def grade_due(*, at: datetime) -> int:
    """Grade the users whose grades may have changed; returns how many users."""
    users = list(selectors.users_to_grade(at=at))
    for user_id in users:
        grade_user(user_id, at=at)
    return len(users)


@transaction.atomic
def grade_user(user_id: UUID, *, at: datetime) -> None:
    """Grade every type of every phone of the user, and what depends on it.

    1. Note grade and reasons. ``graded_at`` moves always, so that nobody is graded twice an hour.
    2. An episode begins when nothing of the user's syncs well any more, with one event, and ends
       as soon as something does.
    3. Days of energy whose end was not synced yet may be complete now, or their grade another.
    """
    lock_health(user_id)
    states = list(SyncState.objects.filter(user_id=user_id).order_by("last_sync_at", "id"))
    if not states:
        return
    found = selectors.signals(states, at=at)
    for state in states:
        state.grade, state.reasons = grade(found[state.pk], now=at)
        state.graded_at = at
    _note_episode(states, at=at)
    SyncState.objects.bulk_update(states, ["grade", "reasons", "graded_at", "failing_since"])
    _derive_unfinished(user_id, at=at)


def _note_episode(states: list[SyncState], *, at: datetime) -> None:
    failing = not any(state.grade in FINE for state in states)
    was_failing = any(state.failing_since for state in states)
    for state in states:
        state.failing_since = (state.failing_since or at) if failing else None
    if failing and not was_failing:
        latest = states[-1]
        payload = {
            "device_id": str(latest.device_id),
            "grade": latest.grade,
            "reasons": latest.reasons,
            "last_sync_at": latest.last_sync_at.isoformat(),
        }
        outbox.record("health.sync_failed.v1", user_id=latest.user_id, payload=payload)


def _derive_unfinished(user_id: UUID, *, at: datetime) -> None:
    unfinished = DailyMetric.objects.filter(
        user_id=user_id,
        local_date__gte=(at - UNFINISHED_SINCE).date(),
        type__in=ENERGY,
        provenance__sync__complete=False,
    )
    days = set(unfinished.values_list("local_date", flat=True))
    if days:
        derive_days(user_id, dict.fromkeys(ENERGY, days))
