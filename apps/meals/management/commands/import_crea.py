"""Import the CREA food table from a CSV file of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.meals import services
from apps.meals.imports.crea import crea_format
from apps.meals.imports.reading import SourceError
from apps.meals.imports.report import summary
from apps.meals.imports.runner import ImportBusy, run_import
from apps.meals.imports.synonyms import load_synonyms
from apps.meals.models import ImportRun


class Command(BaseCommand):
    help = "Import the CREA food composition table (CSV, plain or gzipped)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(_("There is no file %s.") % file)
        try:
            run = run_import(file, crea_format(file))
        except (ImportBusy, SourceError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(run))
        if run.status == ImportRun.Status.FAILED:
            raise CommandError(run.error)
        if load_synonyms() or run.rows_created or run.rows_updated:
            services.refresh_search_words()
