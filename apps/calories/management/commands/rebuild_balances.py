from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.calories import services


class Command(BaseCommand):
    help = "Derive daily balances from facts again; rows that are right are left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        today = timezone.localdate()
        parser.add_argument("--from", type=date.fromisoformat, default=today - timedelta(days=30))
        parser.add_argument("--to", type=date.fromisoformat, default=today)

    def handle(self, *args: Any, **options: Any) -> None:
        changed = services.rebuild_recent_days(options["from"], options["to"])
        self.stdout.write(f"{changed} days changed")
