"""Balances as they are stored, and of days that are not."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.calories.domain.balance import DayBalance, balance_of
from apps.calories.models import DailyBalance, EnergyProfile, Goal
from apps.calories.selectors.inputs import day_inputs
from apps.shared.provenance import overall_confidence
from apps.shared.rows import columns, select


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
    trust = computed.spent.confidence if computed.spent else None
    row.overall_confidence = overall_confidence(None, trust)
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
    intake, spent, macros = computed.intake, computed.spent, computed.macros
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
        "basal_kcal": spent.basal_kcal if spent else None,
        "active_kcal": spent.active_kcal if spent else None,
        "expenditure_source": spent.source if spent else "none",
        "expenditure_confidence": spent.confidence if spent else None,
        "expenditure_margin_kcal": spent.margin_kcal if spent else None,
        "balance_margin_kcal": computed.margin_kcal,
        "planned_expenditure_kcal": computed.usual.total_kcal if computed.usual else None,
        "active_credit_kcal": computed.active_credit_kcal,
        "goal_kcal": computed.goal_kcal,
        "goal_limits": [limit.code for limit in computed.goal.limits] if computed.goal else [],
        "protein_goal_g": macros.protein_g if macros else None,
        "carbohydrate_goal_g": macros.carbohydrate_g if macros else None,
        "fat_goal_g": macros.fat_g if macros else None,
        "day_complete": computed.day_complete,
        "completeness_from": "inferred" if computed.said_complete is None else "user",
        "missing": list(computed.missing),
    }


def goals(user_id: UUID) -> QuerySet[Goal]:
    return Goal.objects.filter(user_id=user_id).order_by("-valid_from")


def energy_profiles(user_id: UUID) -> QuerySet[EnergyProfile]:
    return EnergyProfile.objects.filter(user_id=user_id).order_by("-valid_from")
