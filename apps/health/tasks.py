"""Jobs of health data, and what starts them."""

from functools import partial
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.health import services
from apps.outbox.domain.registry import Event, subscriber


@shared_task(name="health.import_export", soft_time_limit=3000, time_limit=3100)
def import_export(import_id: str) -> None:
    services.run_import(UUID(import_id))


# A subscriber runs in a transaction, which an import must not: it sends a message.
@subscriber("health.import_export", services.IMPORT_SUBMITTED)
def begin_import(event: Event) -> None:
    transaction.on_commit(partial(import_export.delay, event.payload["import_id"]))


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
