"""Import the daily changes of Open Food Facts, from files or from the index that lists them."""

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from apps.meals.clients.openfoodfacts_files import FileUnavailable, fetched, index_lines
from apps.meals.imports.openfoodfacts import document_format
from apps.meals.imports.openfoodfacts.delta import is_gap, not_yet_imported
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
        runs = self.fetch_and_run(index) if index else map(self.run_file, files)
        self.refresh_after(list(runs))

    def format_of(self, file: Path, **options: Any) -> Format:
        return document_format()

    def fetch_and_run(self, index: str) -> list[ImportRun]:
        runs = []
        try:
            waiting = not_yet_imported(index_lines(index))
            if is_gap(waiting):
                self.stderr.write(_("Changes are missing since the last import: take a dump."))
            for one in waiting:
                with TemporaryDirectory() as directory:
                    runs.append(self.run_file(fetched(index, one.name, Path(directory))))
        except FileUnavailable as error:
            raise CommandError(str(error)) from error
        return runs
