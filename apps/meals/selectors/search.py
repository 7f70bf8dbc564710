"""Finding foods by what people type."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

SEARCH_LIMIT = 20
WORD = re.compile(r"[^\W_]+", re.UNICODE)
# With fewer finds than this share of the limit, the words may be misspelt.
FEW = 4

# All generic foods that match, and as many products as can be ranked in a few milliseconds; only a
# single common word matches more, and any of its short names will do. (Materialized, or the planner
# would look for the first of them in the table itself.)
# Generic foods first; then the very name, names that begin with what was typed, whole words before
# beginnings of words, the weight of the words (name before alias before brand), and short names.
SEARCH_BY_WORDS = """
WITH product AS MATERIALIZED (
  SELECT id, name, is_generic, search_text, search_vector FROM meals_food
  WHERE search_vector @@ to_tsquery('nutrifit_it', %(prefix)s) AND NOT is_generic
    AND (owner_id IS NULL OR owner_id = %(user)s)
    AND status IN ('published', 'flagged') AND current_version_id IS NOT NULL
), candidate AS (
  SELECT id, name, is_generic, search_text, search_vector FROM meals_food
  WHERE search_vector @@ to_tsquery('nutrifit_it', %(prefix)s) AND is_generic
    AND status IN ('published', 'flagged') AND current_version_id IS NOT NULL
  UNION ALL
  (SELECT * FROM product LIMIT 400)
)
SELECT id FROM candidate
ORDER BY is_generic DESC,
         (starts_with(search_text, %(text)s || ' ')
          AND length(name) = length(%(text)s::text)) DESC,
         starts_with(search_text, %(text)s || ' ') DESC,
         search_vector @@ to_tsquery('nutrifit_it', %(whole)s) DESC,
         ts_rank(search_vector, to_tsquery('nutrifit_it', %(prefix)s), 1) DESC,
         length(name), id
LIMIT %(limit)s
"""

# The catalogue's words nearest to each typed one; of equally near ones the more frequent.
CORRECTIONS = """
SELECT typed.word, array_agg(known.word ORDER BY known.likeness DESC)
FROM unnest(%(words)s::text[]) AS typed(word)
CROSS JOIN LATERAL (
  SELECT word, similarity(word, typed.word) AS likeness FROM meals_search_word
  WHERE word %% typed.word
  ORDER BY likeness DESC, foods DESC
  LIMIT 3
) AS known
GROUP BY typed.word
"""

HIT_COLUMNS = (
    "food.id, food.name, food.name_en, food.brand, food.category, food.gtin, food.is_generic,"
    " food.status, version.per, version.energy_kcal, version.protein_g, version.carbohydrate_g,"
    " version.sugars_g, version.fat_g, version.saturated_fat_g, version.fiber_g, version.salt_g,"
    " version.sodium_mg, version.alcohol_g, version.source, version.source_id, version.licence,"
    " version.confidence, version.completeness, version.fetched_at"
)
HITS = f"""
SELECT {HIT_COLUMNS}
FROM meals_food AS food JOIN meals_foodversion AS version ON version.id = food.current_version_id
WHERE food.id = ANY(%(ids)s)
"""  # noqa: S608  (columns are the constants above)


@dataclass(frozen=True, slots=True)
class FoodHit:
    """A found food with its main values per 100 g or 100 ml, read like a ``Food``."""

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

    @property
    def current_version(self) -> "FoodHit":
        return self


def search_foods(
    query: str, *, limit: int = SEARCH_LIMIT, user_id: UUID | None = None
) -> list[FoodHit]:
    """Foods for what was typed, best first: by Italian words, the last one as a prefix; when that
    finds little, also by the catalogue's words nearest to the typed ones. Of private foods only
    those of the user."""
    words = WORD.findall(_unaccented(query.lower()))
    if not words:
        return []
    ids = _ids(words, [[word] for word in words], limit, user_id)
    if len(ids) * FEW < limit:
        corrected = _corrected(words)
        likely = [spellings[-1] for spellings in corrected]
        ids += [found for found in _ids(likely, corrected, limit, user_id) if found not in ids]
    return _hits(ids[:limit])


def _ids(
    likely: Sequence[str], spellings: Sequence[Sequence[str]], limit: int, user_id: UUID | None
) -> list[UUID]:
    """Foods that have, for each typed word, one of its spellings."""
    *before, last = [" | ".join(alternatives) for alternatives in spellings]
    begun = " | ".join(f"{word}:*" for word in spellings[-1])
    parameters = {
        "text": " ".join(likely),
        "whole": _all_of([*before, last]),
        "prefix": _all_of([*before, begun]),
        "limit": limit,
        "user": user_id,
    }
    return [row[0] for row in _rows(SEARCH_BY_WORDS, parameters)]


def _all_of(alternatives: Sequence[str]) -> str:
    return " & ".join(f"({one})" for one in alternatives)


def _corrected(words: Sequence[str]) -> list[list[str]]:
    """Each word as typed, followed by its nearest words of the catalogue, the nearest last."""
    nearest = dict(_rows(CORRECTIONS, {"words": list(set(words))}))
    return [[word, *reversed(nearest.get(word, []))] for word in words]


def _hits(ids: list[UUID]) -> list[FoodHit]:
    if not ids:
        return []
    found = {row[0]: FoodHit(*row) for row in _rows(HITS, {"ids": ids})}
    return [found[food_id] for food_id in ids if food_id in found]


def _rows(sql: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
