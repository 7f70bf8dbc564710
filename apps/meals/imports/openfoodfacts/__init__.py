"""Open Food Facts: files and product documents into the catalogue."""

from pathlib import Path

from django.utils.translation import gettext as _

from apps.meals.imports.openfoodfacts.documents import document_format, map_document
from apps.meals.imports.openfoodfacts.products import ORIGIN
from apps.meals.imports.openfoodfacts.tabular import tabular_format
from apps.meals.imports.reading import Format, SourceError, header_of, starts_with

__all__ = ["ORIGIN", "document_format", "format_of", "map_document"]

PARQUET_MAGIC = b"PAR1"


def format_of(path: Path) -> Format:
    """Which of the formats this file is, by how it begins."""
    if starts_with(path, PARQUET_MAGIC):
        # pyarrow takes more memory than all the rest, so only those pay who need it.
        from apps.meals.imports.openfoodfacts.parquet import parquet_format

        return parquet_format(path)
    header = header_of(path)
    if header.lstrip().startswith("{"):
        return document_format()
    found = tabular_format(header)
    if found is None:
        raise SourceError(_("This is not an export of Open Food Facts."))
    return found
