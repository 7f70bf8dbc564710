"""Jobs of the catalogue and the diary, and what starts them."""

from functools import partial
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.meals import services
from apps.outbox.domain.registry import Event, subscriber


@shared_task(name="meals.refresh_search_words", soft_time_limit=1500, time_limit=1600)
def refresh_search_words() -> None:
    services.refresh_search_words()


@shared_task(name="meals.analyse_photo")
def analyse_photo(job_id: str) -> None:
    _again(analyse_photo, job_id, services.analyse_photo(UUID(job_id), at=timezone.now()))


@shared_task(name="meals.transcribe")
def transcribe(job_id: str) -> None:
    _again(transcribe, job_id, services.transcribe(UUID(job_id), at=timezone.now()))


def _again(task: Any, job_id: str, wait_s: float | None) -> None:
    if wait_s is not None:
        task.apply_async([job_id], countdown=wait_s)


# A subscriber runs in a transaction, in which nothing outside may be asked: it sends a message.
@subscriber("meals.analyse_photo", "meals.photo_submitted.v1")
def begin_analysis(event: Event) -> None:
    transaction.on_commit(partial(analyse_photo.delay, event.payload["job_id"]))


@subscriber("meals.transcribe", "meals.recording_submitted.v1")
def begin_transcription(event: Event) -> None:
    transaction.on_commit(partial(transcribe.delay, event.payload["job_id"]))


@subscriber("meals.delete_photos", "meals.meal_deleted.v1")
def delete_photos(event: Event) -> None:
    services.delete_photos_of(UUID(event.payload["meal_id"]), at=timezone.now())


@shared_task(name="meals.sweep_ai_jobs")
def sweep_ai_jobs() -> None:
    at = timezone.now()
    for job_id in services.lost_photos(at=at):
        analyse_photo.delay(str(job_id))
    for job_id in services.lost_recordings(at=at):
        transcribe.delay(str(job_id))


@shared_task(name="meals.forget_uploads")
def forget_uploads() -> int:
    return services.forget_uploads(at=timezone.now())


@shared_task(name="meals.forget_analyses")
def forget_analyses() -> int:
    return services.forget_analyses(at=timezone.now())


@shared_task(name="meals.discard_uploads_of")
def discard_uploads_of(user_id: str) -> int:
    return services.discard_uploads_of(UUID(user_id))


@subscriber("meals.discard_uploads", "accounts.user_erased.v1")
def discard_uploads(event: Event) -> None:
    transaction.on_commit(partial(discard_uploads_of.delay, event.payload["user_id"]))


@shared_task(name="meals.discard_orphans", soft_time_limit=3000, time_limit=3100)
def discard_orphans() -> int:
    return services.discard_orphans(at=timezone.now())


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


@shared_task(name="meals.import_daily_changes", soft_time_limit=3000, time_limit=3100)
def import_daily_changes() -> None:
    services.import_daily_changes()


@shared_task(name="meals.resolve_food", soft_time_limit=150, time_limit=160)
def resolve_food(log_id: str) -> None:
    services.resolve(UUID(log_id))


@shared_task(name="meals.send_due_resolutions")
def send_due_resolutions() -> None:
    services.send_due(at=timezone.now())


@shared_task(name="meals.forget_old_resolutions")
def forget_old_resolutions() -> None:
    services.forget_old(at=timezone.now())
