"""How the sync of each phone is doing, type by type, and where its totals are not ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.health.domain.grades import LARGEST_DISCREPANCY, Grade, overall
from apps.health.domain.types import BY_NUMBER
from apps.health.models import DailyMetric, SourceDevice, SyncState

SHOWN_DAYS = 28


@dataclass(frozen=True, slots=True)
class TypeSync:
    """Where a device stands with a type."""

    state: SyncState

    @property
    def type(self) -> str:
        return BY_NUMBER[self.state.type].code


@dataclass(frozen=True, slots=True)
class DeviceSync:
    device: SourceDevice
    types: Sequence[TypeSync]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A day whose total the phone shows otherwise. ``difference`` is a share of the phone's."""

    date: date
    type: str
    ours: float
    phone: float
    difference: float


@dataclass(frozen=True, slots=True)
class SyncQuality:
    devices: Sequence[DeviceSync]
    discrepancies: Sequence[Discrepancy]

    @property
    def grade(self) -> Grade:
        return overall(
            {
                (str(one.device.pk), sync.state.type): Grade(sync.state.grade)
                for one in self.devices
                for sync in one.types
            }
        )


def sync_quality(user_id: UUID, *, at: datetime | None = None) -> SyncQuality:
    since = (at or timezone.now()).date() - timedelta(days=SHOWN_DAYS)
    return SyncQuality(_devices(user_id), _discrepancies(user_id, since))


def _devices(user_id: UUID) -> list[DeviceSync]:
    states = SyncState.objects.filter(user_id=user_id).select_related("device")
    known = [state for state in states.order_by("device_id", "type") if state.type in BY_NUMBER]
    devices = [
        DeviceSync(device, [TypeSync(state) for state in found])
        for device, found in groupby(known, key=lambda state: state.device)
    ]
    return sorted(devices, key=lambda one: one.device.last_seen_at, reverse=True)


def _discrepancies(user_id: UUID, since: date) -> list[Discrepancy]:
    rows: Any = DailyMetric.objects.filter(
        user_id=user_id,
        local_date__gte=since,
        provenance__phone__difference__gt=LARGEST_DISCREPANCY,
    ).order_by("-local_date", "type")
    return [
        Discrepancy(
            row.local_date,
            BY_NUMBER[row.type].code,
            float(row.value),
            row.provenance["phone"]["value"],
            row.provenance["phone"]["difference"],
        )
        for row in rows
    ]
