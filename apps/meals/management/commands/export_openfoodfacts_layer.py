"""Write out what the catalogue has from Open Food Facts, under the licence it came with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.meals.imports.openfoodfacts.layer import write_layer


class Command(BaseCommand):
    help = "Write the Open Food Facts layer of the catalogue (gzipped CSV, with its licence)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="for example openfoodfacts-layer.csv.gz")

    def handle(self, *, file: Path, **options: Any) -> None:
        if not file.parent.is_dir():
            raise CommandError(_("There is no directory %s.") % file.parent)
        count = write_layer(file)
        self.stdout.write(_("%(count)d versions in %(file)s") % {"count": count, "file": file})
