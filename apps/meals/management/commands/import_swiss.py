"""Import the Swiss Food Composition Database in Italian (CSV)."""

from pathlib import Path
from typing import Any

from apps.meals.imports.reading import Format
from apps.meals.imports.swiss import swiss_format
from apps.meals.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import the Swiss Food Composition Database in Italian (CSV), plain or gzipped."

    def format_of(self, file: Path, **options: Any) -> Format:
        return swiss_format(file)
