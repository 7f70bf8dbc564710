"""Foods that may be one, found without comparing each with each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from apps.meals.domain.duplicates import (
    LEAST_NAME_LIKENESS,
    LEAST_SCORE,
    Likeness,
    gtin_variants,
    likeness,
    nutrient_likeness,
)
from apps.shared.nutrients import MACRO_CODES
from apps.shared.provenance import SOURCE_PRIORITY, Source

# A block larger than this says more of the block than of its foods (drinks of sugar and water).
MOST_IN_BLOCK = 30
MOST_PAIRS = 20_000
BRAND_UNKNOWN = Decimal("0.5")
COMPARED = tuple(code for code in MACRO_CODES if code != "sodium_mg")


def _amounts(version: str) -> str:
    return f"ARRAY[{', '.join(f'{version}.{code}' for code in COMPARED)}]"


# Only foods whose names begin with the same word and whose main values are the same to the gram are
# compared; of these, those alike in their letters are returned. Each block is compared with itself
# as arrays, for a join of the foods with themselves was planned as a comparison of each with each.
ALIKE = f"""
WITH block AS (
  SELECT array_agg(food.id ORDER BY food.id) AS ids, array_agg(name ORDER BY food.id) AS names,
         array_agg(lower(brand) ORDER BY food.id) AS brands
  FROM meals_food AS food JOIN meals_foodversion AS version ON version.id = current_version_id
  WHERE food.status IN ('published', 'flagged') AND food.owner_id IS NULL
    AND protein_g + fat_g + carbohydrate_g > 0
  GROUP BY split_part(search_text, ' ', 1), per, round(protein_g), round(fat_g),
           round(carbohydrate_g)
  HAVING count(*) BETWEEN 2 AND {MOST_IN_BLOCK}
), pair AS MATERIALIZED (
  SELECT one.id AS one, other.id AS other, similarity(one.name, other.name)::numeric AS name,
         CASE WHEN one.brand <> '' AND other.brand <> ''
              THEN similarity(one.brand, other.brand)::numeric END AS brand
  FROM block
  CROSS JOIN LATERAL unnest(ids, names, brands) AS one(id, name, brand)
  CROSS JOIN LATERAL unnest(ids, names, brands) AS other(id, name, brand)
  WHERE one.id < other.id AND similarity(one.name, other.name) >= %(least)s
    AND (one.brand = '' OR other.brand = '' OR similarity(one.brand, other.brand) >= 0.5)
  LIMIT {MOST_PAIRS}
)
SELECT one, mine.source, mine.completeness, {_amounts("mine")},
       other, theirs.source, theirs.completeness, {_amounts("theirs")}, pair.name, pair.brand
FROM pair
JOIN meals_food AS left_food ON left_food.id = one
JOIN meals_foodversion AS mine ON mine.id = left_food.current_version_id
JOIN meals_food AS right_food ON right_food.id = other
JOIN meals_foodversion AS theirs ON theirs.id = right_food.current_version_id
"""  # noqa: S608  (all of it constants above)

# GTIN-8, and packages of several: the only codes that can be another spelling of one stored.
ODD_GTINS = """
SELECT gtin, id FROM meals_food
WHERE (gtin < '00000100000000' OR gtin >= '10000000000000') AND status IN ('published', 'flagged')
"""
BY_GTIN = """
SELECT gtin, id FROM meals_food WHERE gtin = ANY(%s) AND status IN ('published', 'flagged')
"""


@dataclass(frozen=True)
class Pair:
    """A duplicate and what it would lead to."""

    kept_id: UUID
    duplicate_id: UUID
    reason: Likeness
    score: Decimal


class _Side(NamedTuple):
    food_id: UUID
    source: str
    completeness: Decimal
    amounts: list[Decimal | None]

    @property
    def stated(self) -> dict[str, Decimal | None]:
        return dict(zip(COMPARED, self.amounts, strict=True))

    @property
    def worth(self) -> tuple[Decimal, Decimal]:
        return SOURCE_PRIORITY[Source(self.source)], self.completeness


def likely_duplicates() -> list[Pair]:
    """Pairs by barcode and by likeness, the likeliest first."""
    pairs = [*_same_gtin(), *_alike()]
    return sorted(pairs, key=lambda pair: pair.score, reverse=True)


def _same_gtin() -> Iterator[Pair]:
    odd = {
        variant: food_id for gtin, food_id in _rows(ODD_GTINS) for variant in gtin_variants(gtin)
    }
    for gtin, food_id in _rows(BY_GTIN, [list(odd)]) if odd else ():
        if odd[gtin] != food_id:
            yield Pair(food_id, odd[gtin], Likeness.GTIN, Decimal(1))


def _alike() -> Iterator[Pair]:
    for row in _rows(ALIKE, {"least": LEAST_NAME_LIKENESS}):
        one, other = _Side(*row[:4]), _Side(*row[4:8])
        name, brand = row[8:]
        nutrients = nutrient_likeness(one.stated, other.stated)
        score = likeness(name, BRAND_UNKNOWN if brand is None else brand, nutrients)
        if score >= LEAST_SCORE:
            kept, duplicate = (other, one) if other.worth > one.worth else (one, other)
            yield Pair(kept.food_id, duplicate.food_id, Likeness.NAME, score)


def _rows(sql: str, parameters: Any = None) -> Iterable[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
