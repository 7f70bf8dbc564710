"""Import a file of Open Food Facts: a CSV export, the JSONL dump or the Parquet export."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from apps.meals.imports.openfoodfacts import format_of
from apps.meals.imports.reading import Format
from apps.meals.imports.runner import CHUNK_ROWS
from apps.meals.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import products from a CSV export, JSONL dump or Parquet export of Open Food Facts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--chunk", type=int, default=CHUNK_ROWS, help="rows per transaction")
        parser.add_argument("--workers", type=int, help="processes that share the rows")

    def format_of(self, file: Path, **options: Any) -> Format:
        return format_of(file)

    def run_options(self, **options: Any) -> dict[str, Any]:
        return {"chunk_rows": options["chunk"], "workers": options["workers"]}
