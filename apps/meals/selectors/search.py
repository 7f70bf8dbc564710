"""Finding foods by what people type."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from psycopg.types.json import Jsonb

from apps.meals.domain.barcodes import gtin_in
from apps.meals.domain.labels import categories_of
from apps.meals.models import Food
from apps.meals.selectors.ranking import HIT_COLUMNS, VISIBLE, Filters, statement
from apps.meals.selectors.scores import Nova, NutriScore, nova, nutri_score
from apps.meals.selectors.words import Typed, typed
from apps.shared.provenance import ConfidenceLevel, confidence_level, held_confidence

SEARCH_LIMIT = 20
FIRST_FEW = 5
# With fewer products that have the words, and no generic food, they may be only begun.
MANY = 10
GENERIC, FIRST_WORD_ONLY = 1, 5
NO_FILTERS = Filters()
PARTS = ("text", "close", "head", "begun", "whole")

SCANNED = f"""
SELECT 0, {HIT_COLUMNS}
FROM meals_food AS food JOIN meals_foodversion AS version ON version.id = food.current_version_id
WHERE food.id = coalesce(
    (SELECT food_id FROM meals_ownfood
     WHERE user_id = %(user)s AND gtin = %(gtin)s AND deleted_at IS NULL),
    (SELECT id FROM meals_food WHERE gtin = %(gtin)s)) AND {VISIBLE}
