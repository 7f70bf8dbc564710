"""What health listens to, and its jobs."""

from celery import shared_task
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


@subscriber("health.follow_profile", "accounts.profile_changed.v1")
def follow_profile(event: Event) -> None:
    """With another start of the day, every day is made of other hours."""
    if event.user_id is not None and "day_starts_at" in event.payload["fields"]:
        services.mark_derived_days(event.user_id)


@shared_task(name="health.derive_dirty_days", soft_time_limit=840, time_limit=900)
def derive_dirty_days() -> int:
    return services.reconcile_dirty_days().metrics_changed


@shared_task(name="health.derive_recent_days", soft_time_limit=10_000, time_limit=10_100)
def derive_recent_days(days: int = 7) -> int:
    return services.reconcile_recent_days(at=timezone.now(), days=days).metrics_changed


@shared_task(name="health.grade_syncs", soft_time_limit=840, time_limit=900)
def grade_syncs() -> int:
    return services.grade_due(at=timezone.now())


@shared_task(name="health.make_partitions")
def make_partitions() -> None:
    services.make_partitions(at=timezone.now())


@shared_task(name="health.forget_old_runs")
def forget_old_runs() -> int:
    return services.forget_old_runs(at=timezone.now())
