"""Which of the filter's figures may be shown, how sure they are, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from apps.calories.domain.adaptive.filtering import Weighing, run, smoothed
from apps.calories.domain.adaptive.food import Flags, Food, food, trailing_sum
from apps.calories.domain.adaptive.people import (
    FORMULA_SD_KCAL,
    Body,
    Floats,
    Person,
    bodies,
)

Counts = NDArray[np.int64]

NINETY_PERCENT = 1.645  # standard deviations to each side
WINDOW_DAYS = 28
# Two weeks are what a slope needs to be more than noise; "first useful after 2-3 weeks".
FEWEST_COMPLETE_DAYS, FEWEST_DAYS = 10, 14
LONGEST_WITHOUT_WEIGHING_DAYS = 14

# The first weigh-ins give the mass to begin with: ten, or those of two weeks.
MOST_STARTING, FEWEST_STARTING, STARTING_DAYS = 10, 3, 14
# Away from their median a starting weigh-in is distrusted by three times its distance, less so
# when days lie between them: tissue may change by a tenth of a kilogram a day.
DISTRUST, FADING_DAYS = 3.0, 11.0

# What a body is computed with when nothing of it will be shown.
UNWEIGHED_KG = 75.0

# Outside of these it is a slip of the finger or of the unit.
PLAUSIBLE_MASS_KG = (20.0, 400.0)
PLAUSIBLE_INTAKE_KCAL = (0.0, 15_000.0)


class State(IntEnum):
    INSUFFICIENT = 0
    UPDATING = 1
    HOLDING = 2


class Reason(IntEnum):
    """Why an estimate is not updating."""

    NONE = 0
    FEW_COMPLETE_DAYS = 1
    FEW_WEIGH_INS = 2
    LOGGING_GAP = 3
    WEIGHING_GAP = 4


@dataclass(frozen=True)
class Estimate:
    """One user's expenditure on one evening; kcal None when there is nothing to judge by."""

    mean_kcal: float | None
    margin_kcal: float | None  # 90 %
    state: State
    reason: Reason
    complete_days: int
    weigh_ins: int

    def __str__(self) -> str:
        if self.mean_kcal is None or self.margin_kcal is None:
            return "unknown"
        return (
            f"{self.mean_kcal:,.0f} ± {self.margin_kcal:,.0f} kcal, "
            f"from {self.complete_days} complete days and {self.weigh_ins} weigh-ins"
        )


@dataclass(frozen=True)
class Estimates:
    """Arrays (users, days). Expenditure is the mean of the fourteen days to that evening; counts
    are of the last 28 days. Each day knows only what was known then, unless retrospective."""

    mean_kcal: Floats
    sd_kcal: Floats
    state: Counts
    reason: Counts
    complete_days: Counts
    weigh_ins: Counts
    trend_kg: Floats

    @property
    def margin_kcal(self) -> Floats:
        """Half of the 90 % interval."""
        return NINETY_PERCENT * self.sd_kcal

    @property
    def low_kcal(self) -> Floats:
        return self.mean_kcal - self.margin_kcal

    @property
    def high_kcal(self) -> Floats:
        return self.mean_kcal + self.margin_kcal

    def at(self, user: int, day: int = -1) -> Estimate:
        known = bool(np.isfinite(self.mean_kcal[user, day]))
        return Estimate(
            float(self.mean_kcal[user, day]) if known else None,
            float(self.margin_kcal[user, day]) if known else None,
            State(self.state[user, day]),
            Reason(self.reason[user, day]),
            int(self.complete_days[user, day]),
            int(self.weigh_ins[user, day]),
        )


