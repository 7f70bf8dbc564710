"""Learning expenditure, every night; ``estimate_users`` alone writes estimates."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
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
STATE_NAMES = np.array([state.name.lower() for state in State])
REASON_NAMES = np.array(["" if one is Reason.NONE else one.name.lower() for one in Reason])

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

Floats = NDArray[np.float64]
# A day's ``COLUMNS``, by day; of a user.
Days = dict[date, tuple[Any, ...]]
News = list[tuple[UUID, dict[str, Any]]]


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
    3. Write the rows that differ, and tell for whom a message is worth it.
    4. Rebuild the balances after the first day that changed, which stand on it.
    """
    return sum(_estimate_share(share, at=at) for share in _shares(user_ids))


def _estimate_share(user_ids: list[UUID], *, at: datetime) -> int:
    learnt = _learn(facts(user_ids, at=at))
    with transaction.atomic():
        changed, news = _write(user_ids, learnt)
        outbox.record_each("calories.expenditure_changed.v1", news)
    for user_id, first in _firsts(changed).items():
        _rebuild_after(user_id, first)
    return len(changed)


def _learn(known: list[Series]) -> dict[UUID, Days]:
    if not known:
        return {}
    longest = max(len(series.intake_kcal) for series in known)
    found = estimate(
        [series.person for series in known],
        np.stack([_padded(series.intake_kcal, longest) for series in known]),
        np.stack([_padded(series.body_mass_kg, longest) for series in known]),
    )
    return {series.user_id: _days(found, n, series) for n, series in enumerate(known)}


def _padded(values: Floats, length: int) -> Floats:
    return np.concatenate([values, np.full(length - len(values), np.nan)])


def _days(found: Estimates, user: int, series: Series) -> Days:
    """The user's days with an estimate: before the first weigh-ins there may be none."""
    row = (user, slice(len(series.intake_kcal)))
    mean = np.round(found.mean_kcal[row], 1)
    figures: tuple[NDArray[Any], ...] = (
        mean,
        np.round(np.maximum(found.low_kcal[row], 0.0), 1),
        np.round(found.high_kcal[row], 1),
        np.round(found.trend_kg[row], 2),
        told_kcal(mean, found.state[row] != State.INSUFFICIENT),
    )
    others = (
        found.complete_days[row],
        found.weigh_ins[row],
        STATE_NAMES[found.state[row]],
        REASON_NAMES[found.reason[row]],
    )
    columns = [*map(_plain, figures), *(each.tolist() for each in others)]
    days = zip(series.dates, zip(*columns, strict=True), strict=True)
    return {day: values for day, values in days if values[0] is not None}


def _plain(values: NDArray[Any]) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def _write(user_ids: list[UUID], learnt: dict[UUID, Days]) -> tuple[list[tuple[UUID, date]], News]:
    """Make the stored rows those that were computed. Returns the days that changed, and whom to
    tell what."""
    stored = _stored(user_ids)
    rows, gone, news = [], [], News()
    for user_id in user_ids:
        before, days = stored[user_id], learnt.get(user_id, {})
        rows += [(user_id, day, *row) for day, row in days.items() if before.get(day) != row]
        gone += [(user_id, day) for day in before.keys() - days.keys()]
        news += _news(user_id, before, days)
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(REMOVE, [list(column) for column in zip(*gone, strict=True)])
        if rows:
            cursor.execute(WRITE, [list(column) for column in zip(*rows, strict=True)])
    return [(user_id, day) for user_id, day, *_row in (*rows, *gone)], news


def _stored(user_ids: list[UUID]) -> dict[UUID, Days]:
    stored: dict[UUID, Days] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(STORED, [array(user_ids)])
        for user_id, day, *row in cursor.fetchall():
            stored[user_id][day] = tuple(row)
    return stored


def _news(user_id: UUID, before: Days, days: Days) -> News:
    """A message when the newest day is new and its figure is told with it."""
    newest = max(days, default=None)
    if newest is None or newest in before:
        return []
    values = dict(zip(COLUMNS, days[newest], strict=True))
    old_kcal = _told(days.get(newest - timedelta(days=1)))
    if values["told_kcal"] is None or values["told_kcal"] == old_kcal:
        return []
    return [
        (
            user_id,
            {
                "date": newest.isoformat(),
                "old_kcal": old_kcal,
                **{name: values[name] for name in ("mean_kcal", "low_kcal", "high_kcal")},
                "state": values["state"],
            },
        )
    ]


def _told(row: tuple[Any, ...] | None) -> float | None:
    return None if row is None else row[COLUMNS.index("told_kcal")]


def _firsts(changed: Iterable[tuple[UUID, date]]) -> dict[UUID, date]:
    firsts: dict[UUID, date] = {}
    for user_id, day in changed:
        firsts[user_id] = min(day, firsts.get(user_id, day))
    return firsts


def _rebuild_after(user_id: UUID, first: date) -> None:
    """Balances stand on the estimate that was known before their day."""
    days = DailyBalance.objects.filter(user_id=user_id, date__gt=first).order_by("date")
    if stale := list(days.values_list("date", flat=True)):
        rebuild_chosen(user_id, stale)
