"""The Kalman filter: tissue, expenditure and water of many users, day by day.

Everything is elementwise over the last axis, users: no figure depends on who else is in the
batch, which sums by matrix libraries would not promise.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np

from apps.calories.domain.adaptive.food import Flags, Food
from apps.calories.domain.adaptive.people import Body, Floats

# MASS: tissue, kg. SPENT: expenditure at the starting mass, without what food adds, kcal/day.
# RECENT: the same with the mass of the day, mean of two weeks. DENSITY: how much lighter tissue
# is than Forbes says, a share. WATER: kg for intake above the formula's by its own size.
# CYCLE, TURN: water of the cycle and a quarter of it later, kg. SCALE: error that lasts, kg.
MASS, SPENT, RECENT, DENSITY, WATER, CYCLE, TURN, SCALE = range(8)
SIZE = 8

# From day to day habits and activity change expenditure by this much; public filters take 10, and
# 12 makes up for those who change at once.
DRIFT_KCAL = 12.0
# A mean of fourteen days is 6.5 days old; so is an exponential one of this length.
RECENT_DAYS = 7.5
# Logs err by 5 % or so, and by what nobody notices.
LOG_SHARE, LOG_KCAL = 0.06, 60.0
UNKNOWN_DAY_KCAL = 300.0
GAP_KG = 1.0  # of unseen change a day when too little is logged to tell expenditure
DENSITY_SD = 0.12
# Hall 2011: 3.7 × 0.5 / 2 kg of glycogen and its water, 4000 / 3000 kg of extracellular water.
WATER_KG, WATER_SD_KG = 2.26, 1.0
CYCLE_DAYS, CYCLE_DRIFT_KG = 28, 0.04
# Body mass fluctuates by 0.3-0.5 kg from day to day, with a correlation of 0.3-0.7. A reading is
# trusted less than that: errors that last for weeks must not count as news every morning.
SCALE_SD_KG, SCALE_MEMORY, READING_SD_KG = 0.42, 0.5, 0.8
START_SD_KG = 2.0

# Errors have heavy tails: at this many standard deviations a surprise counts half.
HALF_WEIGHT = 1.5
# No weigh-in moves expenditure by more than 18 kcal, nor by more than 50 kcal a kilogram: a false
# weigh-in instead of the true one makes 36 kcal at once.
MOST_KCAL, MOST_KCAL_PER_KG = 18.0, 50.0

# For each of tomorrow's states: the states of today it comes from, and by what factor.
Terms = Sequence[Sequence[tuple[int, "Floats | float"]]]


@dataclass(frozen=True)
class Weighing:
    """Arrays (days, users)."""

    mass_kg: Floats  # nan: no weigh-in
    starting: Flags  # one of the first weigh-ins: they only tell the mass to begin with
    starting_sd_kg: Floats  # how little these are to be trusted


@dataclass(frozen=True)
class Day:
    """What the smoother needs of a day that the filter went through."""

    gain: Floats
    surprise_kg: Floats
    precision: Floats  # of the surprise; 0 without a weigh-in
    seen_by: Floats
    terms: Terms
    recent_kcal: Floats
    recent_cov: Floats


@dataclass(frozen=True)
class Course:
    """Arrays (days, users); ``days`` only when the smoother will ask for them."""

    spent_kcal: Floats
    variance: Floats
    trend_kg: Floats
    days: list[Day]


def run(food: Food, weighing: Weighing, body: Body, *, retrospective: bool = False) -> Course:
    """Every day's expenditure (mean of two weeks) as known on that evening.

    With ``retrospective`` the gains are not limited: the smoother needs them as they are, and
    judges a weigh-in by those after it anyway.
    """
    state, cov = _beginning(body)
    spent, variance, trend = (np.empty_like(food.eaten_kcal) for _ in range(3))
    days: list[Day] = []
    for day, mass_kg in enumerate(weighing.mass_kg):
        seen_by = _seen_by(food.water[day])
        surprise, scatter, shared = _compare(state, cov, seen_by, mass_kg)
        starting = weighing.starting[day]
        tail = np.where(starting, weighing.starting_sd_kg[day], surprise / HALF_WEIGHT)
        scatter = scatter + tail * tail
        gain = np.where(np.isfinite(mass_kg), shared / scatter, 0.0)
        if not retrospective:
            gain[[SPENT, RECENT]] = _limited(gain[[SPENT, RECENT]], surprise, starting)
        state = state + gain * surprise
        cov = _corrected(cov, gain, shared, scatter)
        trend[day] = state[MASS] + food.water[day] * state[WATER]
        state, terms = _next(state, food.eaten_kcal[day], food.effect_kcal[day], body)
        cov = _carried(cov, terms)
        _loosen(cov, food, day, body)
        spent[day] = state[RECENT] + food.recent_effect_kcal[day]
        variance[day] = cov[RECENT, RECENT]
        if retrospective:
            precision = np.where(np.isfinite(mass_kg), 1 / scatter, 0.0)
            recent = spent[day], cov[RECENT].copy()
            days.append(Day(gain, surprise, precision, seen_by, terms, *recent))
    return Course(spent, variance, trend, days)


def smoothed(course: Course) -> tuple[Floats, Floats]:
    """Expenditure and its variance with all that came later (modified Bryson-Frazier: Bierman
    1973, which needs no inverse)."""
    mean, variance = np.empty_like(course.spent_kcal), np.empty_like(course.variance)
    users = mean.shape[1]
    score, information = np.zeros((SIZE, users)), np.zeros((SIZE, SIZE, users))
    for index in range(len(course.days) - 1, -1, -1):
        day = course.days[index]
        pull = _dot(day.recent_cov, information)
        mean[index] = day.recent_kcal - _dot(day.recent_cov, score)
        variance[index] = day.recent_cov[RECENT] - _dot(day.recent_cov, pull)
        score = _taken_back(score, day.terms)
        information = _taken_back(information, day.terms)
        information = _taken_back(information.swapaxes(0, 1), day.terms)
        score, information = _uncorrected(score, information, day)
    return mean, variance


def _beginning(body: Body) -> tuple[Floats, Floats]:
    users = len(body.start_kg)
    state, cov = np.zeros((SIZE, users)), np.zeros((SIZE, SIZE, users))
    state[MASS], state[SPENT], state[RECENT] = body.start_kg, body.formula_kcal, body.formula_kcal
    state[WATER] = WATER_KG
    cov[MASS, MASS] = START_SD_KG**2
    cov[SPENT : RECENT + 1, SPENT : RECENT + 1] = body.formula_sd_kcal**2
    cov[DENSITY, DENSITY] = DENSITY_SD**2
    cov[WATER, WATER] = WATER_SD_KG**2
    cov[CYCLE, CYCLE] = cov[TURN, TURN] = body.cycle_kg**2
    cov[SCALE, SCALE] = SCALE_SD_KG**2
    return state, cov


def _seen_by(water: Floats) -> Floats:
    """How each state shows on the scale."""
    seen_by = np.zeros((SIZE, len(water)))
    seen_by[[MASS, CYCLE, SCALE]] = 1.0
    seen_by[WATER] = water
    return seen_by


def _compare(
    state: Floats, cov: Floats, seen_by: Floats, mass_kg: Floats
) -> tuple[Floats, Floats, Floats]:
    """The surprise, its variance and its covariance with the states."""
    shared = _dot(seen_by, cov)
    surprise = mass_kg - _dot(seen_by, state)
    scatter = _dot(seen_by, shared) + READING_SD_KG**2
    return np.where(np.isfinite(mass_kg), surprise, 0.0), scatter, shared


def _limited(gain: Floats, surprise: Floats, starting: Flags) -> Floats:
    most = MOST_KCAL / np.maximum(np.abs(surprise), MOST_KCAL / MOST_KCAL_PER_KG)
    return np.where(starting, 0.0, np.clip(gain, -most, most))


def _corrected(cov: Floats, gain: Floats, shared: Floats, scatter: Floats) -> Floats:
    """Joseph's form, right for every gain, also a limited one."""
    cross = gain[:, None] * (shared - 0.5 * gain * scatter)[None, :]
    return cov - cross - cross.swapaxes(0, 1)


