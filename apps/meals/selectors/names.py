"""Foods by the words of their names, for sentences."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from apps.meals.domain.sentences.lexicon import NamedFood
from apps.meals.domain.sentences.servings import OwnPortion

MOST_NAMES = 2000
GENERIC_NAMES = """
SELECT food.id, food.name, food.other_names, food.category, version.confidence
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

PORTIONS = """
SELECT food.id, food.density_g_per_ml, version.per, version.energy_kcal, version.source,
       version.licence, version.confidence, version.completeness,
       portion.id, portion.name, portion.mass_g
FROM meals_food AS food
JOIN meals_foodversion AS version ON version.id = food.current_version_id
LEFT JOIN meals_portion AS portion ON portion.food_id = food.id
WHERE food.id = ANY(%(ids)s)
ORDER BY food.id, portion.mass_g, portion.name
"""
