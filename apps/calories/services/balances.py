"""Writes of the energy balance; ``rebuild_days`` alone writes daily balances."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Max, Min
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from apps.calories import selectors
from apps.calories.domain.balance import DayBalance, balance_of
from apps.calories.models import DailyBalance, EnergyProfile
from apps.calories.services.weeks import refresh_weeks
from apps.outbox import services as outbox
from apps.shared.rows import array

REBUILD_CHUNK_DAYS = 400

_COLUMNS = (
    "date",
    "items_count",
    "energy_reported_count",
    "consumed_kcal",
    "protein_g",
    "carbohydrate_g",
    "fat_g",
    "energy_margin_kcal",
    "consumed_confidence",
    "basal_kcal",
    "active_kcal",
    "expenditure_source",
    "expenditure_confidence",
    "expenditure_margin_kcal",
    "balance_margin_kcal",
    "planned_expenditure_kcal",
    "active_credit_kcal",
    "goal_kcal",
    "goal_limits",
    "protein_goal_g",
    "carbohydrate_goal_g",
    "fat_goal_g",
    "day_complete",
    "completeness_from",
    "missing",
)
# One statement for one day or many: rows that would not change are left alone, and a goal that is
# reached on a complete day is told once, whatever is edited afterwards.
UPSERT = f"""
WITH changed AS (
  INSERT INTO calories_dailybalance AS stored (id, user_id, {", ".join(_COLUMNS)})
  VALUES {{rows}}
  ON CONFLICT (user_id, date) DO UPDATE
  SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS[1:])}
  WHERE ({", ".join(f"stored.{name}" for name in _COLUMNS[1:])})
     IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in _COLUMNS[1:])})
  RETURNING new.user_id, new.date, new.consumed_kcal, new.net_balance_kcal,
            new.overall_confidence, new.goal_achieved, new.goal_kcal, new.day_complete,
            old.consumed_kcal AS old_consumed_kcal, old.net_balance_kcal AS old_net_balance_kcal
), reached AS (
  INSERT INTO calories_goalreached (user_id, date)
  SELECT user_id, date FROM changed WHERE goal_achieved AND day_complete
  ON CONFLICT DO NOTHING
  RETURNING date
)
SELECT date, consumed_kcal, net_balance_kcal, overall_confidence, goal_achieved, goal_kcal,
       day_complete, old_consumed_kcal, old_net_balance_kcal,
       EXISTS (SELECT FROM reached WHERE reached.date = changed.date)
FROM changed ORDER BY date
"""  # noqa: S608  (column names are the constants above)
UPSERT_ROW = f"({', '.join(['%s'] * (len(_COLUMNS) + 2))})"


class Changed(NamedTuple):
    """A day whose balance is another now; without a row any more it has nothing."""

    date: date
    consumed_kcal: Decimal = Decimal(0)
    net_balance_kcal: Decimal | None = None
    confidence: Decimal | None = None
    goal_achieved: bool | None = None
    goal_kcal: Decimal | None = None
    day_complete: bool = False
    old_consumed_kcal: Decimal | None = None
    old_net_balance_kcal: Decimal | None = None
    is_reached_now: bool = False


REMOVE = """
DELETE FROM calories_dailybalance WHERE user_id = %s AND date = ANY(%s::date[])
RETURNING date, consumed_kcal, net_balance_kcal
"""


@transaction.atomic
def rebuild_days(user_id: UUID, first: date, last: date) -> int:
    """Derive the balances of a range of days from facts; returns how many rows changed.

    A day has a row when something was eaten on it or the user spoke of it, so building twice, in
    pieces or at once gives the same rows.
    """
    return rebuild_chosen(
        user_id, [first + timedelta(days=n) for n in range((last - first).days + 1)]
    )


@transaction.atomic
def rebuild_chosen(user_id: UUID, days: Sequence[date]) -> int:
    """``rebuild_days`` for any number of days that need not be next to each other."""
    return sum(
        rebuild_locked(user_id, days[start : start + REBUILD_CHUNK_DAYS])
        for start in range(0, len(days), REBUILD_CHUNK_DAYS)
    )


def rebuild(user_id: UUID, days: Sequence[date]) -> int:
    """``rebuild_days`` for days that need not be next to each other, in the caller's transaction,
    which must hold the user's diary lock or be the only writer."""
    inputs = selectors.day_inputs(user_id, days)
    computed = [balance_of(each) for each in inputs]
    kept = [day for day in computed if day.is_worth_a_row]
    removed = _remove(user_id, [day.date for day in computed if not day.is_worth_a_row])
    changed = [*(_upsert(user_id, kept) if kept else ()), *removed]
    _tell(user_id, changed)
    closed = {each.date for each in inputs if each.week_is_closed}
    if late := closed.intersection(day.date for day in changed):
        refresh_weeks(user_id, late)
    return len(changed)


