"""The trend of body mass: an exponentially weighted mean that minds the days between weigh-ins.

Walker, The Hacker's Diet: trend += 0.1 × (weight − trend) each day. After a gap of d days the
weight counts 1 − 0.9^d, as if the days between had said nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ALPHA = 0.1
_DAY_US = 86_400_000_000

# Food, water and clothes move a scale by about 2 %, seldom 4; tissue by at most about 0.5 % a day
# for as long as it can last. What is farther from the trend is a wrong unit, another person on the
# scale or a slip of the thumb: it is kept and flagged, and does not move the trend.
JUMP_SHARE = 0.04
JUMP_SHARE_A_DAY = 0.005
LARGEST_JUMP_SHARE = 0.30
# Unless the next weigh-in says the same: then the body is where the scale says.
AGREEMENT_SHARE = 0.02


@dataclass(frozen=True, slots=True, order=True)
class WeighIn:
    at_us: int
    kg: float
    user_entered: bool = False


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """``trend_kg`` after this weigh-in."""

    weigh_in: WeighIn
    trend_kg: float
    is_implausible: bool


def alpha_after(gap_days: float, alpha: float = ALPHA) -> float:
    return float(1 - (1 - alpha) ** gap_days)


def largest_jump_share(gap_days: float) -> float:
    return min(JUMP_SHARE + JUMP_SHARE_A_DAY * gap_days, LARGEST_JUMP_SHARE)


def _is_jump(weigh_in: WeighIn, trend_kg: float, gap_days: float) -> bool:
    return abs(weigh_in.kg - trend_kg) > largest_jump_share(gap_days) * trend_kg


def _agree(one: WeighIn | None, other: WeighIn) -> bool:
    return one is not None and abs(one.kg - other.kg) <= AGREEMENT_SHARE * other.kg


def body_trend(weigh_ins: Iterable[WeighIn]) -> Iterator[TrendPoint]:
    """One point for each weigh-in, in order of time; typed in or measured, all count alike.

    A jump is judged by the gap since the last weigh-in that counted. A second one in a row that
    agrees with the first starts the trend anew at its weight. Of several at one instant the
    lightest counts.
    """
    trend: float | None = None
    counted_us = 0
    doubted: WeighIn | None = None
    for weigh_in in sorted(weigh_ins):
        gap = (weigh_in.at_us - counted_us) / _DAY_US
        if trend is not None and _is_jump(weigh_in, trend, gap) and not _agree(doubted, weigh_in):
            doubted = weigh_in
            yield TrendPoint(weigh_in, trend, is_implausible=True)
            continue
        if trend is None or _is_jump(weigh_in, trend, gap):
            trend = weigh_in.kg
        else:
            trend += alpha_after(gap) * (weigh_in.kg - trend)
        counted_us, doubted = weigh_in.at_us, None
        yield TrendPoint(weigh_in, trend, is_implausible=False)


def weekly_change_kg(first_kg: float, last_kg: float, days: float) -> float:
    """The change of a trend over some days, a week."""
    return (last_kg - first_kg) * 7 / days
