from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.calories import services


class Command(BaseCommand):
    help = "Learn everybody's expenditure now, as every night; days that are right are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        changed = sum(
            services.estimate_users(share, at=now) for share in services.shares_to_estimate(at=now)
        )
        self.stdout.write(f"{changed} days changed")
