"""Synonyms, regional names and English names of the generic foods, which no source gives.

``synonyms.csv`` names each food by its id at its source, and for readers by its name.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction
from uuid_utils import uuid7

from apps.meals.imports.merge import OTHER_NAMES

SYNONYMS = Path(__file__).with_name("synonyms.csv")
BETWEEN = "; "

# No index serves the id at the source; a scan of the versions is what an import does as well.
ADD = """
WITH synonym AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(sources)s::text[], %(source_ids)s::text[],
                       %(names)s::text[], %(locales)s::text[])
    AS synonym(id, source, source_id, name, locale)
), known AS (
  SELECT DISTINCT version.source, version.source_id, version.food_id
  FROM meals_foodversion AS version JOIN meals_food AS food ON food.id = version.food_id
  WHERE version.source = ANY(%(sources)s) AND version.source_id = ANY(%(source_ids)s)
    AND food.is_generic
)
INSERT INTO meals_foodalias (id, food_id, name, locale)
SELECT synonym.id, known.food_id, synonym.name, synonym.locale
FROM synonym JOIN known USING (source, source_id)
ON CONFLICT (food_id, name, locale) DO NOTHING
RETURNING food_id::text
"""


class Synonym(NamedTuple):
    """Another name of a food of a source."""

    source: str
    source_id: str
    food: str
    name: str
    locale: str


def synonyms(path: Path = SYNONYMS) -> Iterator[Synonym]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for locale in ("it", "en"):
                for name in filter(None, row[locale].split(BETWEEN)):
                    yield Synonym(row["source"], row["source_id"], row["food"], name, locale)


@transaction.atomic
def load_synonyms(path: Path = SYNONYMS) -> int:
    """Give the foods that are there their other names; how many were new. Twice changes nothing."""
    given = list(synonyms(path))
    parameters = {
        "ids": [str(uuid7()) for _ in given],
        "sources": [one.source for one in given],
        "source_ids": [one.source_id for one in given],
        "names": [one.name for one in given],
        "locales": [one.locale for one in given],
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD, parameters)
        added = [row[0] for row in cursor.fetchall()]
        cursor.executemany(OTHER_NAMES, [{"id": food_id} for food_id in set(added)])
    return len(added)
