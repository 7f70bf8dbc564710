"""How far what a phone sent can be trusted to be complete and fresh, and why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median


class Grade(StrEnum):
    GOOD = "good"
    DEGRADED = "degraded"
    STALE = "stale"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    NEVER_SYNCED = "never_synced"
    LONG_SILENT = "long_silent"
    OVERDUE = "overdue"
    LATE = "late"
    DIFFERS_FROM_PHONE = "differs_from_phone"
    RECORDS_REFUSED = "records_refused"
    NO_PROGRESS = "no_progress"


# The product's own figures.
EXPENDITURE_CONFIDENCE = {
    Grade.GOOD: Decimal("0.9"),
    Grade.DEGRADED: Decimal("0.7"),
    Grade.STALE: Decimal("0.5"),
    Grade.UNKNOWN: Decimal("0.3"),
}

# A phone that syncs in the background does so several times a day, whenever iOS lets it. Late and
# overdue are so many times the user's own usual gap, within bounds: nobody is late within a day,
# and a week without news is old for anyone.
HABIT_DAYS = 28
USUAL_GAP = timedelta(hours=24)
LEAST_GAPS = 5
BURST = timedelta(minutes=5)
LATE_GAPS, LATE_AT_LEAST, LATE_AT_MOST = 3, timedelta(hours=24), timedelta(days=4)
OVERDUE_GAPS, OVERDUE_AT_LEAST, OVERDUE_AT_MOST = 6, timedelta(hours=72), timedelta(days=7)
LONG_SILENT = timedelta(days=30)
# Beyond rounding and samples still on their way; the specification's threshold.
LARGEST_DISCREPANCY = 0.02
LARGEST_REFUSED_SHARE = 0.05
LEAST_RECORDS = 20
# Syncs that send something and never move the anchor ask for the same again and again.
NO_PROGRESS = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the sync of one type from one device; None where nothing is.

    ``discrepancy``: |ours − phone's| / phone's, the largest of the days compared lately.
    ``last_progress_at``: when the anchor last changed; ``records`` and ``refused`` of late.
    """

    last_sync_at: datetime | None
    usual_gap: timedelta | None = None
    discrepancy: float | None = None
    records: int = 0
    refused: int = 0
    last_progress_at: datetime | None = None


def usual_gap(syncs: Iterable[datetime]) -> timedelta | None:
    """The median gap between a user's syncs (those of ``HABIT_DAYS``); a burst is one sync.

    None where there are too few to call it a habit.
    """
    gaps = [later - earlier for earlier, later in pairwise(sorted(syncs))]
    seconds = [gap.total_seconds() for gap in gaps if gap >= BURST]
    return timedelta(seconds=median(seconds)) if len(seconds) >= LEAST_GAPS else None


def _bounded(gap: timedelta, least: timedelta, most: timedelta) -> timedelta:
    return min(max(gap, least), most)


def _freshness(signals: Signals, now: datetime) -> tuple[Grade, Reason | None]:
    if signals.last_sync_at is None:
        return Grade.UNKNOWN, Reason.NEVER_SYNCED
    silent = now - signals.last_sync_at
    usual = signals.usual_gap or USUAL_GAP
    if silent > LONG_SILENT:
        return Grade.UNKNOWN, Reason.LONG_SILENT
    if silent > _bounded(usual * OVERDUE_GAPS, OVERDUE_AT_LEAST, OVERDUE_AT_MOST):
        return Grade.STALE, Reason.OVERDUE
    if silent > _bounded(usual * LATE_GAPS, LATE_AT_LEAST, LATE_AT_MOST):
        return Grade.DEGRADED, Reason.LATE
    return Grade.GOOD, None


def _defects(signals: Signals) -> list[Reason]:
    found = []
    if signals.discrepancy is not None and signals.discrepancy > LARGEST_DISCREPANCY:
        found.append(Reason.DIFFERS_FROM_PHONE)
    enough = signals.records >= LEAST_RECORDS
    if enough and signals.refused > LARGEST_REFUSED_SHARE * signals.records:
        found.append(Reason.RECORDS_REFUSED)
    sync, progress = signals.last_sync_at, signals.last_progress_at
    if sync and progress and signals.records and sync - progress > NO_PROGRESS:
        found.append(Reason.NO_PROGRESS)
    return found


def grade(signals: Signals, *, now: datetime) -> tuple[Grade, list[Reason]]:
    """The grade with every reason against it; a defect makes a fresh sync degraded."""
    fresh, reason = _freshness(signals, now)
    reasons = [reason] if reason else []
    if signals.last_sync_at is not None:
        reasons += _defects(signals)
    if fresh is Grade.GOOD and reasons:
        return Grade.DEGRADED, reasons
    return fresh, reasons


WORST_FIRST = (Grade.UNKNOWN, Grade.STALE, Grade.DEGRADED, Grade.GOOD)


def overall(grades: Mapping[tuple[str, int], Grade]) -> Grade:
    """Of (device, type): for each type its best device, since an old phone may lie in a drawer;
    of the types the worst. Unknown where nothing ever synced."""
    best: dict[int, Grade] = {}
    for (_device, kind), one in grades.items():
        best[kind] = max(best.get(kind, one), one, key=WORST_FIRST.index)
    return min(best.values(), key=WORST_FIRST.index, default=Grade.UNKNOWN)
