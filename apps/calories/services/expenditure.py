"""Learning expenditure, every night; ``estimate_users`` alone writes estimates."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from apps.calories.domain.adaptive import Estimates, Reason, State, estimate
from apps.calories.domain.announcements import told_kcal
from apps.calories.models import DailyBalance
from apps.calories.selectors.facts import Series, active_users, facts
from apps.calories.services.balances import rebuild_chosen
from apps.outbox import services as outbox
from apps.shared.rows import array

# As many as one task does; also the users that go through the filter at once.
SHARE = 500

FIGURES = ("mean_kcal", "low_kcal", "high_kcal", "trend_mass_kg", "told_kcal")
COLUMNS = (*FIGURES, "complete_days", "weigh_ins", "state", "reason")
_TYPES = ("float8",) * len(FIGURES) + ("int", "int", "text", "text")
STATE_NAMES = [state.name.lower() for state in State]
REASON_NAMES = ["" if one is Reason.NONE else one.name.lower() for one in Reason]
MEAN, TOLD = COLUMNS.index("mean_kcal"), COLUMNS.index("told_kcal")

# Marks that what is stored answers to.
MARKS = """
SELECT mark.user_id, mark.last_day, mark.digest
FROM calories_learningmark AS mark
JOIN LATERAL (
  SELECT count(*) AS rows_count, max(date) AS last_day
  FROM calories_expenditureestimate WHERE user_id = mark.user_id
) AS stored ON (stored.rows_count, stored.last_day) = (mark.rows_count, mark.last_day)
WHERE mark.user_id = ANY(%s::uuid[])
"""
STORED = f"""
SELECT user_id, date, {", ".join(f"{n}::{t}" for n, t in zip(COLUMNS, _TYPES, strict=True))}
FROM calories_expenditureestimate WHERE user_id = ANY(%s::uuid[])
"""  # noqa: S608  (the constants above)
WRITE = f"""
INSERT INTO calories_expenditureestimate (user_id, date, {", ".join(COLUMNS)})
SELECT * FROM unnest(%s::uuid[], %s::date[], {", ".join(f"%s::{each}[]" for each in _TYPES)})
ON CONFLICT (user_id, date) DO UPDATE
SET {", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS)}
"""  # noqa: S608
REMOVE = """
DELETE FROM calories_expenditureestimate AS stored
USING unnest(%s::uuid[], %s::date[]) AS gone(user_id, date)
WHERE stored.user_id = gone.user_id AND stored.date = gone.date
"""
MARK = """
INSERT INTO calories_learningmark (user_id, last_day, rows_count, digest)
SELECT * FROM unnest(%s::uuid[], %s::date[], %s::int[], %s::bytea[])
ON CONFLICT (user_id) DO UPDATE
SET last_day = EXCLUDED.last_day, rows_count = EXCLUDED.rows_count, digest = EXCLUDED.digest
"""
# Of users and the first day that changed, those with a balance after it.
STALE = """
SELECT changed.user_id, changed.first
FROM unnest(%s::uuid[], %s::date[]) AS changed(user_id, first)
WHERE EXISTS (
  SELECT FROM calories_dailybalance AS day
  WHERE day.user_id = changed.user_id AND day.date > changed.first
)
"""

# A day's ``COLUMNS``, by day; of a user.
Days = dict[date, tuple[Any, ...]]


@dataclass(frozen=True)
class Computed:
    """What was computed of a user: ``COLUMNS`` of each day from the first fact on as numbers, nan
    where there is none, states and reasons as their codes."""

    first_day: date
    figures: NDArray[np.float64]

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Days with an estimate; before the first weigh-ins there may be none."""
        return ~np.isnan(self.figures[:, MEAN])

    @cached_property
    def last_day(self) -> date | None:
        days = np.flatnonzero(self.known)
        return self.first_day + timedelta(days=int(days[-1])) if len(days) else None

    def until(self, last_day: date) -> int:
        return max(0, (last_day - self.first_day).days + 1)

    def digest(self, last_day: date) -> bytes:
        content = np.nan_to_num(self.figures[: self.until(last_day)], nan=-1.0)
        named = self.first_day.isoformat().encode() + content.tobytes()
        return hashlib.blake2b(named, digest_size=16).digest()

    def days(self, after: date | None = None) -> Days:
        start = self.until(after) if after else 0
        return {
            self.first_day + timedelta(days=n): _row(self.figures[n])
            for n in range(start, len(self.figures))
            if self.known[n]
        }


def _row(figures: NDArray[np.float64]) -> tuple[Any, ...]:
    *amounts, complete_days, weigh_ins, state, reason = figures.tolist()
    known = (None if amount != amount else amount for amount in amounts)
    names = STATE_NAMES[int(state)], REASON_NAMES[int(reason)]
    return (*known, int(complete_days), int(weigh_ins), *names)


def shares_to_estimate(*, at: datetime) -> list[list[UUID]]:
    """Who has something to learn from, as many at a time as one task does."""
    return _shares(active_users(at=at))


def _shares(user_ids: Sequence[UUID]) -> list[list[UUID]]:
    return [list(user_ids[first : first + SHARE]) for first in range(0, len(user_ids), SHARE)]


def estimate_users(user_ids: Sequence[UUID], *, at: datetime) -> int:
    """Learn the expenditure of these users up to their yesterday; returns how many days changed.

    1. Read what they ate on complete days, and their weigh-ins, from the first fact on.
    2. Run the filter over all of them at once. A day's estimate depends on the days before it
       alone, so running again gives the same rows.
    3. Where the mark says that what is stored is what was computed again, only newer days are
       written; else all days are compared, and those that differ.
    4. In the same transaction tell for whom a message is worth it, and whose balances stand on
       days that changed (``calories.expenditure_learnt.v1``).
    """
    return sum(_estimate_share(share, at=at) for share in _shares(user_ids))


@transaction.atomic
def _estimate_share(user_ids: list[UUID], *, at: datetime) -> int:
    learnt = _learn(facts(user_ids, at=at))
    marked = _marked(user_ids, learnt)
    stored = _stored([user_id for user_id in user_ids if user_id not in marked])
    changed = _new_days(marked, learnt) + _differing(stored, learnt)
    _write(changed)
    _mark(learnt)
    newest = marked | {user_id: max(days) for user_id, days in stored.items() if days}
    outbox.record_each("calories.expenditure_changed.v1", _news(changed, newest, learnt))
    outbox.record_each(
        "calories.expenditure_learnt.v1",
        [(user_id, {"first": first.isoformat()}) for user_id, first in _stale(changed)],
    )
    return len(changed)


def _learn(known: list[Series]) -> dict[UUID, Computed]:
    if not known:
        return {}
    longest = max(len(series.intake_kcal) for series in known)
    found = estimate(
        [series.person for series in known],
        np.stack([_padded(series.intake_kcal, longest) for series in known]),
        np.stack([_padded(series.body_mass_kg, longest) for series in known]),
    )
    return {series.user_id: _learnt(found, n, series) for n, series in enumerate(known)}


def _padded(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    return np.concatenate([values, np.full(length - len(values), np.nan)])


def _learnt(found: Estimates, user: int, series: Series) -> Computed:
    row = (user, slice(len(series.intake_kcal)))
    mean = np.round(found.mean_kcal[row], 1)
    columns: list[NDArray[Any]] = [
        mean,
        np.round(np.maximum(found.low_kcal[row], 0.0), 1),
        np.round(found.high_kcal[row], 1),
        np.round(found.trend_kg[row], 2),
        told_kcal(mean, found.state[row] != State.INSUFFICIENT),
        found.complete_days[row],
        found.weigh_ins[row],
        found.state[row],
        found.reason[row],
    ]
    return Computed(series.first_day, np.column_stack(columns).astype(np.float64))


Changed = list[tuple[UUID, date, tuple[Any, ...] | None]]


def _marked(user_ids: list[UUID], learnt: dict[UUID, Computed]) -> dict[UUID, date]:
    """Until which day the stored estimates are those that were computed again."""
    with connection.cursor() as cursor:
        cursor.execute(MARKS, [array(user_ids)])
        return {
            user_id: last_day
            for user_id, last_day, digest in cursor.fetchall()
            if user_id in learnt and learnt[user_id].digest(last_day) == bytes(digest)
        }


def _new_days(marked: dict[UUID, date], learnt: dict[UUID, Computed]) -> Changed:
    return [
        (user_id, day, row)
        for user_id, last_day in marked.items()
        for day, row in learnt[user_id].days(last_day).items()
    ]


def _differing(stored: dict[UUID, Days], learnt: dict[UUID, Computed]) -> Changed:
    """Days whose row is not what was computed; None where there must be none."""
    changed = Changed()
    for user_id, before in stored.items():
        days = learnt[user_id].days() if user_id in learnt else Days()
        changed += [(user_id, day, row) for day, row in days.items() if before.get(day) != row]
        changed += [(user_id, day, None) for day in before.keys() - days.keys()]
    return changed


def _stored(user_ids: list[UUID]) -> dict[UUID, Days]:
    """What is stored of each, also of those who have nothing."""
    stored: dict[UUID, Days] = {user_id: {} for user_id in user_ids}
    if user_ids:
        with connection.cursor() as cursor:
            cursor.execute(STORED, [array(user_ids)])
            for user_id, day, *row in cursor.fetchall():
                stored[user_id][day] = tuple(row)
    return stored


def _write(changed: Changed) -> None:
    rows = [(user_id, day, *row) for user_id, day, row in changed if row is not None]
    gone = [(user_id, day) for user_id, day, row in changed if row is None]
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(REMOVE, _by_column(gone))
        if rows:
            cursor.execute(WRITE, _by_column(rows))


def _by_column(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _mark(learnt: dict[UUID, Computed]) -> None:
    marks = [
        (user_id, each.last_day, int(each.known.sum()), each.digest(each.last_day))
        for user_id, each in learnt.items()
        if each.last_day is not None
    ]
    if marks:
        with connection.cursor() as cursor:
            cursor.execute(MARK, _by_column(marks))


def _news(
    changed: Changed, newest: dict[UUID, date], learnt: dict[UUID, Computed]
) -> list[tuple[UUID, dict[str, Any]]]:
    """A message for whom a figure is told with a last day that was not stored before."""
    return [
        (user_id, _message(learnt[user_id], day))
        for user_id, day, row in changed
        if row is not None
        and day == learnt[user_id].last_day
        and (user_id not in newest or day > newest[user_id])
        and row[TOLD] is not None
        and row[TOLD] != _told_before(learnt[user_id], day)
    ]


def _told_before(learnt: Computed, day: date) -> float | None:
    before = learnt.until(day) - 2
    told = learnt.figures[before, TOLD] if before >= 0 else np.nan
    return None if told != told else float(told)


def _message(learnt: Computed, day: date) -> dict[str, Any]:
    values = dict(zip(COLUMNS, _row(learnt.figures[learnt.until(day) - 1]), strict=True))
    return {
        "date": day.isoformat(),
        "old_kcal": _told_before(learnt, day),
        **{name: values[name] for name in ("mean_kcal", "low_kcal", "high_kcal", "state")},
    }


def _stale(changed: Changed) -> list[tuple[UUID, date]]:
    """Whose balances stand on a day that changed, and on which first."""
    firsts: dict[UUID, date] = {}
    for user_id, day, _row in changed:
        firsts[user_id] = min(day, firsts.get(user_id, day))
    if not firsts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(STALE, _by_column(firsts.items()))
        found: list[tuple[UUID, date]] = cursor.fetchall()
        return found


def rebuild_after(user_id: UUID, first: date) -> None:
    """Rebuild the balances after a day: each stands on the estimate known before it."""
    days = DailyBalance.objects.filter(user_id=user_id, date__gt=first).order_by("date")
    if stale := list(days.values_list("date", flat=True)):
        rebuild_chosen(user_id, stale)
