"""Load the starter catalogue that comes with the project; a second time changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.meals import services
from apps.meals.imports.reading import SourceError
from apps.meals.imports.report import summary
from apps.meals.imports.runner import ImportBusy, run_import
from apps.meals.imports.starter_loader import CATALOGUE, starter_format
from apps.meals.imports.synonyms import load_synonyms
from apps.meals.models import ImportRun


class Command(BaseCommand):
    help = "Load the starter catalogue of common foods."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=CATALOGUE)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            run = run_import(file, starter_format())
        except (ImportBusy, SourceError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(run))
        if run.status == ImportRun.Status.FAILED:
            raise CommandError(run.error)
        if load_synonyms() or run.rows_created or run.rows_updated:
            services.refresh_search_words()
