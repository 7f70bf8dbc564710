"""Import the BLS food table (compact JSON)."""

from pathlib import Path
from typing import Any

from apps.meals.imports.macro_tables import bls_format
from apps.meals.imports.reading import Format
from apps.meals.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import the BLS food table (compact JSON), plain or gzipped."

    def format_of(self, file: Path, **options: Any) -> Format:
        return bls_format(file)
