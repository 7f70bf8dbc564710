from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from apps.accounts import services


@shared_task(name="accounts.forget_expired_idempotency_keys")
def forget_expired_idempotency_keys() -> int:
    return services.forget_expired_idempotency_keys(at=timezone.now())


@shared_task(name="accounts.forget_expired_sessions")
def forget_expired_sessions() -> None:
    call_command("clearsessions")
