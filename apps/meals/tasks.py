from uuid import UUID

from celery import shared_task
from django.utils import timezone

from apps.meals import services


@shared_task(name="meals.refresh_search_words", soft_time_limit=1500, time_limit=1600)
def refresh_search_words() -> None:
    services.refresh_search_words()


@shared_task(name="meals.resolve_food", soft_time_limit=90, time_limit=100)
def resolve_food(log_id: str) -> None:
    services.resolve(UUID(log_id))


@shared_task(name="meals.send_due_resolutions")
def send_due_resolutions() -> None:
    services.send_due(at=timezone.now())


@shared_task(name="meals.forget_old_resolutions")
def forget_old_resolutions() -> None:
    services.forget_old(at=timezone.now())
