from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.meals import services
from apps.outbox.domain.registry import Event, subscriber


@shared_task(name="meals.refresh_search_words", soft_time_limit=1500, time_limit=1600)
def refresh_search_words() -> None:
    services.refresh_search_words()


@shared_task(name="meals.count_popularity", soft_time_limit=1500, time_limit=1600)
def count_popularity() -> None:
    services.count_popularity()


@shared_task(name="meals.check_catalogue", soft_time_limit=3000, time_limit=3100)
def check_catalogue() -> None:
    services.check_catalogue()


@shared_task(name="meals.check_import", soft_time_limit=3000, time_limit=3100)
def check_import(run_id: str) -> None:
    services.check_import(UUID(run_id))


@shared_task(name="meals.propose_merges", soft_time_limit=1500, time_limit=1600)
def propose_merges() -> None:
    services.propose_merges()


@subscriber("meals.check_import", services.FOODS_IMPORTED)
def check_imported_foods(event: Event) -> None:
    """Longer than a delivery may take, so a task of its own; it finds nothing to do twice."""
    run_id = event.payload["import_run_id"]
    transaction.on_commit(lambda: check_import.delay(run_id))


@shared_task(name="meals.resolve_food", soft_time_limit=90, time_limit=100)
def resolve_food(log_id: str) -> None:
    services.resolve(UUID(log_id))


@shared_task(name="meals.send_due_resolutions")
def send_due_resolutions() -> None:
    services.send_due(at=timezone.now())


@shared_task(name="meals.forget_old_resolutions")
def forget_old_resolutions() -> None:
    services.forget_old(at=timezone.now())
