"""Import USDA FoodData Central's generic foods from CSV files of them and of their portions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from apps.meals.imports.reading import Format
from apps.meals.imports.usda import usda_format
from apps.meals.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import the generic foods of USDA FoodData Central (CSV, plain or gzipped)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--portions", type=Path, help="CSV of household portions")

    def format_of(self, file: Path, **options: Any) -> Format:
        return usda_format(file, options["portions"])