"""  # noqa: S608  (columns and conditions are constants)

# The catalogue's words nearest to each typed one, of equally near ones the more frequent. Brands
# have words of their own: one that the catalogue knows is only taken for a slip of the finger
# where it is nearly another that is far more frequent.
CORRECTIONS = """
SELECT typed.word, array_agg(known.word ORDER BY known.likeness, known.foods)
FROM unnest(%(words)s::text[]) AS typed(word)
LEFT JOIN meals_search_word AS own ON own.word = typed.word
CROSS JOIN LATERAL (
  SELECT word, foods, similarity(word, typed.word) AS likeness FROM meals_search_word
  WHERE word %% typed.word
  ORDER BY likeness DESC, foods DESC
  LIMIT 3
) AS known
WHERE own.foods IS NULL OR (known.likeness >= 0.55 AND known.foods > 10 * own.foods)
GROUP BY typed.word
"""


@dataclass(frozen=True)
class FoodHit:
    """A found food with its main values per 100 g or 100 ml, read like a ``Food``.

    ``tier`` says how it was found: 0 by this very name or another of its names, 1 a generic food
    and 2 a product with all the words, 3 and 4 the same by stems alone, 5 by the first word alone.
    """

    tier: int
    id: UUID
    name: str
    name_en: str
    brand: str
    category: str
    gtin: str | None
    is_generic: bool
    status: str
    per: str
    energy_kcal: Decimal | None
    protein_g: Decimal | None
    carbohydrate_g: Decimal | None
    sugars_g: Decimal | None
    fat_g: Decimal | None
    saturated_fat_g: Decimal | None
    fiber_g: Decimal | None
    salt_g: Decimal | None
    sodium_mg: Decimal | None
    alcohol_g: Decimal | None
    source: str
    source_id: str
    licence: str
    confidence: Decimal
    completeness: Decimal
    fetched_at: datetime
    labels: list[str]
    label_facts_json: str

    @cached_property
    def label_facts(self) -> dict[str, Any]:
        """Read only where a hit is shown; most serve to choose another."""
        facts: dict[str, Any] = orjson.loads(self.label_facts_json)
        return facts

    @property
    def categories(self) -> list[str]:
        return categories_of(self.label_facts)

    @property
    def nutri_score(self) -> NutriScore:
        return nutri_score(self)

    @property
    def nova(self) -> Nova | None:
        return nova(self)

    @property
    def current_version(self) -> "FoodHit":
        return self

    @property
    def held_confidence(self) -> Decimal:
        return held_confidence(self.confidence, flagged=self.status == Food.Status.FLAGGED)

    @property
    def confidence_level(self) -> ConfidenceLevel:
        return confidence_level(self.held_confidence)


@dataclass(frozen=True)
class Search:
    """Who looks for foods of which kind: a few decide how the query was meant, as many as
    ``reach`` are read."""

    limit: int
    user: UUID | None
    meal_type: str | None
    filters: Filters
    reach: int

    @property
    def parameters(self) -> dict[str, Any]:
        return {"user": self.user, "meal_type": self.meal_type, **self.filters.given}


@dataclass(frozen=True)
class FoundPage:
    """Some of the foods found, and whether others follow."""

    hits: list[FoodHit]
    has_more: bool


def search_page(
    query: str,
    *,
    limit: int = SEARCH_LIMIT,
    offset: int = 0,
    user: UUID | None = None,
    meal_type: str | None = None,
    filters: Filters = NO_FILTERS,
) -> FoundPage:
    """Foods for what was typed or pasted, best first: a barcode finds its product; words find the
    food of this name, then what this user eats (at this meal before others), then generic foods,
    then products, the popular ones first. Every page takes the query as the first page does."""
    search = Search(limit, user, meal_type, filters, reach=offset + limit + 1)
    found = _scanned(query, user) or _best([query], search)[query] or _first_word(query, search)
    return FoundPage(found[offset : offset + limit], len(found) > offset + limit)


def search_foods(query: str, **options: Any) -> list[FoodHit]:
    """The foods of one page of ``search_page``."""
    return search_page(query, **options).hits


def best_foods(
    queries: Sequence[str],
    *,
    limit: int = FIRST_FEW,
    user: UUID | None = None,
    meal_type: str | None = None,
    filters: Filters = NO_FILTERS,
) -> dict[str, list[FoodHit]]:
    """The same for many queries at once, in one statement; in three when some find little."""
    return _best(queries, Search(limit, user, meal_type, filters, reach=limit))


def _best(queries: Sequence[str], search: Search) -> dict[str, list[FoodHit]]:
    few = min(MANY, search.limit)
    asked = {query: words for query in queries if (words := typed(query))}
    found = _found(asked, search)
    unsure = {query: asked[query] for query in asked if _is_unsure(found[query][: search.limit])}
    looser = _loosened(unsure, {query for query in unsure if len(found[query]) < few})
    for query, more in _found(looser, search).items():
        found[query] = more or found[query]
    return {query: found.get(query, []) for query in queries}


def _scanned(query: str, user: UUID | None) -> list[FoodHit]:
    gtin = gtin_in(query)
    asked = {"gtin": gtin, "user": user}
    return [FoodHit(*row) for row in fetched(SCANNED, asked)] if gtin else []


def _found(asked: dict[str, Typed], search: Search) -> dict[str, list[FoodHit]]:
    if not asked:
        return {}
    words = [
        {"n": n, **{part: getattr(one, part) for part in PARTS}}
        for n, one in enumerate(asked.values())
    ]
    hits: dict[str, list[FoodHit]] = {query: [] for query in asked}
    numbered = list(hits.values())
    parameters = {"asked": Jsonb(words), **search.parameters}
    for number, *row in fetched(statement(search.filters, search.reach), parameters):
        numbered[number].append(FoodHit(*row))
    return hits


def _first_word(query: str, search: Search) -> list[FoodHit]:
    """Foods for the first word, which in Italian says what a food is: the salmon of "salmone alla
    griglia" where nobody knows it grilled."""
    words = typed(query)
    if words is None or len(words.spellings) < 2:
        return []
    found = _found({query: replace(words, spellings=words.spellings[:1])}, search)[query]
    return [replace(hit, tier=FIRST_WORD_ONLY) for hit in found]


def _is_unsure(hits: list[FoodHit]) -> bool:
    return not any(hit.tier <= GENERIC for hit in hits)


def _loosened(asked: dict[str, Typed], poor: set[str]) -> dict[str, Typed]:
    """The queries that have likelier spellings or found little, with those and taken as begun."""
    words = {one for query in asked.values() for (one,) in query.spellings}
    nearest = nearest_words(words)
    return {
        query: one.loosened(nearest)
        for query, one in asked.items()
        if any(word in nearest for (word,) in one.spellings)
        or (query in poor and len(one.spellings) > 1)
    }


def nearest_words(words: Collection[str]) -> dict[str, list[str]]:
    """What misspelt words may have been meant to be, the likeliest last; none for right ones."""
    return dict(fetched(CORRECTIONS, {"words": list(words)})) if words else {}


def fetched(sql: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
