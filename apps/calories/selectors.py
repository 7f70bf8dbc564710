"""Reads of the energy balance."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from apps.calories.domain.balance import NOTHING_EATEN, DayBalance, DayInputs, Intake, balance_of
from apps.calories.domain.energy import Body, Measured
from apps.calories.models import DailyBalance, EnergyProfile, Goal
from apps.shared.provenance import overall_confidence
from apps.shared.rows import columns, select

# The profile of a day is the last one before or on it, else the first ever given. The days are
# named a second time because only constants reach into the views; without them one adds up the
# whole diary. One day has a statement of its own: PostgreSQL plans one with a list anew each time,
# which takes five times as long as running it.
_INPUTS = """
SELECT wanted.day,
       intake.items_count, intake.energy_reported_count, intake.energy_kcal, intake.protein_g,
       intake.carbohydrate_g, intake.fat_g, intake.energy_margin_kcal, intake.confidence,
       body.sex, body.birth_date, body.height_cm, body.body_mass_kg, body.activity_level,
       goal.direction, goal.pace,
       spent.basal_kcal, spent.active_kcal, spent.grade, spent.complete
FROM {wanted} AS wanted(day)
LEFT JOIN meals_day_intake AS intake
       ON intake.user_id = %(user)s AND intake.local_date = wanted.day
      AND intake.local_date {among}
LEFT JOIN health_day_expenditure AS spent
       ON spent.user_id = %(user)s AND spent.local_date = wanted.day
      AND spent.local_date {among}
LEFT JOIN LATERAL (
  SELECT * FROM calories_energyprofile
  WHERE user_id = %(user)s
  ORDER BY valid_from > wanted.day, abs(valid_from - wanted.day)
  LIMIT 1
) AS body ON true
LEFT JOIN LATERAL (
  SELECT * FROM calories_goal
  WHERE user_id = %(user)s AND valid_from <= wanted.day
  ORDER BY valid_from DESC LIMIT 1
) AS goal ON true
ORDER BY wanted.day
"""
INPUTS_OF_DAY = _INPUTS.format(wanted="(VALUES (%(days)s::date))", among="= %(days)s::date")
INPUTS_OF_DAYS = _INPUTS.format(wanted="unnest(%(days)s::date[])", among="= ANY(%(days)s::date[])")


def day_inputs(user_id: UUID, days: Sequence[date]) -> list[DayInputs]:
    """What the balances of the given days are computed from; one statement."""
    with connection.cursor() as cursor:
        if len(days) == 1:
            cursor.execute(INPUTS_OF_DAY, {"user": user_id, "days": days[0]})
        else:
            cursor.execute(INPUTS_OF_DAYS, {"user": user_id, "days": list(days)})
        return [_inputs(row) for row in cursor.fetchall()]


def _inputs(row: Sequence[Any]) -> DayInputs:
    day, *rest = row
    intake = Intake(*rest[:8]) if rest[0] is not None else NOTHING_EATEN
    body = Body(*rest[8:13]) if rest[8] is not None else None
    measured = Measured(*rest[15:19]) if rest[15] is not None else None
    return DayInputs(day, intake, body, direction=rest[13], pace=rest[14], measured=measured)


def balances(user_id: UUID, first: date, last: date) -> QuerySet[DailyBalance]:
    """Stored balances of the days in a range on which something was eaten, oldest first."""
    return DailyBalance.objects.filter(user_id=user_id, date__range=(first, last)).order_by("date")


def balances_by_id(user_id: UUID, ids: Sequence[UUID]) -> QuerySet[DailyBalance]:
    return DailyBalance.objects.filter(user_id=user_id, pk__in=ids).order_by("date")


# Written out: Django takes three times as long to put this statement together as all the rest.
BALANCE = f"""
SELECT {columns(DailyBalance, "day")} FROM calories_dailybalance AS day
WHERE user_id = %s AND date = %s
"""  # noqa: S608  (the model's columns)


def balance(user_id: UUID, on: date) -> DailyBalance:
    """One day's balance; a day on which nothing was logged gets one that is not stored."""
    stored = next(iter(select(DailyBalance, BALANCE, [user_id, on])), None)
    return stored or _empty_day(user_id, balance_of(day_inputs(user_id, [on])[0]))


def _empty_day(user_id: UUID, computed: DayBalance) -> DailyBalance:
    row = DailyBalance(user_id=user_id, **_as_stored(columns_of(computed)))
    row.overall_confidence = overall_confidence(None, computed.expenditure_confidence)
    row.net_balance_kcal = row.goal_achieved = None
    return row


def _as_stored(columns: dict[str, Any]) -> dict[str, Any]:
    """Figures with the decimals their columns keep."""
    return {
        name: round(value, 3 if name.endswith("_confidence") else 2)
        if isinstance(value, Decimal)
        else value
        for name, value in columns.items()
    }


def columns_of(computed: DayBalance) -> dict[str, Any]:
    """A computed balance as the columns of its row."""
    intake = computed.intake
    return {
        "date": computed.date,
        "items_count": intake.items_count,
        "energy_reported_count": intake.energy_reported_count,
        "consumed_kcal": intake.energy_kcal,
        "protein_g": intake.protein_g,
        "carbohydrate_g": intake.carbohydrate_g,
        "fat_g": intake.fat_g,
        "energy_margin_kcal": intake.energy_margin_kcal,
        "consumed_confidence": intake.confidence,
        "basal_kcal": computed.basal_kcal,
        "active_kcal": computed.active_kcal,
        "expenditure_source": computed.expenditure_source,
        "expenditure_confidence": computed.expenditure_confidence,
        "goal_kcal": computed.goal_kcal,
        "goal_limits": list(computed.goal_limits),
    }


def goals(user_id: UUID) -> QuerySet[Goal]:
    return Goal.objects.filter(user_id=user_id).order_by("-valid_from")


def energy_profiles(user_id: UUID) -> QuerySet[EnergyProfile]:
    return EnergyProfile.objects.filter(user_id=user_id).order_by("-valid_from")