def _next(state: Floats, eaten: Floats, effect: Floats, body: Body) -> tuple[Floats, Terms]:
    """The next morning's state, and its derivative by today's as sparse rows."""
    slow = state[SPENT] + body.upkeep_kcal * (state[MASS] - body.start_kg)
    stored = eaten - effect - slow
    kg_per_kcal = (1 + state[DENSITY]) * body.kg_per_kcal
    after = state.copy()
    after[MASS] += stored * kg_per_kcal
    after[RECENT] += (slow - state[RECENT]) / RECENT_DAYS
    cos, sin = math.cos(2 * math.pi / CYCLE_DAYS), math.sin(2 * math.pi / CYCLE_DAYS)
    after[CYCLE] = cos * state[CYCLE] + sin * state[TURN]
    after[TURN] = cos * state[TURN] - sin * state[CYCLE]
    after[SCALE] *= SCALE_MEMORY
    terms: Terms = (
        (
            (MASS, 1 - body.upkeep_kcal * kg_per_kcal),
            (SPENT, -kg_per_kcal),
            (DENSITY, stored * body.kg_per_kcal),
        ),
        ((SPENT, 1.0),),
        (
            (RECENT, 1 - 1 / RECENT_DAYS),
            (SPENT, 1 / RECENT_DAYS),
            (MASS, body.upkeep_kcal / RECENT_DAYS),
        ),
        ((DENSITY, 1.0),),
        ((WATER, 1.0),),
        ((CYCLE, cos), (TURN, sin)),
        ((TURN, cos), (CYCLE, -sin)),
        ((SCALE, SCALE_MEMORY),),
    )
    return after, terms


