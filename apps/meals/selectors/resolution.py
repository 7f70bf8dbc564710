"""What was asked for outside the catalogue, and what the catalogue itself can say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from apps.meals.domain.resolution import Kind, Query, answers, words
from apps.meals.models import Food, Resolution
from apps.meals.selectors.catalogue import food, visible_foods
from apps.meals.selectors.ranking import Filters
from apps.meals.selectors.search import FoodHit, search_foods
from apps.shared.nutrients import MACRO_CODES
from apps.shared.provenance import Source
from apps.shared.refusals import NotFound

SUGGESTIONS = 3
CANDIDATES = 5
SHORTEST_WORD = 4
# A mean of fewer foods says little of the next one.
FEWEST_FOODS = 5

LIKELY_CATEGORY = """
SELECT category FROM meals_food
WHERE is_generic AND category <> '' AND status = 'published'
  AND search_vector @@ to_tsquery('nutrifit_it', %(words)s)
GROUP BY category ORDER BY count(*) DESC, category LIMIT 1
"""
# Open Food Facts is left out: a mean of its values would fall under its licence.
MEAN_OF_CATEGORY = f"""
SELECT count(*), {", ".join(f"avg({code}), count({code})" for code in MACRO_CODES)}
FROM meals_food AS food JOIN meals_foodversion AS version ON version.id = current_version_id
WHERE category = %(category)s AND is_generic AND status = 'published' AND per = '100g'
  AND source NOT IN ('openfoodfacts', 'vision', 'estimated')
"""  # noqa: S608  (columns are the constants above)


@dataclass(frozen=True)
class CategoryMean:
    """What the foods of a category contain on average, per 100 g; how many said so of each."""

    category: str
    foods: int
    amounts: dict[str, Decimal]
    counts: dict[str, int]


def resolution(user_id: UUID, resolution_id: UUID) -> Resolution:
    """What one user asked for, with what came of it. Raises NotFound."""
    mine = Resolution.objects.filter(user_id=user_id).select_related("log")
    found = mine.filter(pk=resolution_id).first()
    if found is None:
        raise NotFound("RESOLUTION_NOT_FOUND", _("There is no such search."))
    return found


def resolved_food(found: Resolution) -> Food | None:
    """The food a search found, while it is there to be seen."""
    try:
        return food(found.log.food_id, found.user_id) if found.log.food_id else None
    except NotFound:
        return None


def foods_with_gtins(gtins: list[str]) -> list[Food]:
    """The few foods people can find with one of these barcodes, in their order."""
    found = {food.gtin: food for food in visible_foods().filter(gtin__in=gtins)}
    return [found[gtin] for gtin in gtins if gtin in found][:SUGGESTIONS]


def candidates(query: Query, user_id: UUID) -> Sequence[Food | FoodHit]:
    """What the user and the catalogue have for a query, best first."""
    return search_foods(query.text, limit=CANDIDATES, user=user_id)


def catalogue_answer(query: Query, sources: Sequence[Source]) -> Food | None:
    """The catalogue's food for a query whose values in use are of one of these sources, the first
    of them first: of this barcode, or of a name that says all that was asked for."""
    if query.kind == Kind.BARCODE:
        stored = foods_with_gtins([query.text])
        return next((one for one in stored if _source_of(one) in sources), None)
    for source in sources:
        for hit in search_foods(query.text, filters=Filters(source=source.value)):
            if answers(query.text, f"{hit.name} {hit.name_en} {hit.brand}"):
                return food(hit.id)
    return None


def _source_of(food: Food) -> str | None:
    return food.current_version.source if food.current_version else None


def category_mean(name: str) -> CategoryMean | None:
    """The mean of the category that most generic foods sharing a word with a name are in."""
    telling = sorted(word for word in words(name) if len(word) >= SHORTEST_WORD)
    if not telling:
        return None
    category = _row(LIKELY_CATEGORY, {"words": " | ".join(telling)})
    if category is None:
        return None
    foods, *stated = _row(MEAN_OF_CATEGORY, {"category": category[0]}) or (0,)
    if foods < FEWEST_FOODS:
        return None
    means, counts = stated[::2], stated[1::2]
    enough = [count >= FEWEST_FOODS for count in counts]
    return CategoryMean(
        category=category[0],
        foods=foods,
        amounts={code: mean for code, mean, e in zip(MACRO_CODES, means, enough, strict=True) if e},
        counts={code: n for code, n, e in zip(MACRO_CODES, counts, enough, strict=True) if e},
    )


def _row(sql: str, parameters: dict[str, Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
