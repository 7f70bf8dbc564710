"""Weigh-ins with their trend."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from apps.health.domain.body_trend import TrendPoint, WeighIn, body_trend
from apps.health.domain.types import TYPES
from apps.health.models import Sample
from apps.shared.days import local_date

BODY_MASS = TYPES["body_mass_kg"]


@dataclass(frozen=True, slots=True)
class WeighInView:
    id: UUID
    date: date
    taken_at: datetime
    mass_kg: float
    trend_kg: float
    is_implausible: bool
    user_entered: bool
    source_id: int


def weigh_ins(
    user_id: UUID, since: datetime, until: datetime, *, day_starts_at: time
) -> list[WeighInView]:
    """Those in ``[since, until)``, oldest first; the trend counts all there are before."""
    samples = sorted(
        Sample.objects.filter(
            user_id=user_id, type=BODY_MASS.number, start_at__lt=until, deleted_at=None
        ),
        key=_weigh_in,
    )
    points = body_trend(map(_weigh_in, samples))
    return [
        _view(sample, point, day_starts_at)
        for sample, point in zip(samples, points, strict=True)
        if sample.start_at >= since
    ]


def _weigh_in(sample: Sample) -> WeighIn:
    return WeighIn(round(sample.start_at.timestamp() * 1e6), sample.value, sample.user_entered)


def _view(sample: Sample, point: TrendPoint, day_starts_at: time) -> WeighInView:
    return WeighInView(
        sample.uuid,
        local_date(sample.start_at, sample.zone, day_starts_at),
        sample.start_at,
        round(sample.value, 3),
        round(point.trend_kg, 3),
        point.is_implausible,
        sample.user_entered,
        sample.source_id,
    )
