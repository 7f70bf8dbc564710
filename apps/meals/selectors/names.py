"""Foods by the words a sentence calls them, and what servings of them weigh."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from apps.meals.domain.sentences import spelling
from apps.meals.domain.sentences.lexicon import Lexicon, Match, NamedFood, unknown_words
from apps.meals.domain.sentences.servings import OwnPortion
from apps.meals.domain.sentences.words import SHAPE_STEMS, stem, stems
from apps.meals.selectors.search import FoodHit, best_foods

MOST_NAMES = 2000
MOST_PRODUCTS = 5
# A product of which all words were said, and more of its name was not.
LEAST_PRODUCT_FIT = Decimal("0.6")

GENERIC_NAMES = """
SELECT food.id, food.category, version.confidence, food.name,
       ARRAY(SELECT name FROM meals_foodalias WHERE food_id = food.id AND locale = 'it')
FROM meals_food AS food JOIN meals_foodversion AS version ON version.id = food.current_version_id
WHERE food.search_vector @@ to_tsquery('nutrifit_it', %(any)s) AND food.is_generic
  AND food.status IN ('published', 'flagged')
LIMIT %(limit)s
"""

# The catalogue's words nearest to each typed one, the nearest first.
NEAREST_WORDS = """
SELECT typed.word, array_agg(known.word ORDER BY known.likeness DESC, known.word)
FROM unnest(%(words)s::text[]) AS typed(word)
CROSS JOIN LATERAL (
  SELECT word, similarity(word, typed.word) AS likeness FROM meals_search_word
  WHERE word %% typed.word
  ORDER BY likeness DESC, foods DESC
  LIMIT 8
) AS known
GROUP BY typed.word
"""

SERVED = """
SELECT food.id, food.name, food.brand, food.category, food.density_g_per_ml, version.per,
       version.energy_kcal, version.source, version.licence,
       portion.id, portion.name, portion.mass_g
FROM meals_food AS food
JOIN meals_foodversion AS version ON version.id = food.current_version_id
LEFT JOIN meals_portion AS portion ON portion.food_id = food.id
WHERE food.id = ANY(%(ids)s)
ORDER BY food.id, portion.mass_g, portion.name
"""


@dataclass(frozen=True, slots=True)
class ServedFood:
    """What it takes to say how much of a food was eaten, and what energy that is."""

    id: UUID
    name: str
    brand: str
    category: str
    density_g_per_ml: Decimal | None
    per: str
    energy_kcal: Decimal | None
    source: str
    licence: str
    portions: tuple[OwnPortion, ...]


def lexicon_of(words: Collection[str]) -> Lexicon:
    """The generic foods that have any of the plain words in their names, misspelt ones put right.

    At most three statements.
    """
    known = Lexicon()
    _add_names(known, words)
    known.hear(words)
    if unknown := unknown_words(words, known):
        known.spellings = _spellings(unknown)
        _add_names(known, known.spellings.values())
    return known


def products_of(
    phrases: Collection[tuple[str, ...]], *, user: UUID | None = None
) -> dict[tuple[str, ...], list[Match]]:
    """What search finds for phrases that are no generic food's name, if every word of the phrase
    stands in its name or brand. At most three statements."""
    queries = {phrase: " ".join(phrase) for phrase in phrases}
    found = best_foods(list(queries.values()), user=user) if queries else {}
    return {phrase: _products(phrase, found[query]) for phrase, query in queries.items()}


def served_foods(food_ids: Collection[UUID]) -> dict[UUID, ServedFood]:
    """Foods with their portions, by id; one statement."""
    rows: dict[UUID, list[tuple[Any, ...]]] = {}
    for row in _rows(SERVED, {"ids": list(food_ids)}) if food_ids else []:
        rows.setdefault(row[0], []).append(row)
    return {food_id: _served(found) for food_id, found in rows.items()}


def _served(rows: list[tuple[Any, ...]]) -> ServedFood:
    """One food from its rows, one for each portion."""
    portions = tuple(OwnPortion(*row[9:]) for row in rows if row[9] is not None)
    told: list[Any] = [*rows[0][:9], portions]
    return ServedFood(*told)


def _add_names(known: Lexicon, words: Iterable[str]) -> None:
    asked = {word for word in words if word.isalnum()}
    if any(stem(word) in SHAPE_STEMS for word in asked):
        asked.add("pasta")
    if asked:
        rows = _rows(GENERIC_NAMES, {"any": " | ".join(sorted(asked)), "limit": MOST_NAMES})
        known.add(_named(*row) for row in rows)


def _named(
    food_id: UUID, category: str, trust: Decimal, name: str, aliases: list[str]
) -> NamedFood:
    return NamedFood(food_id, (name, *aliases), category, trust=trust)


def _spellings(words: list[str]) -> dict[str, str]:
    nearest: dict[str, list[str]] = dict(_rows(NEAREST_WORDS, {"words": words}))
    found = {word: spelling.likely(word, nearest.get(word, ())) for word in words}
    return {word: known for word, known in found.items() if known is not None}


def _products(phrase: tuple[str, ...], hits: Iterable[FoodHit]) -> list[Match]:
    asked = frozenset(map(stem, phrase))
    found = []
    for hit in hits:
        called = stems(f"{hit.name} {hit.brand}")
        if asked == called or (asked < called and not hit.is_generic):
            share = Decimal(len(asked)) / len(called)
            quality = LEAST_PRODUCT_FIT + (1 - LEAST_PRODUCT_FIT) * share
            food = NamedFood(hit.id, (hit.name,), hit.category, hit.brand, hit.confidence)
            found.append(Match(food, quality))
    return sorted(found, key=lambda match: -match.quality)[:MOST_PRODUCTS]


def _rows(sql: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
