"""Rows as a sync leaves them, for tests of what reads them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from apps.accounts.models import User
from apps.health.domain.types import TYPES
from apps.health.models import DailyMetric, Identity, Sample, Source

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def make_source(user: User, bundle_id: str = "com.apple.health.watch", **fields: Any) -> Source:
    known = {"kind": "watch", "name": bundle_id, "first_sample_at": BEGINNING}
    return Source.objects.create(
        user=user, bundle_id=bundle_id, **{**known, "last_sample_at": BEGINNING, **fields}
    )


def make_sample(
    user: User,
    source: Source,
    start: datetime,
    value: float = 100,
    *,
    type: str = "step_count",  # noqa: A002
    minutes: float = 10,
    zone: str = "Europe/Rome",
    **fields: Any,
) -> Sample:
    uuid = fields.pop("uuid", None) or uuid4()
    number = TYPES[type].number
    Identity.objects.create(user=user, uuid=uuid, type=number, start_at=start)
    return Sample.objects.create(
        user=user,
        uuid=uuid,
        start_at=start,
        end_at=start + timedelta(minutes=minutes),
        type=number,
        value=value,
        source=source,
        zone=zone,
        received_at=start,
        **fields,
    )


def make_metric(
    user: User,
    day: date,
    value: float,
    *,
    type: str = "step_count",  # noqa: A002
    confidence: str = "0.9",
    sources: dict[int, float] | None = None,
    **fields: Any,
) -> DailyMetric:
    provenance = {"sources": {str(key): share for key, share in (sources or {}).items()}}
    return DailyMetric.objects.create(
        user=user,
        local_date=day,
        type=TYPES[type].number,
        value=value,
        samples_count=fields.pop("samples_count", 1),
        confidence=confidence,
        provenance={**provenance, **fields.pop("provenance", {})},
        **fields,
    )