def _loosen(cov: Floats, food: Food, day: int, body: Body) -> None:
    """Add what a day may have changed unseen."""
    logged = (LOG_SHARE * food.eaten_kcal[day]) ** 2 + LOG_KCAL**2
    unseen = np.where(food.complete[day], logged, UNKNOWN_DAY_KCAL**2) * body.kg_per_kcal**2
    cov[MASS, MASS] += np.where(food.gap[day], GAP_KG**2, unseen)
    cov[SPENT, SPENT] += DRIFT_KCAL**2
    for phase in (CYCLE, TURN):
        cov[phase, phase] += np.where(body.cycle_kg > 0, CYCLE_DRIFT_KG**2, 0.0)
    cov[SCALE, SCALE] += SCALE_SD_KG**2 * (1 - SCALE_MEMORY**2)


def _carried(cov: Floats, terms: Terms) -> Floats:
    """The covariance a day later, before anything unseen."""
    rows = np.stack([_sum(factor * cov[source] for source, factor in row) for row in terms])
    return np.stack(
        [_sum(factor * rows[:, source] for source, factor in row) for row in terms], axis=1
    )


def _taken_back(values: Floats, terms: Terms) -> Floats:
    """What of tomorrow's states, in the first axis, is owed to today's."""
    before = np.zeros_like(values)
    for target, row in enumerate(terms):
        for source, factor in row:
            before[source] += factor * values[target]
    return before


def _uncorrected(score: Floats, information: Floats, day: Day) -> tuple[Floats, Floats]:
    """What is known from later, and from the day's own weigh-in, before that weigh-in."""
    heard = _dot(day.gain, information)
    own = _dot(day.gain, heard) + day.precision
    score = score - day.seen_by * (_dot(day.gain, score) + day.precision * day.surprise_kg)
    cross = day.seen_by[:, None] * (heard - 0.5 * own * day.seen_by)[None, :]
    return score, information - cross - cross.swapaxes(0, 1)


def _dot(left: Floats, right: Floats) -> Floats:
    """The sum over states, always in the same order."""
    return _sum(one * other for one, other in zip(left, right, strict=True))


def _sum(parts: Iterable[Floats]) -> Floats:
    return reduce(add, parts)
