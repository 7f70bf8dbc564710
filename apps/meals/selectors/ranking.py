"""The statement behind every search: many queries at once, each answered best first.

Candidates come from indexes alone: the foods of this very name, what the user ate lately, all
generic foods with the words, the popular products with the words, and as many other products as
can be ranked in a few milliseconds; only a common word matches more, and any of its short names
will do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.meals.models.food import POPULAR

HIT_COLUMNS = (
    "food.id, food.name, food.name_en, food.brand, food.category, food.gtin, food.is_generic,"
    " food.status, version.per, version.energy_kcal, version.protein_g, version.carbohydrate_g,"
    " version.sugars_g, version.fat_g, version.saturated_fat_g, version.fiber_g, version.salt_g,"
    " version.sodium_mg, version.alcohol_g, version.source, version.source_id, version.licence,"
    " version.confidence, version.completeness, version.fetched_at, food.labels,"
    " version.label_facts"
)

# What a user eats: once for each time, twice when it was at this meal; a favourite counts as well
# as three times. Sixty days are a few pages of one index.
MINE = """
SELECT food_id, sum(times) AS score
FROM (
  SELECT item.food_id, 1 + (meal.type IS NOT DISTINCT FROM %(meal_type)s)::int AS times
  FROM meals_mealitem AS item JOIN meals_meal AS meal ON meal.id = item.meal_id
  WHERE item.user_id = %(user)s AND item.deleted_at IS NULL
    AND item.local_date >= current_date - 60
  UNION ALL
  SELECT food_id, 3 FROM meals_favourite WHERE user_id = %(user)s AND deleted_at IS NULL
) AS eaten
GROUP BY food_id
"""

# Tiers: 0 the food of this name, 1 generic foods and 2 products with these words, 3 generic foods
# and 4 products with words that share a stem with them. (Materialized or with OFFSET 0, or the
# planner would look for the first ones in the table itself, and the queries would be parsed anew
# for each row.)
SEARCH = f"""
WITH asked AS MATERIALIZED (
  SELECT n, text, close, head, food_name_key(text) AS key,
         to_tsquery('nutrifit_it', begun) AS begun, to_tsquery('nutrifit_it', whole) AS whole
  FROM jsonb_to_recordset(%(asked)s)
    AS asked(n int, text text, close text, head text, begun text, whole text)
), mine AS MATERIALIZED ({MINE}
), my AS MATERIALIZED (SELECT array(SELECT food_id FROM mine) AS ids)
SELECT asked.n, ranked.tier, {HIT_COLUMNS}
FROM asked
CROSS JOIN LATERAL (
  SELECT array(
    SELECT id FROM meals_food WHERE is_generic AND food_name_key(name) = asked.key
    UNION SELECT food_id FROM meals_foodalias WHERE food_name_key(name) = asked.key
  ) AS ids OFFSET 0
) AS named
CROSS JOIN LATERAL (
  SELECT id, tier, row_number() OVER () AS place
  FROM (SELECT id, tier
  FROM (
    SELECT candidate.*, coalesce(mine.score, 0) AS score,
           CASE WHEN candidate.id = ANY(named.ids) THEN 0
                ELSE 1 + (NOT is_generic)::int + 2 * (search_text !~ asked.close)::int END AS tier
    FROM (
      SELECT {{columns}} FROM my, {{foods}}
      WHERE food.id = ANY(named.ids || my.ids)
        AND (food.id = ANY(named.ids) OR food.search_vector @@ asked.begun) AND {{wanted}}
      UNION ALL
      SELECT {{columns}} FROM my, {{foods}}
      WHERE food.search_vector @@ asked.begun AND food.is_generic
        AND food.id <> ALL(named.ids || my.ids) AND {{wanted}}
      UNION ALL
      (SELECT {{columns}} FROM my, {{foods}}
       WHERE food.search_vector @@ asked.begun AND NOT food.is_generic
         AND food.popularity >= {POPULAR}
         AND food.id <> ALL(named.ids || my.ids) AND {{wanted}} LIMIT 200)
      UNION ALL
      (SELECT {{columns}} FROM my, {{foods}}
       WHERE food.search_vector @@ asked.begun AND NOT food.is_generic
         AND food.popularity < {POPULAR}
         AND food.id <> ALL(named.ids || my.ids) AND {{wanted}} LIMIT 200)
    ) AS candidate
    LEFT JOIN mine ON mine.food_id = candidate.id
    OFFSET 0
  ) AS candidate
  ORDER BY tier = 0 DESC, score DESC, tier, starts_with(search_text, asked.text || ' ') DESC,
           search_text ~ asked.head DESC, search_vector @@ asked.whole DESC, popularity DESC,
           ts_rank(search_vector, asked.begun, 1) DESC, length(name), id
  LIMIT {{limit}}) AS best
) AS ranked
JOIN meals_food AS food ON food.id = ranked.id
JOIN meals_foodversion AS version ON version.id = food.current_version_id
ORDER BY asked.n, ranked.place
"""  # noqa: S608  (columns and statements are the constants)

COLUMNS = (
    "food.id, food.name, food.is_generic, food.popularity, food.search_text, food.search_vector"
)
FOODS = "meals_food AS food"
KNOWN_FOODS = f"{FOODS} JOIN meals_foodversion AS said ON said.id = food.current_version_id"
VISIBLE = "food.status IN ('published', 'flagged') AND food.current_version_id IS NOT NULL"
FOR_USER = f"{VISIBLE} AND (food.owner_id IS NULL OR food.owner_id = %(user)s)"


@dataclass(frozen=True)
class Filters:
    """What found foods must be; what is not given does not matter."""

    source: str | None = None
    min_confidence: Decimal | None = None
    brand: str | None = None
    category: str | None = None
    labels: Sequence[str] = ()

    CONDITIONS = {
        "source": "said.source = %(source)s",
        "min_confidence": "said.confidence >= %(min_confidence)s",
        # The words of the brand, for the index; of stop words only, they add nothing to the query.
        "brand": "food_name_key(food.brand) = food_name_key(%(brand)s) AND food.search_vector"
        " @@ (asked.begun && plainto_tsquery('nutrifit_it', %(brand)s::text))",
        "category": "lower(food.category) = lower(%(category)s)",
        "labels": "food.labels @> %(labels)s::varchar[]",
    }

    @property
    def given(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.CONDITIONS}
        return {name: value for name, value in values.items() if value}


def statement(filters: Filters, limit: int) -> str:
    """SEARCH for so many foods that pass the filters. (Only with the limit written out does
    PostgreSQL find its plan good enough to keep.)"""
    given = filters.given
    foods = KNOWN_FOODS if {"source", "min_confidence"} & set(given) else FOODS
    wanted = " AND ".join([FOR_USER, *(Filters.CONDITIONS[name] for name in given)])
    return SEARCH.format(columns=COLUMNS, foods=foods, wanted=wanted, limit=int(limit))
