"""Import the daily changes of Open Food Facts, from files or from the index that lists them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from apps.meals import services
from apps.meals.clients.openfoodfacts_files import FileUnavailable
from apps.meals.imports.openfoodfacts import document_format
from apps.meals.imports.reading import Format
from apps.meals.management.importing import ImportCommand
from apps.meals.models import ImportRun


class Command(ImportCommand):
    help = "Import daily changes of Open Food Facts (JSONL, gzipped), the oldest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="*")
        parser.add_argument("--index", help="address of the list of files; new ones are fetched")

    def handle(self, **options: Any) -> None:
        files, index = options["files"], options["index"]
        if bool(files) == bool(index):
            raise CommandError(_("Give either files or the address of an index."))
        runs = self.fetch_and_run(index) if index else [self.run_file(file) for file in files]
        services.settle_imports(runs)

    def format_of(self, file: Path, **options: Any) -> Format:
        return document_format()

    def fetch_and_run(self, index: str) -> list[ImportRun]:
        runs = []
        try:
            for run in services.import_changes(index):
                self.report(run)
                runs.append(run)
        except FileUnavailable as error:
            raise CommandError(str(error)) from error
        return runs
