from uuid import UUID

from celery import shared_task
from django.utils import timezone

from apps.outbox import services


@shared_task(name="outbox.relay")
def relay() -> int:
    return services.relay()


@shared_task(name="outbox.deliver")
def deliver(delivery_id: str) -> None:
    services.deliver(UUID(delivery_id))


@shared_task(name="outbox.forget_delivered")
def forget_delivered() -> int:
    return services.forget_delivered(at=timezone.now())
