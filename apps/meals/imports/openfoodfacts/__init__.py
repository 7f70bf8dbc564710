"""Open Food Facts: files and product documents into the catalogue."""

from pathlib import Path

from django.utils.translation import gettext as _

from apps.meals.imports.openfoodfacts.documents import document_format, map_document
from apps.meals.imports.openfoodfacts.parquet import is_parquet, parquet_format
from apps.meals.imports.openfoodfacts.products import ORIGIN
from apps.meals.imports.openfoodfacts.tabular import tabular_format
from apps.meals.imports.reading import Format, SourceError, header_of

__all__ = ["ORIGIN", "document_format", "format_of", "map_document"]


def format_of(path: Path) -> Format:
    """Which of the formats this file is, by how it begins."""
    if is_parquet(path):
        return parquet_format(path)
    header = header_of(path)
    if header.lstrip().startswith("{"):
        return document_format()
    found = tabular_format(header)
    if found is None:
        raise SourceError(_("This is not an export of Open Food Facts."))
    return found