@transaction.atomic
def rebuild_locked(user_id: UUID, days: Sequence[date]) -> int:
    """``rebuild`` while no other transaction writes the user's diary; 0 for an erased user."""
    users = get_user_model().objects.select_for_update(no_key=True).only("pk")
    return rebuild(user_id, days) if users.filter(pk=user_id).first() else 0


def rebuild_recent_days(first: date, last: date) -> int:
    """Rebuild the given days of every user who has a balance or a profile; returns changed rows."""
    users = EnergyProfile.objects.order_by().values_list("user_id", flat=True)
    eaters = DailyBalance.objects.filter(date__range=(first, last)).order_by()
    everyone = users.union(eaters.values_list("user_id", flat=True))
    return sum(rebuild_days(user_id, first, last) for user_id in everyone)


def _remove(user_id: UUID, days: list[date]) -> list[Changed]:
    """Delete the rows of days that have nothing any more; returns those there were."""
    if not days:
        return []
    with connection.cursor() as cursor:
        cursor.execute(REMOVE, [user_id, array(days)])
        return [
            Changed(day, old_consumed_kcal=consumed, old_net_balance_kcal=net)
            for day, consumed, net in cursor.fetchall()
        ]


def _upsert(user_id: UUID, days: list[DayBalance]) -> list[Changed]:
    parameters: list[Any] = []
    for day in days:
        row = selectors.columns_of(day)
        row["goal_limits"] = Jsonb(row["goal_limits"])
        parameters += [uuid7(), user_id, *(row[name] for name in _COLUMNS)]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT.format(rows=", ".join([UPSERT_ROW] * len(days))), parameters)
        return [Changed(*row) for row in cursor.fetchall()]


def _tell(user_id: UUID, changed: list[Changed]) -> None:
    with outbox.together():
        outbox.record_all(
            "calories.balance_updated.v1", user_id=user_id, payloads=[_payload(d) for d in changed]
        )
        outbox.record_all(
            "calories.daily_goal_achieved.v1",
            user_id=user_id,
            payloads=[
                {
                    "date": day.date.isoformat(),
                    "consumed_kcal": str(day.consumed_kcal),
                    "goal_kcal": str(day.goal_kcal),
                    "confidence": _text(day.confidence),
                }
                for day in changed
                if day.is_reached_now
            ],
        )


def _payload(day: Changed) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "consumed_kcal": str(day.consumed_kcal),
        "net_balance_kcal": _text(day.net_balance_kcal),
        "old_consumed_kcal": _text(day.old_consumed_kcal),
        "old_net_balance_kcal": _text(day.old_net_balance_kcal),
        "confidence": _text(day.confidence),
        "goal_achieved": day.goal_achieved,
        "day_complete": day.day_complete,
    }


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)


def rebuild_from(user_id: UUID, first: date) -> None:
    """Rebuild the days from ``first`` on that have a balance."""
    last = DailyBalance.objects.filter(user_id=user_id).aggregate(last=Max("date"))["last"]
    if last is not None and last >= first:
        rebuild_days(user_id, first, last)


def rebuild_all(user_id: UUID) -> None:
    first = DailyBalance.objects.filter(user_id=user_id).aggregate(first=Min("date"))["first"]
    if first is not None:
        rebuild_from(user_id, first)
