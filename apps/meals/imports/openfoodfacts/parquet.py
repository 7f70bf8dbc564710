"""The Parquet export of Open Food Facts: the JSONL dump in columns, read by row groups.

Texts in several languages are lists of ``{lang, text}`` (``main`` is the product's own), nutrients
a list of ``{name, value, unit, 100g, serving, …}`` where ``100g`` is in grams and ``value`` in the
unit beside it. A row becomes the document it was made from.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _
from pyarrow import parquet

from apps.meals.imports.openfoodfacts.documents import Document, identify_document, map_document
from apps.meals.imports.openfoodfacts.products import ORIGIN
from apps.meals.imports.reading import Format, SourceError

READ_ROWS = 2_000  # a row group may hold a hundred thousand products
MAIN = "main"
TEXTS = ("product_name", "generic_name", "ingredients_text")
READ = (
    "code",
    "lang",
    "brands",
    "categories_tags",
    "countries_tags",
    "labels_tags",
    "ingredients_tags",
    "ingredients_original_tags",
    "ingredients_n",
    "unknown_ingredients_n",
    "quantity",
    "product_quantity",
    "product_quantity_unit",
    "serving_size",
    "serving_quantity",
    "nutrition_data_per",
    "no_nutrition_data",
    "nutriscore_grade",
    "nova_group",
    "unique_scans_n",
    "created_t",
    "last_modified_t",
    "nutriments",
    *TEXTS,
)
OF_A_NUTRIENT = {"value": "_value", "unit": "_unit", "100g": "_100g", "serving": "_serving"}


def parquet_format(path: Path) -> Format:
    """Refuses other files; one that was cut has no footer that says its columns."""
    try:
        with parquet.ParquetFile(path) as file:
            columns = set(file.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(_("The file cannot be read further: %s") % error) from error
    if not {"code", "product_name", "nutriments"} <= columns:
        raise SourceError(_("This is not an export of Open Food Facts."))
    return Format(origin=ORIGIN, rows=rows, identify=identify_document, map_row=map_document)


def rows(path: Path) -> Iterator[Document]:
    try:
        with parquet.ParquetFile(path, memory_map=True) as file:
            columns = [name for name in READ if name in file.schema_arrow.names]
            for batch in file.iter_batches(READ_ROWS, columns=columns, use_threads=False):
                yield from map(document, batch.to_pylist())
    except (pa.ArrowException, OSError) as error:
        raise SourceError(_("The file cannot be read further: %s") % error) from error


def document(row: Document) -> Document:
    """The product document of a row; what the export leaves empty is left out."""
    made = {key: value for key, value in row.items() if value is not None}
    for name in TEXTS:
        made |= _texts(name, made.pop(name, None))
    made["nutriments"] = _nutriments(made.get("nutriments"))
    return made


def _texts(name: str, told: Any) -> Document:
    texts: Document = {}
    for one in told or []:
        if one["text"]:
            key = name if one["lang"] == MAIN else f"{name}_{one['lang']}"
            texts.setdefault(key, one["text"])
    return texts


def _nutriments(told: Any) -> Document:
    """Amounts as text: the export's single precision has seven digits, the rest is noise."""
    return {
        f"{one['name']}{suffix}": _text(one[key])
        for one in told or []
        for key, suffix in OF_A_NUTRIENT.items()
        if one.get(key) is not None
    }


def _text(value: Any) -> str:
    return f"{Decimal(f'{value:.7g}'):f}" if isinstance(value, float) else str(value)
