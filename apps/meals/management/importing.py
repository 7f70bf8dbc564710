"""What the commands that import a file have in common."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.meals import services
from apps.meals.imports.reading import Format, SourceError
from apps.meals.imports.report import summary
from apps.meals.imports.runner import run_import
from apps.meals.imports.storing import ImportBusy
from apps.meals.imports.synonyms import load_synonyms
from apps.meals.models import ImportRun


class ImportCommand(BaseCommand):
    """Imports one file; a subclass says what format it is in."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def format_of(self, file: Path, **options: Any) -> Format:
        raise NotImplementedError

    def run_options(self, **options: Any) -> dict[str, Any]:
        """What of the command line ``run_import`` is to know."""
        return {}

    def handle(self, **options: Any) -> None:
        self.refresh_after([self.run_file(**options)])

    def run_file(self, file: Path, **options: Any) -> ImportRun:
        if not file.is_file():
            raise CommandError(_("There is no file %s.") % file)
        try:
            form = self.format_of(file, **options)
            run = run_import(file, form, **self.run_options(**options))
        except (ImportBusy, SourceError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(run))
        if run.status == ImportRun.Status.FAILED:
            raise CommandError(run.error)
        return run

    def refresh_after(self, runs: list[ImportRun]) -> None:
        """What follows from foods that changed: the words of search at once, checks in a worker."""
        changed = [run for run in runs if run.rows_created or run.rows_updated]
        named = load_synonyms()
        for run in changed:
            services.request_import_check(run)
        if changed or named:
            services.refresh_search_words()
