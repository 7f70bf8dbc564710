from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.calories import services


class Command(BaseCommand):
    help = "Close the weeks that have ended where their users live, and roll closed ones up again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--weeks", type=int, default=5, help="how many weeks back")

    def handle(self, *args: Any, **options: Any) -> None:
        closed = services.close_weeks(at=timezone.now(), weeks=options["weeks"], again=True)
        self.stdout.write(f"{closed} weeks closed")
