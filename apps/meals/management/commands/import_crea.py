"""Import the CREA food table from a CSV file of it."""

from pathlib import Path
from typing import Any

from apps.meals.imports.crea import crea_format
from apps.meals.imports.reading import Format
from apps.meals.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import the CREA food composition table (CSV, plain or gzipped)."

    def format_of(self, file: Path, **options: Any) -> Format:
        return crea_format(file)
