from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.health import services


class Command(BaseCommand):
    help = "Derive daily metrics from samples again; rows that are right are left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        tomorrow = timezone.localdate() + timedelta(days=1)
        parser.add_argument("--user", help="e-mail address; default: everybody")
        parser.add_argument("--from", type=date.fromisoformat, help="default: the first sample")
        parser.add_argument("--to", type=date.fromisoformat, default=tomorrow)

    def handle(self, *args: Any, **options: Any) -> None:
        users = None
        if options["user"]:
            people = get_user_model().objects.filter(email=options["user"])
            users = list(people.values_list("pk", flat=True))
            if not users:
                raise CommandError(f"nobody has the address {options['user']}")
        run = services.rebuild_days(users, first=options["from"], last=options["to"])
        self.stdout.write(
            f"{run.metrics_changed} of the figures of {run.users} users and {run.days} days changed"
        )
        if run.error:
            raise CommandError(run.error)
