"""What the catalogue has from Open Food Facts, apart from everything else.

The Open Database Licence asks that an improved database be shared under the same terms. Every
version that came from Open Food Facts is in the layer, also one that a newer or better one has
superseded: it was taken and is kept. No version of another source is. Names, brand and category are
the food's present ones, with what staff corrected in them.
"""

import gzip
from pathlib import Path

from django.db import connection, transaction

from apps.shared.nutrients import MACRO_CODES

TERMS = "README-ODbL.txt"
ATTRIBUTION = """\
This file contains information from Open Food Facts (https://world.openfoodfacts.org).
It is made available under the Open Database License 1.0:
https://opendatacommons.org/licenses/odbl/1-0/
Individual contents are under the Database Contents License 1.0:
https://opendatacommons.org/licenses/dbcl/1-0/

Barcodes are GTIN-14. Amounts are per 100 g or 100 ml, as "per" says, in the unit that ends the
name of the column; an empty one is unknown.
"""
LAYER = f"""
COPY (
  SELECT food.gtin, version.source_id AS code, version.number AS version,
    food.current_version_id = version.id AS is_current,
    food.name, food.name_en, food.brand, food.category, version.per,
    {", ".join(f"version.{code}" for code in MACRO_CODES)},
    version.micronutrients, version.traces, version.value_sources, version.label_facts,
    version.licence, version.confidence, version.source_modified_at, version.fetched_at
  FROM meals_foodversion AS version JOIN meals_food AS food ON food.id = version.food_id
  WHERE version.source = 'openfoodfacts'
  ORDER BY food.gtin, version.number
) TO STDOUT WITH (FORMAT csv, HEADER)
"""  # noqa: S608


def write_layer(path: Path) -> int:
    """Write the layer as gzipped CSV, and its terms beside it; how many versions it holds.

    The server sends rows as it reads them, so memory stays flat. The file has its name only when
    it is whole.
    """
    part = path.with_name(f"{path.name}.part")
    with transaction.atomic(), connection.cursor() as cursor, gzip.open(part, "wb") as file:
        cursor.execute("SET LOCAL statement_timeout = 0")
        with cursor.copy(LAYER) as copy:
            for block in copy:
                file.write(block)
        count = int(cursor.rowcount)
    path.with_name(TERMS).write_text(ATTRIBUTION)
    part.replace(path)
    return count
