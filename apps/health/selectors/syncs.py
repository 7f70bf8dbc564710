"""How far the phones of a user have got, and what speaks for and against them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from apps.health.domain.grades import (
    HABIT_DAYS,
    LATE_AT_LEAST,
    LONG_SILENT,
    WORST_FIRST,
    Grade,
    Signals,
)
from apps.health.domain.grades import usual_gap as gap_between
from apps.health.models import SyncLog, SyncState

HABIT = timedelta(days=HABIT_DAYS)
# What was refused or differed longer ago says nothing of the sync as it is now.
LATELY = timedelta(days=7)
GRADE_AGAIN_AFTER = timedelta(minutes=50)

# A total of the phone where we have nothing at all differs by the whole of it.
DIFFERENCES = """
SELECT told.type, max(CASE
  WHEN metric.id IS NULL THEN (told.value <> 0)::integer
  ELSE (metric.provenance #>> '{phone,difference}')::float8
END)
FROM health_phonetotal AS told
LEFT JOIN health_dailymetric AS metric USING (user_id, type, local_date)
WHERE told.user_id = %s AND told.local_date >= %s
GROUP BY told.type
"""


@dataclass(frozen=True, slots=True)
class Synced:
    """``until``: when the type was synced last, by whichever phone did; its grade."""

    until: datetime
    grade: Grade


def synced(user_id: UUID) -> dict[int, Synced]:
    """By type, the state of the phone that synced it last."""
    rows = SyncState.objects.filter(user_id=user_id).order_by("last_sync_at", "device_id")
    return {
        number: Synced(at, Grade(grade))
        for number, at, grade in rows.values_list("type", "last_sync_at", "grade")
    }


def grade_of_day(
    states: Mapping[int, Synced], types: Collection[int], *, ends_at: datetime, differs: bool
) -> tuple[Grade, bool]:
    """How far the figures of these types on a day that ends then can be trusted, and whether the
    day was synced to its end. What a phone does later takes nothing from a day it completed."""
    found = [states[number] for number in types if number in states]
    if len(found) < len(types):
        return Grade.UNKNOWN, False
    if min(state.until for state in found) >= ends_at:
        return (Grade.DEGRADED if differs else Grade.GOOD), True
    return min((state.grade for state in found), key=WORST_FIRST.index), False


def signals(states: Iterable[SyncState], *, at: datetime) -> dict[int, Signals]:
    """What speaks for and against each of a user's states, by its id."""
    found = list(states)
    if not found:
        return {}
    user_id = found[0].user_id
    logs: dict[UUID, list[SyncLog]] = defaultdict(list)
    for log in SyncLog.objects.filter(user_id=user_id, received_at__gt=at - HABIT):
        logs[log.device_id].append(log)
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, [user_id, (at - LATELY).date()])
        differences = dict(cursor.fetchall())
    return {
        state.pk: _signals(state, logs[state.device_id], differences.get(state.type), at=at)
        for state in found
    }


def _signals(
    state: SyncState, logs: list[SyncLog], difference: float | None, *, at: datetime
) -> Signals:
    lately = [log for log in logs if log.received_at > at - LATELY]
    return Signals(
        last_sync_at=state.last_sync_at,
        usual_gap=gap_between(log.received_at for log in logs),
        discrepancy=difference,
        records=sum(log.records for log in lately),
        refused=sum(log.rejected for log in lately),
        last_progress_at=state.last_progress_at,
    )


def users_to_grade(*, at: datetime) -> QuerySet[SyncState, UUID]:
    """Whose grades may have changed: synced since they were graded, or silent long enough for
    time alone to change them."""
    silent = Q(
        last_sync_at__lt=at - LATE_AT_LEAST,
        last_sync_at__gt=at - LONG_SILENT - LATE_AT_LEAST,
        graded_at__lt=at - GRADE_AGAIN_AFTER,
    )
    new = Q(graded_at=None) | Q(graded_at__lt=F("last_sync_at"))
    due = SyncState.objects.filter(new | silent).order_by("user_id")
    return due.values_list("user_id", flat=True).distinct()
