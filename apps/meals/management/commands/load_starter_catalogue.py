"""Load the starter catalogue that comes with the project; a second time changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from apps.meals.imports.reading import Format
from apps.meals.imports.starter_loader import CATALOGUE, starter_format
from apps.meals.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Load the starter catalogue of common foods."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=CATALOGUE)

    def format_of(self, file: Path, **options: Any) -> Format:
        return starter_format()
