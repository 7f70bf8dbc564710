"""Print how far photo drafts were from what users confirmed."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.meals import selectors


class Command(BaseCommand):
    help = "Compare photo drafts with the meals they were confirmed as."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=90, help="of the last so many days")

    def handle(self, *, days: int, **options: Any) -> None:
        found = selectors.photo_accuracy(since=timezone.now() - timedelta(days=days))
        if found is None:
            self.stdout.write(_("No photo was confirmed as a meal."))
            return
        self.stdout.write(_("%(n)d plates, against what users confirmed:") % {"n": found.plates})
        for name, metrics in (
            (_("guessed by the model"), found.guessed),
            (_("suggested after correction"), found.suggested),
        ):
            self.stdout.write(f"  {name}")
            for measure, figure in vars(metrics).items():
                shown = "–" if figure is None else f"{figure:.3f}"
                self.stdout.write(f"    {measure:<12}{shown:>10}")
