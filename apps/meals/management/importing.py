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
from apps.meals.models import ImportRun


class ImportCommand(BaseCommand):
    """Imports one file; a subclass says what format it is in."""

    requires_system_checks: list[str] = []  # they load every route, which a long import never needs

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def format_of(self, file: Path, **options: Any) -> Format:
        raise NotImplementedError

    def run_options(self, **options: Any) -> dict[str, Any]:
        """What of the command line ``run_import`` is to know."""
        return {}

    def handle(self, **options: Any) -> None:
        services.settle_imports([self.run_file(**options)])

    def run_file(self, file: Path, **options: Any) -> ImportRun:
        if not file.is_file():
            raise CommandError(_("There is no file %s.") % file)
        try:
            form = self.format_of(file, **options)
            run = run_import(file, form, **self.run_options(**options))
        except (ImportBusy, SourceError) as error:
            raise CommandError(str(error)) from error
        self.report(run)
        return run

    def report(self, run: ImportRun) -> None:
        self.stdout.write(summary(run))
        if run.status == ImportRun.Status.FAILED:
            raise CommandError(run.error)