def estimate(
    people: Sequence[Person],
    intake_kcal: Floats,
    body_mass_kg: Floats,
    *,
    retrospective: bool = False,
) -> Estimates:
    """Expenditure of every user on every day; arrays are (users, days).

    nan in ``intake_kcal`` is a day that was not completely logged (0 is a fast), in
    ``body_mass_kg`` a day without a weigh-in. ``retrospective`` judges each day by all of them,
    for charts.
    """
    mass_kg = _plausible(body_mass_kg, PLAUSIBLE_MASS_KG)
    intake = _plausible(intake_kcal, PLAUSIBLE_INTAKE_KCAL)
    start_kg, weighing, started = _start(mass_kg)
    body = bodies(people, start_kg)
    eaten = food(intake, body)
    state, reason = _judged(eaten, np.isfinite(mass_kg), started)
    course = run(eaten, weighing, body, retrospective=retrospective)
    if retrospective:
        mean, variance = smoothed(course)
        started = np.broadcast_to(started.any(axis=0), started.shape)
    else:
        mean, variance = _held(course.spent_kcal, course.variance, state == State.HOLDING)
    mean, variance = _before_start(people, body, mean, variance, started)
    return Estimates(
        mean.T,
        np.sqrt(variance).T,
        state.T,
        reason.T,
        trailing_sum(eaten.complete, WINDOW_DAYS).T,
        trailing_sum(np.isfinite(mass_kg), WINDOW_DAYS).T,
        np.where(started, course.trend_kg, np.nan).T,
    )


def _plausible(values: Floats, limits: tuple[float, float]) -> Floats:
    """As (days, users), nan for what nobody weighs or eats."""
    by_day = np.ascontiguousarray(np.asarray(values, dtype=float).T)
    low, high = limits
    return np.where((by_day >= low) & (by_day <= high), by_day, np.nan)


def _start(mass_kg: Floats) -> tuple[Floats, Weighing, Flags]:
    """The mass everybody begins with, the weigh-ins as the filter wants them, and from which
    evening on there is a beginning."""
    seen = np.isfinite(mass_kg)
    count, age = np.cumsum(seen, axis=0), np.cumsum(np.cumsum(seen, axis=0) > 0, axis=0)
    enough = (count >= MOST_STARTING) | ((age > STARTING_DAYS) & (count >= FEWEST_STARTING))
    started = np.cumsum(enough, axis=0) > 0
    starting = seen & (np.cumsum(started, axis=0) <= 1)
    start_kg = np.full(mass_kg.shape[1], UNWEIGHED_KG)
    distrust_kg = np.zeros_like(mass_kg)
    for user in np.flatnonzero(started.any(axis=0)):
        days = np.flatnonzero(starting[:, user])
        masses = mass_kg[days, user]
        middle = np.argsort(masses, kind="stable")[len(days) // 2]
        start_kg[user] = masses[middle]
        apart = 1 + np.abs(days - days[middle]) / FADING_DAYS
        distrust_kg[days, user] = DISTRUST * (masses - masses[middle]) / apart
    usable = np.where(started.any(axis=0), mass_kg, np.nan)
    return start_kg, Weighing(usable, starting, distrust_kg), started


def _judged(eaten: Food, weighed: Flags, started: Flags) -> tuple[Counts, Counts]:
    """State and reason of every day."""
    history = np.cumsum(np.cumsum(weighed, axis=0) > 0, axis=0)
    few_days = np.cumsum(eaten.complete, axis=0) < FEWEST_COMPLETE_DAYS
    few_weigh_ins = ~started | (history < FEWEST_DAYS)
    unweighed = trailing_sum(weighed, LONGEST_WITHOUT_WEIGHING_DAYS) == 0
    cases = [few_days, few_weigh_ins, eaten.gap, unweighed]
    reason = np.select(cases, [int(one) for one in list(Reason)[1:]], int(Reason.NONE))
    insufficient, holding = int(State.INSUFFICIENT), int(State.HOLDING)
    states = [insufficient, insufficient, holding, holding]
    return np.select(cases, states, int(State.UPDATING)), reason


def _held(spent_kcal: Floats, variance: Floats, holding: Flags) -> tuple[Floats, Floats]:
    """While holding the figure stays; its variance goes on, with the distance to the filter's."""
    shown = spent_kcal.copy()
    for day in range(1, len(shown)):
        shown[day] = np.where(holding[day], shown[day - 1], shown[day])
    away = shown - spent_kcal
    return shown, variance + away * away


def _before_start(
    people: Sequence[Person], body: Body, mean: Floats, variance: Floats, started: Flags
) -> tuple[Floats, Floats]:
    """Before the first weigh-ins there is the formula, or nothing."""
    formula = np.array([np.nan if p.formula_kcal is None else p.formula_kcal for p in people])
    prior = np.where(np.isnan(formula), np.nan, FORMULA_SD_KCAL**2)
    return np.where(started, mean, formula), np.where(started, variance, prior)
