"""Minutes asleep, in bed and in each stage, from sources that watched the same night.

At any moment the best source that names a stage decides, and within a source the more telling
stage. In bed is the time any source says so, or names a stage. Pieces of sleep with less than
three hours between them are one session, which belongs to the local day it ends on, as Apple's
Health shows a night on the day of waking; naps of a day are added to its night.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from apps.health.domain.category_values import ASLEEP, AWAKE, CORE, DEEP, IN_BED, REM
from apps.health.domain.record_checks import EPOCH, HOUR_US
from apps.shared.days import local_date

LONGEST_GAP_US = 3 * HOUR_US
_MINUTE_US = 60_000_000
_PRECEDENCE = {stage: place for place, stage in enumerate((AWAKE, DEEP, REM, CORE, ASLEEP, IN_BED))}
_IN_BED_ONLY = 1 << 30  # after the stages of every source


class SleepSample(NamedTuple):
    start_us: int
    end_us: int
    stage: int
    rank: int
    zone: str


class Stretch(NamedTuple):
    """A time with one stage decided."""

    start_us: int
    end_us: int
    stage: int


@dataclass(slots=True)
class Sleep:
    """A day's sleep. ``stages_us`` by number of the category; ``end_us`` is the last waking."""

    start_us: int
    end_us: int
    stages_us: dict[int, int] = field(default_factory=dict)

    @property
    def in_bed_min(self) -> float:
        return sum(self.stages_us.values()) / _MINUTE_US

    @property
    def asleep_min(self) -> float:
        return sum(self.minutes(stage) for stage in (ASLEEP, CORE, DEEP, REM))

    def minutes(self, stage: int) -> float:
        return self.stages_us.get(stage, 0) / _MINUTE_US


def _key(sample: SleepSample) -> tuple[int, int, int]:
    rank = _IN_BED_ONLY if sample.stage == IN_BED else sample.rank
    return rank, _PRECEDENCE.get(sample.stage, len(_PRECEDENCE)), sample.stage


def stretches(samples: Iterable[SleepSample]) -> Iterator[Stretch]:
    """The stage decided for each moment that any sample holds, in order of time."""
    lasting = sorted(sample for sample in samples if sample.end_us > sample.start_us)
    edges = sorted({edge for sample in lasting for edge in sample[:2]})
    running: list[tuple[tuple[int, int, int], int]] = []
    coming = 0
    for edge, following in pairwise(edges):
        while coming < len(lasting) and lasting[coming].start_us <= edge:
            heappush(running, (_key(lasting[coming]), lasting[coming].end_us))
            coming += 1
        while running and running[0][1] <= edge:
            heappop(running)
        if running:
            yield Stretch(edge, following, running[0][0][2])


def _sessions(samples: list[SleepSample]) -> Iterator[list[SleepSample]]:
    session: list[SleepSample] = []
    reach = 0
    for sample in sorted(samples):
        if session and sample.start_us - reach > LONGEST_GAP_US:
            yield session
            session = []
        reach = max(reach, sample.end_us) if session else sample.end_us
        session.append(sample)
    if session:
        yield session


def nights(samples: Iterable[SleepSample], day_starts_at: time = time(0)) -> dict[date, Sleep]:
    """The sleep of each day of waking, in the zone of the sample that ends the session."""
    days: dict[date, Sleep] = {}
    lasting = [sample for sample in samples if sample.end_us > sample.start_us]
    for session in _sessions(lasting):
        last = max(session, key=lambda sample: (sample.end_us, sample))
        woke: datetime = EPOCH + timedelta(microseconds=last.end_us)
        day = local_date(woke, last.zone, day_starts_at)
        sleep = days.setdefault(day, Sleep(session[0].start_us, last.end_us))
        sleep.end_us = last.end_us
        for start, end, stage in stretches(session):
            sleep.stages_us[stage] = sleep.stages_us.get(stage, 0) + end - start
    return days
