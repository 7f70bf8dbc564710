from argparse import ArgumentParser
from typing import Any

import httpx
from django.core.management.base import BaseCommand, CommandError

from nutrifit.demo import day


class Command(BaseCommand):
    help = "Play one day of a phone's life against a running server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day.play(options["url"], self.stdout.write)
        except httpx.ConnectError:
            raise CommandError(f"no server at {options['url']}; start it with: make run") from None
