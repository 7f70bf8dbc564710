"""How far behind the outbox is."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from apps.outbox.models import Delivery, OutboxEvent


def lag_seconds(*, at: datetime) -> float:
    """Age in seconds of the oldest event that some subscriber still waits for; 0 when none."""
    waiting = OutboxEvent.objects.filter(fanned_out_at__isnull=True)
    unfinished = OutboxEvent.objects.filter(
        deliveries__status__in=[Delivery.Status.WAITING, Delivery.Status.SENT]
    )
    oldest = [
        found
        for queryset in (waiting, unfinished)
        if (found := queryset.aggregate(oldest=Min("created_at"))["oldest"]) is not None
    ]
    return max(0.0, (at - min(oldest)).total_seconds()) if oldest else 0.0


def delivery_counts() -> dict[str, int]:
    """Deliveries by status, done ones left out."""
    rows: Any = (
        Delivery.objects.exclude(status=Delivery.Status.DONE)
        .order_by()
        .values_list("status")
        .annotate(Count("id"))
    )
    return dict(rows)
