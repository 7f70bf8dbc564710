"""What a user's days came to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from apps.health.domain.types import BY_NUMBER, Aggregation, HealthType
from apps.health.models import DailyMetric, Source

FIGURES = (
    *("local_date", "type", "value", "minimum", "maximum", "latest", "latest_at"),
    *("samples_count", "confidence", "provenance"),
)


@dataclass(frozen=True, slots=True)
class DailyFigure:
    """A figure of a day, in its type's own words."""

    date: date
    kind: HealthType
    value: Decimal
    minimum: Decimal | None
    maximum: Decimal | None
    latest: Decimal | None
    latest_at: datetime | None
    samples_count: int
    confidence: Decimal
    provenance: dict[str, Any]

    @property
    def type(self) -> str:
        return self.kind.code

    @property
    def unit(self) -> str:
        return self.kind.unit

    @property
    def aggregation(self) -> str:
        return self.kind.aggregation


@dataclass(frozen=True, slots=True)
class SourceShare:
    source_id: int
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class TypeSummary:
    """What the days of a range came to in one type. Means are over days that have data."""

    kind: HealthType
    days: Sequence[DailyFigure]
    total: Decimal | None
    mean: Decimal
    minimum: Decimal
    maximum: Decimal
    latest: Decimal
    latest_at: datetime | None
    coverage: float
    confidence: Decimal
    sources: Sequence[SourceShare]

    @property
    def type(self) -> str:
        return self.kind.code

    @property
    def unit(self) -> str:
        return self.kind.unit

    @property
    def aggregation(self) -> str:
        return self.kind.aggregation

    @property
    def days_count(self) -> int:
        return len(self.days)


def daily_figures(
    user_id: UUID, first: date, last: date, types: Collection[HealthType] = ()
) -> list[DailyFigure]:
    """Figures of the days in a range, oldest first; of all types when none is named."""
    rows = DailyMetric.objects.filter(user_id=user_id, local_date__range=(first, last))
    if types:
        rows = rows.filter(type__in=[kind.number for kind in types])
    found = rows.order_by("local_date", "type").values_list(*FIGURES)
    return [DailyFigure(row[0], BY_NUMBER[row[1]], *row[2:]) for row in found]


def summary(user_id: UUID, first: date, last: date, *, today: date) -> list[TypeSummary]:
    """Of each type with data in the range; days to come are not missing."""
    figures = sorted(daily_figures(user_id, first, last), key=lambda one: one.kind.number)
    names = dict(Source.objects.filter(user_id=user_id).values_list("id", "name"))
    days_so_far = max(1, (min(last, max(today, first)) - first).days + 1)
    return [
        _summary_of(kind, list(days), names, days_so_far)
        for kind, days in groupby(figures, key=attrgetter("kind"))
    ]


def _summary_of(
    kind: HealthType, days: list[DailyFigure], names: dict[int, str], days_so_far: int
) -> TypeSummary:
    values = [day.value for day in days]
    is_sum = kind.aggregation is Aggregation.CUMULATIVE
    last = days[-1]
    return TypeSummary(
        kind=kind,
        days=days,
        total=sum(values, Decimal(0)) if is_sum else None,
        mean=round(sum(values, Decimal(0)) / len(values), 6),
        minimum=min(day.value if day.minimum is None else day.minimum for day in days),
        maximum=max(day.value if day.maximum is None else day.maximum for day in days),
        latest=last.value if last.latest is None else last.latest,
        latest_at=last.latest_at,
        coverage=round(min(1.0, len(days) / days_so_far), 4),
        confidence=round(sum((day.confidence for day in days), Decimal(0)) / len(days), 3),
        sources=_shares(days, names),
    )


def _shares(days: Iterable[DailyFigure], names: dict[int, str]) -> list[SourceShare]:
    """How much of a total each source has; of what is no sum, how many of the samples."""
    parts: dict[int, float] = defaultdict(float)
    for day in days:
        is_sum = day.kind.aggregation is Aggregation.CUMULATIVE
        weight = float(day.value) if is_sum else day.samples_count
        for source, share in day.provenance.get("sources", {}).items():
            parts[int(source)] += share * weight
    whole = sum(parts.values())
    shares = [
        SourceShare(source, names.get(source, ""), round(part / whole, 4) if whole else 0.0)
        for source, part in parts.items()
    ]
    return sorted(shares, key=lambda one: (-one.share, one.source_id))
