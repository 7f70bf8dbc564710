"""How the phone's own totals compare with ours."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from apps.health.models import PhoneTotal


@dataclass(frozen=True, slots=True)
class Told:
    """A day's total as the phone that told it last has it."""

    value: float
    received_at: datetime


def phone_totals(
    user_id: UUID, types: Collection[int], first: date, last: date
) -> dict[tuple[date, int], Told]:
    rows = PhoneTotal.objects.filter(
        user_id=user_id, type__in=types, local_date__range=(first, last)
    ).order_by("received_at", "device_id")
    return {
        (day, number): Told(value, received_at)
        for day, number, value, received_at in rows.values_list(
            "local_date", "type", "value", "received_at"
        )
    }


def difference(ours: float, told: float) -> float:
    """The difference as a share of the phone's total."""
    return abs(ours - told) / abs(told) if told else float(bool(ours))
