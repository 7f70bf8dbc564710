"""Reads of the catalogue and the diary."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from apps.meals.domain.plates import energy_margin_kcal
from apps.meals.models import Food, FoodVersion, Meal, MealItem, Portion
from apps.shared.nutrients import MACRO_CODES, NutrientTotal, total
from apps.shared.provenance import ConfidenceLevel, confidence_level, energy_weighted_confidence
from apps.shared.refusals import NotFound

SEARCH_LIMIT = 20
# Not written in place: the type plugin takes the literal for a second definition.
LIVING_ITEMS: str = "living_items"
LISTED_PORTIONS: str = "listed_portions"
WORD = re.compile(r"[^\W_]+", re.UNICODE)


def visible_foods() -> QuerySet[Food]:
    """Foods people can find, with what is known of them."""
    return Food.objects.filter(
        status__in=[Food.Status.PUBLISHED, Food.Status.FLAGGED], current_version__isnull=False
    ).select_related("current_version")


def food(food_id: UUID) -> Food:
    """One food with its portions; a merged one leads to what it was merged into."""
    found = _with_portions(Food.objects.filter(pk=food_id)).first()
    while found is not None and found.merged_into_id is not None:
        found = _with_portions(Food.objects.filter(pk=found.merged_into_id)).first()
    if found is None or found.status == Food.Status.DRAFT or found.current_version is None:
        raise NotFound("FOOD_NOT_FOUND", _("There is no such food."))
    return found


# The statements behind a scan and a day are written out: Django takes longer to put them together
# than everything else in such a request. One more small statement is cheaper than a join.
FOOD_BY_GTIN = """
SELECT * FROM meals_food
WHERE gtin = %s AND status IN ('published', 'flagged') AND current_version_id IS NOT NULL
"""
VERSION = "SELECT * FROM meals_foodversion WHERE id = %s"
PORTIONS = "SELECT * FROM meals_portion WHERE food_id = %s ORDER BY mass_g, name"


def food_by_gtin(gtin: str) -> Food:
    """The food with this GTIN-14, with its portions. Raises NotFound."""
    found = next(iter(Food.objects.raw(FOOD_BY_GTIN, [gtin])), None)
    if found is None:
        raise NotFound("BARCODE_NOT_FOUND", _("No food with this barcode is in the catalogue."))
    [found.current_version] = FoodVersion.objects.raw(VERSION, [found.current_version_id])
    setattr(found, LISTED_PORTIONS, list(Portion.objects.raw(PORTIONS, [found.pk])))
    return found


def _with_portions(foods: QuerySet[Food]) -> QuerySet[Food]:
    portions = Prefetch("portions", Portion.objects.order_by("mass_g", "name"), LISTED_PORTIONS)
    return foods.select_related("current_version").prefetch_related(portions)


# Generic foods first; then names that begin with what was typed, whole words before beginnings of
# words, the weight of the words (name before alias before brand), and short names.
SEARCH_BY_WORDS = """
SELECT id FROM meals_food
WHERE search_vector @@ to_tsquery('nutrifit_it', %(prefix)s)
  AND status IN ('published', 'flagged') AND current_version_id IS NOT NULL
ORDER BY is_generic DESC,
         starts_with(search_text, %(text)s || ' ') DESC,
         search_vector @@ to_tsquery('nutrifit_it', %(whole)s) DESC,
         ts_rank(search_vector, to_tsquery('nutrifit_it', %(prefix)s), 1) DESC,
         length(name), id
LIMIT %(limit)s
"""

SEARCH_BY_LIKENESS = """
SELECT id FROM meals_food
WHERE %(text)s <%% search_text
  AND status IN ('published', 'flagged') AND current_version_id IS NOT NULL
ORDER BY word_similarity(%(text)s, search_text) DESC, is_generic DESC, length(name), id
LIMIT %(limit)s
"""


def search_foods(query: str, *, limit: int = SEARCH_LIMIT) -> list[Food]:
    """Foods for what was typed, best first: by Italian words with the last one as a prefix, and
    when that finds little, also by likeness of letters."""
    words = WORD.findall(query.lower())
    if not words:
        return []
    text, whole = _unaccented(" ".join(words)), " & ".join(words)
    ids = _ids(SEARCH_BY_WORDS, text=text, whole=whole, prefix=f"{whole}:*", limit=limit)
    if len(ids) < limit // 4:
        alike = _ids(SEARCH_BY_LIKENESS, text=text, limit=limit)
        ids += [found for found in alike if found not in ids]
    return _in_order(ids[:limit])


def _ids(sql: str, **parameters: Any) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


def _in_order(ids: list[UUID]) -> list[Food]:
    found = Food.objects.select_related("current_version").in_bulk(ids)
    return [found[food_id] for food_id in ids if food_id in found]


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def foods_for_items(
    food_ids: set[UUID], gtins: set[str]
) -> tuple[dict[UUID, Food], dict[str, Food]]:
    """The named foods by id and by GTIN, in one statement."""
    wanted = Q(pk__in=food_ids) | Q(gtin__in=gtins) if gtins else Q(pk__in=food_ids)
    found = list(Food.objects.filter(wanted).select_related("current_version").order_by())
    return {f.pk: f for f in found}, {f.gtin: f for f in found if f.gtin}


@dataclass(frozen=True)
class Totals:
    """Sums over plates with coverage, and how far to trust them."""

    nutrients: dict[str, NutrientTotal]
    items_count: int
    confidence: Decimal | None
    energy_margin_kcal: Decimal

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
    """The margin adds the independent errors of the items in quadrature."""
    margins = [
        energy_margin_kcal(
            item.energy_kcal, quantity_g=item.quantity_g, precision_g=item.precision_g
        )
        for item in items
    ]
    squares = sum((margin**2 for margin in margins if margin is not None), Decimal(0))
    return Totals(
        nutrients=nutrients,
        items_count=len(items),
        confidence=energy_weighted_confidence((i.energy_kcal, i.confidence) for i in items),
        energy_margin_kcal=squares.sqrt(),
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


# Written out, as in ``food_by_gtin``.
MEALS_OF_DAY = """
SELECT * FROM meals_meal
WHERE user_id = %s AND local_date = %s AND deleted_at IS NULL
ORDER BY eaten_at, id
"""
ITEMS_OF_DAY = """
SELECT * FROM meals_mealitem
WHERE user_id = %s AND local_date = %s AND deleted_at IS NULL
ORDER BY created_at, id
"""


def day(user_id: UUID, on: date) -> Day:
    """The meals of a day in the order they were eaten; two statements."""
    ordered = list(Meal.objects.raw(MEALS_OF_DAY, [user_id, on]))
    by_meal: dict[UUID, list[MealItem]] = defaultdict(list)
    for item in MealItem.objects.raw(ITEMS_OF_DAY, [user_id, on]):
        by_meal[item.meal_id].append(item)
    for found in ordered:
        found.living_items = by_meal[found.pk]
    return Day(on, ordered)
