"""Facts written straight into the tables, where a test is about what follows from them."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from apps.calories import services
from apps.calories.models import DailyBalance, EnergyProfile, LoggedDay
from apps.health.domain.types import TYPES
from apps.health.models import DailyMetric
from apps.meals.models import Meal, MealItem

MONDAY = date(2026, 3, 2)


def balance(user: Any, day: date, consumed: int, **changes: Any) -> DailyBalance:
    """A complete day with 2,000 kcal spent and 2,000 wanted, not known any better."""
    given = {
        "items_count": 3,
        "energy_reported_count": 3,
        "consumed_kcal": Decimal(consumed),
        "energy_margin_kcal": Decimal(0),
        "consumed_confidence": Decimal("0.8"),
        "basal_kcal": Decimal(1400),
        "active_kcal": Decimal(600),
        "expenditure_source": "formula",
        "expenditure_confidence": Decimal("0.4"),
        "expenditure_margin_kcal": Decimal(300),
        "balance_margin_kcal": Decimal(400),
        "goal_kcal": Decimal(2000),
        "day_complete": True,
    }
    return DailyBalance.objects.create(user=user, date=day, **{**given, **changes})


def week(user: Any, *consumed: int | None, monday: date = MONDAY) -> None:
    """Complete days from a Monday on; None is a day without a row."""
    for n, kcal in enumerate(consumed):
        if kcal is not None:
            balance(user, monday + timedelta(days=n), kcal)


def body(user: Any, **changes: Any) -> EnergyProfile:
    """Anna: 60 kg, 165 cm, 35 years; by formula 1362.033 and × 1.6 2179.25 kcal."""
    given = {
        "valid_from": date(2026, 1, 1),
        "body_mass_kg": Decimal(60),
        "height_cm": Decimal(165),
        "sex": "female",
        "birth_date": date(1990, 5, 17),
        "activity_level": "moderate",
    }
    return EnergyProfile.objects.create(user=user, **{**given, **changes})


def eaten(user: Any, food: Any, first: date, kcals: Iterable[float | None]) -> None:
    """Days that the user says are complete, each with one dinner of the food; None is a day without
    anything. Their balances follow."""
    days = [(first + timedelta(days=n), kcal) for n, kcal in enumerate(kcals) if kcal is not None]
    meals = [
        Meal(
            id=uuid4(),
            user=user,
            type="dinner",
            eaten_at=datetime.combine(day, time(20), ZoneInfo("Europe/Rome")),
            timezone="Europe/Rome",
            local_date=day,
            request_hash=b"",
        )
        for day, _ in days
    ]
    Meal.objects.bulk_create(meals)
    MealItem.objects.bulk_create(
        MealItem(
            id=uuid4(),
            meal=meal,
            user=user,
            local_date=day,
            food=food,
            food_version=food.current_version,
            food_name=food.name,
            quantity_g=400,
            source="manual",
            licence="proprietary",
            confidence=1,
            energy_kcal=Decimal(str(kcal)),
            request_hash=b"",
        )
        for meal, (day, kcal) in zip(meals, days, strict=True)
    )
    LoggedDay.objects.bulk_create(
        LoggedDay(user=user, date=day, is_complete=True) for day, _ in days
    )
    services.rebuild_chosen(user.pk, [day for day, _ in days])


def weigh_ins(user: Any, first: date, masses: Iterable[float | None]) -> None:
    DailyMetric.objects.bulk_create(
        DailyMetric(
            user=user,
            local_date=first + timedelta(days=n),
            type=TYPES["body_mass_kg"].number,
            value=Decimal(str(mass)),
            samples_count=1,
            confidence=Decimal("0.95"),
        )
        for n, mass in enumerate(masses)
        if mass is not None
    )


def plate(food: Any, grams: int = 100, **changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": grams, **changes}
