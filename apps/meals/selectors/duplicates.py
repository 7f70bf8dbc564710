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
from apps.shared.provenance import SOURCE_PRIORITY, Source

# A block larger than this says more of the block than of its foods (drinks of sugar and water).
MOST_IN_BLOCK = 30
MOST_PAIRS = 20_000
BRAND_UNKNOWN = Decimal("0.5")
COMPARED = ("energy_kcal", "sugars_g", "saturated_fat_g", "fiber_g", "salt_g")
VALUES = ", ".join(f"version.{code}" for code in COMPARED)

# Only foods whose names begin with the same word and whose main values are the same to the gram are
# compared; of these, those alike in their letters are returned.
ALIKE = f"""
WITH food AS MATERIALIZED (
  SELECT food.id, food.name, lower(food.brand) AS brand, version.source, version.completeness,
         split_part(food.search_text, ' ', 1) AS word, version.per, round(protein_g) AS protein,
         round(fat_g) AS fat, round(carbohydrate_g) AS carbohydrate, ARRAY[{VALUES}] AS amounts
  FROM meals_food AS food JOIN meals_foodversion AS version ON version.id = current_version_id
  WHERE food.status IN ('published', 'flagged') AND protein_g + fat_g + carbohydrate_g > 0
), block AS MATERIALIZED (
  SELECT word, per, protein, fat, carbohydrate FROM food
  GROUP BY 1, 2, 3, 4, 5 HAVING count(*) BETWEEN 2 AND {MOST_IN_BLOCK}
), compared AS MATERIALIZED (
  SELECT food.*, block.number FROM food JOIN (
    SELECT block.*, row_number() OVER () AS number FROM block
  ) AS block USING (word, per, protein, fat, carbohydrate)
)
SELECT one.id, one.source, one.completeness, one.amounts,
       other.id, other.source, other.completeness, other.amounts,
       similarity(one.name, other.name)::numeric,
       CASE WHEN one.brand = '' OR other.brand = '' THEN NULL
            ELSE similarity(one.brand, other.brand)::numeric END
FROM compared AS one JOIN compared AS other USING (number)
WHERE one.id < other.id AND similarity(one.name, other.name) >= %(least)s
  AND (one.brand = '' OR other.brand = '' OR similarity(one.brand, other.brand) >= 0.5)
LIMIT {MOST_PAIRS}
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
