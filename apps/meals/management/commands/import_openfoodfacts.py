"""Import a file of Open Food Facts: a CSV export or the JSONL dump, plain or gzipped."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.meals import services
from apps.meals.imports.openfoodfacts import format_of
from apps.meals.imports.reading import SourceError
from apps.meals.imports.report import summary
from apps.meals.imports.runner import CHUNK_ROWS, WORKERS, ImportBusy, run_import
from apps.meals.models import ImportRun


class Command(BaseCommand):
    help = "Import products from a CSV export or JSONL dump of Open Food Facts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--chunk", type=int, default=CHUNK_ROWS, help="rows per transaction")
        parser.add_argument("--workers", type=int, default=WORKERS, help="processes that map rows")

    def handle(self, *, file: Path, chunk: int, workers: int, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(_("There is no file %s.") % file)
        try:
            run = run_import(file, format_of(file), chunk_rows=chunk, workers=workers)
        except (ImportBusy, SourceError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(run))
        if run.status == ImportRun.Status.FAILED:
            raise CommandError(run.error)
        if run.rows_created or run.rows_updated:
            services.refresh_search_words()
