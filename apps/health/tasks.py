"""What health listens to, and its jobs."""

from functools import partial
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.health import services
from apps.outbox.domain.registry import Event, projection, subscriber

CHANGES = (
    "health.samples_stored.v1",
    "health.samples_deleted.v1",
    "health.priorities_changed.v1",
)


# Records of a batch whose days are derived before the phone has its answer.
SMALL_BATCH = 500


@projection(*CHANGES)
def derive_at_once(event: Event) -> None:
    """In the transaction of a small change: who typed in a weight sees it."""
    records = event.payload.get("accepted", 0) + event.payload.get("deleted", 0)
    if event.user_id is not None and records <= SMALL_BATCH:
        services.derive_few(event.user_id)


@subscriber("health.derive_days", *CHANGES)
def derive_days(event: Event) -> None:
    if event.user_id is not None:
        services.follow_sync(event.user_id, at=timezone.now())


@subscriber("health.follow_start_of_day", "accounts.user_changed.v1")
def follow_start_of_day(event: Event) -> None:
    """With another start of the day, every day is made of other hours."""
    if event.user_id is not None and "day_starts_at" in event.payload["fields"]:
        services.mark_derived_days(event.user_id)


@shared_task(name="health.derive_dirty_days", soft_time_limit=840, time_limit=900)
def derive_dirty_days() -> int:
    return services.reconcile_dirty_days().metrics_changed


@shared_task(name="health.derive_recent_days")
def derive_recent_days(days: int = 7) -> None:
    """In shares, so that workers share the users."""
    for share in services.shares_of_users():
        derive_recent_share.delay([str(user_id) for user_id in share], days)


@shared_task(name="health.derive_recent_share", soft_time_limit=840, time_limit=900)
def derive_recent_share(user_ids: list[str], days: int) -> int:
    users = [UUID(user_id) for user_id in user_ids]
    return services.reconcile_recent_days(users, at=timezone.now(), days=days).metrics_changed


@shared_task(name="health.grade_syncs", soft_time_limit=840, time_limit=900)
def grade_syncs() -> int:
    return services.grade_due(at=timezone.now())


@shared_task(name="health.make_partitions")
def make_partitions() -> None:
    services.make_partitions(at=timezone.now())


@shared_task(name="health.forget_old_runs")
def forget_old_runs() -> int:
    return services.forget_old_runs(at=timezone.now())


@shared_task(name="health.forget_deleted_samples", soft_time_limit=840, time_limit=900)
def forget_deleted_samples() -> int:
    return services.forget_deleted_samples(at=timezone.now())


@shared_task(name="health.take_up_set_aside", soft_time_limit=840, time_limit=900)
def take_up_set_aside() -> int:
    return services.take_up_set_aside(at=timezone.now())


@shared_task(name="health.import_export", soft_time_limit=3000, time_limit=3100)
def import_export(import_id: str) -> None:
    services.run_import(UUID(import_id))


# A subscriber runs in a transaction, which an import must not: it sends a message.
@subscriber("health.import_export", services.IMPORT_SUBMITTED)
def begin_import(event: Event) -> None:
    transaction.on_commit(partial(import_export.delay, event.payload["import_id"]))


@shared_task(name="health.derive_user", soft_time_limit=840, time_limit=900)
def derive_user(user_id: str) -> None:
    services.derive_dirty(UUID(user_id))


# Years of days: longer than a delivery may take.
@subscriber("health.derive_import", services.IMPORT_FINISHED)
def derive_import(event: Event) -> None:
    transaction.on_commit(partial(derive_user.delay, str(event.user_id)))


@shared_task(name="health.sweep_imports")
def sweep_imports() -> None:
    for import_id in services.due_imports(at=timezone.now()):
        import_export.delay(str(import_id))


@shared_task(name="health.forget_exports")
def forget_exports() -> int:
    return services.forget_exports(at=timezone.now())


@shared_task(name="health.discard_exports_of")
def discard_exports_of(user_id: str) -> int:
    return services.discard_exports_of(UUID(user_id))


@subscriber("health.discard_exports", "accounts.user_erased.v1")
def discard_exports(event: Event) -> None:
    transaction.on_commit(partial(discard_exports_of.delay, event.payload["user_id"]))
