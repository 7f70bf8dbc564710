"""What the samples of one type come to on each day: one way for each kind of type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.health.domain.body_trend import TrendPoint, WeighIn, body_trend
from apps.health.domain.category_values import ASLEEP, AWAKE, CORE, DEEP, REM, STOOD
from apps.health.domain.reconciling import Samples, daily_totals
from apps.health.domain.sleep import SleepSample, nights
from apps.health.domain.sources import MANUAL_RANK
from apps.health.domain.statistics import TEMPORALLY_WEIGHTED, Measurements, daily_figures
from apps.health.domain.types import Aggregation, HealthType

MINUTE_US = 60_000_000
SHARE_DECIMALS = 4
TREND_DECIMALS = 3
STAGES = {"awake": AWAKE, "core": CORE, "deep": DEEP, "rem": REM, "unspecified": ASLEEP}


@dataclass(frozen=True, slots=True)
class Facts:
    """Living samples of one type, in no order; instants in microseconds since 1970, ``zone`` an
    index into the zones of the days."""

    start_us: NDArray[np.int64]
    end_us: NDArray[np.int64]
    value: NDArray[np.float64]
    source: NDArray[np.int64]
    user_entered: NDArray[np.bool_]
    zone: NDArray[np.int64]

    def ranked(self, ranks: Mapping[int, int], value: NDArray[np.float64]) -> Samples:
        """For reconciling; what was entered by hand is believed before every source."""
        sources, place = np.unique(self.source, return_inverse=True)
        rank = np.array([ranks[int(source)] for source in sources], dtype=np.int64)[place]
        return Samples(
            self.start_us,
            self.end_us,
            value,
            np.where(self.user_entered, MANUAL_RANK, rank),
            self.zone,
            self.source,
        )


@dataclass(frozen=True, slots=True)
class Days:
    """The days from ``first`` on: in each zone the start of each and the end of the last."""

    first: date
    zones: Sequence[str]
    boundaries: Sequence[NDArray[np.int64]]
    starts_at: time

    def day(self, index: int) -> date:
        return self.first + timedelta(days=index)

    def of(self, instant_us: int, zone: int) -> date:
        index = np.searchsorted(self.boundaries[zone], instant_us, side="right") - 1
        return self.day(int(index))


@dataclass(slots=True)
class Figure:
    """A day's figure: what ``DailyMetric`` keeps of one type."""

    local_date: date
    type: int
    value: float
    samples_count: int
    minimum: float | None = None
    maximum: float | None = None
    latest: float | None = None
    latest_us: int | None = None
    provenance: dict[str, Any] = field(default_factory=dict)


def figures_of(
    kind: HealthType, facts: Facts, days: Days, ranks: Mapping[int, int]
) -> list[Figure]:
    """The figures of the days on which there is something of the type."""
    if kind.code == "sleep_analysis":
        return _sleep(kind, facts.ranked(ranks, facts.value), days)
    if kind.code in COUNTED:
        return _totals(kind, facts.ranked(ranks, COUNTED[kind.code](facts)), days)
    if kind.aggregation in (Aggregation.CUMULATIVE, Aggregation.WORKOUT):
        return _totals(kind, facts.ranked(ranks, facts.value), days)
    figures = _statistics(kind, facts, days)
    if kind.code == "body_mass_kg":
        _add_trend(figures, facts, days)
    return figures


def _minutes(facts: Facts) -> NDArray[np.float64]:
    minutes: NDArray[np.float64] = (facts.end_us - facts.start_us) / MINUTE_US
    return minutes


def _stood(facts: Facts) -> NDArray[np.float64]:
    stood: NDArray[np.float64] = (facts.value == STOOD).astype(np.float64)
    return stood


def _once(facts: Facts) -> NDArray[np.float64]:
    return np.ones_like(facts.value)


# Categories whose days are sums, and what each of their samples adds: hours stood, minutes of
# mindfulness, how often something happened. The others have a latest value, as flow has.
COUNTED: dict[str, Callable[[Facts], NDArray[np.float64]]] = {
    "stand_hour": _stood,
    "mindful_session": _minutes,
    "intermenstrual_bleeding": _once,
    "high_heart_rate_event": _once,
    "low_heart_rate_event": _once,
    "irregular_rhythm_event": _once,
    "handwashing_event": _once,
    "toothbrushing_event": _once,
}


def _totals(kind: HealthType, samples: Samples, days: Days) -> list[Figure]:
    return [
        Figure(
            days.day(index),
            kind.number,
            total.value,
            total.used + total.partly_used + total.covered,
            provenance={
                "sources": _shares(total.by_source, total.value),
                "used": total.used,
                "partly_used": total.partly_used,
                "covered": total.covered,
            },
        )
        for index, total in enumerate(daily_totals(samples, days.boundaries))
        if total is not None
    ]


def _shares(by_source: Mapping[int, float], value: float) -> dict[str, float]:
    return {
        str(source): round(part / value, SHARE_DECIMALS) if value else 0.0
        for source, part in sorted(by_source.items())
    }


def _statistics(kind: HealthType, facts: Facts, days: Days) -> list[Figure]:
    samples = Measurements(facts.start_us, facts.end_us, facts.value, facts.zone)
    over_time = kind.code in TEMPORALLY_WEIGHTED
    is_category = kind.aggregation is Aggregation.CATEGORY
    return [
        Figure(
            days.day(index),
            kind.number,
            found.latest if is_category else found.mean,
            found.count,
            minimum=found.minimum,
            maximum=found.maximum,
            latest=found.latest,
            latest_us=found.latest_us,
        )
        for index, found in enumerate(daily_figures(samples, days.boundaries, over_time=over_time))
        if found is not None
    ]


def _add_trend(figures: list[Figure], facts: Facts, days: Days) -> None:
    """Beside each day's weight the trend after its last weigh-in, and how many of its weigh-ins
    did not count because nobody's weight jumps like that. Needs all weigh-ins from the first on."""
    columns = (facts.start_us, facts.value, facts.user_entered, facts.zone)
    weighed = sorted(zip(*(column.tolist() for column in columns), strict=True))
    trend = body_trend(WeighIn(start, kg, typed) for start, kg, typed, _ in weighed)
    by_day: dict[date, list[TrendPoint]] = {}
    for (start, _, _, zone), point in zip(weighed, trend, strict=True):
        by_day.setdefault(days.of(start, zone), []).append(point)
    for figure in figures:
        points = by_day[figure.local_date]
        figure.provenance["trend_kg"] = round(points[-1].trend_kg, TREND_DECIMALS)
        if doubted := sum(point.is_implausible for point in points):
            figure.provenance["implausible"] = doubted


def _sleep(kind: HealthType, samples: Samples, days: Days) -> list[Figure]:
    """Minutes asleep; time in bed and stages beside them."""
    columns = (samples.start_us, samples.end_us, samples.value.astype(int), samples.rank)
    zones = [days.zones[zone] for zone in samples.zone.tolist()]
    slept = map(SleepSample, *(column.tolist() for column in columns), zones)
    return [
        Figure(
            day,
            kind.number,
            sleep.asleep_min,
            int(((samples.start_us >= sleep.start_us) & (samples.end_us <= sleep.end_us)).sum()),
            provenance={
                "in_bed_min": sleep.in_bed_min,
                "stages_min": {name: sleep.minutes(stage) for name, stage in STAGES.items()},
                "from_us": sleep.start_us,
                "to_us": sleep.end_us,
            },
        )
        for day, sleep in nights(slept, days.starts_at).items()
    ]
