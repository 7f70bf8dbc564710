"""Check every food of the catalogue and print how many break which rule."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from apps.meals import services
from apps.meals.domain.quality import RULES


class Command(BaseCommand):
    help = "Check all foods, store their issues and print counts per rule."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--duplicates", action="store_true", help="propose merges too")

    def handle(self, *, duplicates: bool, **options: Any) -> None:
        outcome = services.check_catalogue()
        for code, count in outcome.findings.most_common():
            self.stdout.write(f"{count:>8}  {RULES[code].severity.value:<12}  {code}")
        counts = _(
            "%(foods)d foods: %(opened)d issues opened, %(closed)d closed;"
            " %(flagged)d foods flagged, %(restored)d restored."
        )
        self.stdout.write(counts % vars(outcome))
        if duplicates:
            proposed = services.propose_merges()
            self.stdout.write(_("%(n)d pairs of possible duplicates.") % {"n": proposed})
