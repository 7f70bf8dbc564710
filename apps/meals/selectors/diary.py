"""Meals and days with their totals."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from apps.meals.domain.plates import energy_margin_kcal, interval_together, margins_together
from apps.meals.models import Meal, MealItem
from apps.shared.nutrients import MACRO_CODES, NutrientTotal, total
from apps.shared.provenance import ConfidenceLevel, confidence_level, energy_weighted_confidence
from apps.shared.quantities import Interval
from apps.shared.refusals import NotFound
from apps.shared.rows import columns, select

# Not written in place: the type plugin takes the literal for a second definition.
LIVING_ITEMS: str = "living_items"


@dataclass(frozen=True)
class Totals:
    """Sums over plates with coverage, and how far to trust them."""

    nutrients: dict[str, NutrientTotal]
    items_count: int
    confidence: Decimal | None
    energy_margin_kcal: Decimal
    energy_interval_kcal: Interval | None
    quantity_g: Decimal
    interval_g: Interval

    @property
    def confidence_level(self) -> ConfidenceLevel | None:
        return None if self.confidence is None else confidence_level(self.confidence)


def macro_totals(items: list[MealItem]) -> Totals:
    """Totals of living items over the main nutrients."""
    return _totals(items, total((item.macronutrients for item in items), MACRO_CODES))


def full_totals(items: list[MealItem]) -> Totals:
    """Totals of living items: the main nutrients, and every other that some item reported."""
    sums = total(item.nutrients for item in items)
    known = {code: t for code, t in sums.items() if t.reported or code in MACRO_CODES}
    return _totals(items, known)


def _totals(items: list[MealItem], nutrients: dict[str, NutrientTotal]) -> Totals:
    margins = [
        energy_margin_kcal(
            item.energy_kcal, quantity_g=item.quantity_g, precision_g=item.precision_g
        )
        for item in items
    ]
    energies = [
        (item.energy_kcal, interval)
        for item in items
        if item.energy_kcal is not None and (interval := item.energy_interval_kcal)
    ]
    return Totals(
        nutrients=nutrients,
        items_count=len(items),
        confidence=energy_weighted_confidence((i.energy_kcal, i.confidence) for i in items),
        energy_margin_kcal=margins_together(margins),
        energy_interval_kcal=interval_together(energies) if energies else None,
        quantity_g=sum((item.quantity_g for item in items), Decimal(0)),
        interval_g=interval_together((item.quantity_g, item.interval_g) for item in items),
    )


def diary(user_id: UUID) -> QuerySet[Meal]:
    """The user's living meals with their living items, newest first."""
    return (
        Meal.objects.filter(user_id=user_id, deleted_at__isnull=True)
        .prefetch_related(Prefetch("items", _living_items(), to_attr=LIVING_ITEMS))
        .order_by("-eaten_at", "-id")
    )


def _living_items() -> QuerySet[MealItem]:
    return MealItem.objects.filter(deleted_at__isnull=True).order_by("created_at", "id")


def meal(user_id: UUID, meal_id: UUID) -> Meal:
    """One living meal of the user. Raises NotFound."""
    found = diary(user_id).filter(pk=meal_id).first()
    if found is None:
        raise NotFound("MEAL_NOT_FOUND", _("There is no such meal."))
    return found


def item(user_id: UUID, meal_id: UUID, item_id: UUID) -> MealItem:
    """One living item of the user. Raises NotFound."""
    found = _living_items().filter(pk=item_id, meal_id=meal_id, user_id=user_id).first()
    if found is None:
        raise NotFound("MEAL_ITEM_NOT_FOUND", _("There is no such item in this meal."))
    return found


@dataclass(frozen=True)
class Day:
    """A user's diary of one day."""

    date: date
    meals: list[Meal]

    @cached_property
    def items(self) -> list[MealItem]:
        return [item for meal in self.meals for item in meal.living_items]

    @cached_property
    def totals(self) -> Totals:
        return full_totals(self.items)

    @property
    def sources(self) -> list[str]:
        return sorted({item.source for item in self.items})


# Written out, as the statements behind a scan.
MEALS_OF_DAY = f"""
SELECT {columns(Meal, "meal")} FROM meals_meal AS meal
WHERE user_id = %s AND local_date = %s AND deleted_at IS NULL
ORDER BY eaten_at, id
"""  # noqa: S608  (the model's columns)
ITEMS_OF_DAY = f"""
SELECT {columns(MealItem, "item")} FROM meals_mealitem AS item
WHERE user_id = %s AND local_date = %s AND deleted_at IS NULL
ORDER BY created_at, id
"""  # noqa: S608  (the model's columns)


def day(user_id: UUID, on: date) -> Day:
    """The meals of a day in the order they were eaten; two statements."""
    ordered = select(Meal, MEALS_OF_DAY, [user_id, on])
    by_meal: dict[UUID, list[MealItem]] = defaultdict(list)
    for item in select(MealItem, ITEMS_OF_DAY, [user_id, on]):
        by_meal[item.meal_id].append(item)
    for found in ordered:
        found.living_items = by_meal[found.pk]
    return Day(on, ordered)
