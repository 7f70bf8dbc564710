"""What food does within days: heat, adaptation, and water on the scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.calories.domain.adaptive.people import Body, Floats
from apps.calories.domain.weight_dynamics import ADAPTATION, ADAPTATION_DAYS

Flags = NDArray[np.bool_]

# Hall 2011: glycogen with its water and extracellular water follow intake within about a day.
WATER_SHARE_A_DAY = 0.63
HABIT_DAYS = 10
# MacroFactor V3 pauses when more than 3 of the last 7 days are not complete.
WEEK_DAYS, MOST_MISSING_DAYS = 7, 3
TWO_WEEKS_DAYS = 14


@dataclass(frozen=True)
class Food:
    """Arrays (days, users)."""

    eaten_kcal: Floats  # the habit's where the day is not complete
    complete: Flags
    gap: Flags  # too few of the last days are complete to learn from
    effect_kcal: Floats  # what is spent because of food, against eating the formula's energy
    recent_effect_kcal: Floats  # its mean of two weeks
    water: Floats  # excess of recent intake in the morning, share of the formula's energy


def food(intake_kcal: Floats, body: Body) -> Food:
    """What each day's food did; ``intake_kcal`` is (days, users), nan where not complete."""
    complete = np.isfinite(intake_kcal)
    eaten = _with_habits(intake_kcal, complete, body.formula_kcal)
    surplus = eaten - body.formula_kcal
    recent, adapted = _followers(surplus)
    effect = body.food_effect * surplus + adapted
    return Food(
        eaten,
        complete,
        trailing_sum(~complete, WEEK_DAYS) > MOST_MISSING_DAYS,
        effect,
        _trailing_mean(effect, TWO_WEEKS_DAYS),
        recent / body.formula_kcal,
    )


def _with_habits(intake_kcal: Floats, complete: Flags, formula_kcal: Floats) -> Floats:
    """Days not complete get the mean of about ten complete ones before; nobody eats nothing only
    because nothing was written down."""
    habit, seen = formula_kcal, np.zeros_like(formula_kcal)
    eaten = np.empty_like(intake_kcal)
    for day, (kcal, known) in enumerate(zip(intake_kcal, complete, strict=True)):
        seen = seen + known
        step = (kcal - habit) / np.clip(seen, 1, HABIT_DAYS)
        habit = np.where(known, habit + step, habit)
        eaten[day] = np.where(known, kcal, habit)
    return eaten


def _followers(surplus_kcal: Floats) -> tuple[Floats, Floats]:
    """Recent surplus and adaptation as they stand on each morning."""
    recent, adapted = np.zeros_like(surplus_kcal), np.zeros_like(surplus_kcal)
    for day, kcal in enumerate(surplus_kcal[:-1]):
        recent[day + 1] = recent[day] + WATER_SHARE_A_DAY * (kcal - recent[day])
        adapted[day + 1] = adapted[day] + (ADAPTATION * kcal - adapted[day]) / ADAPTATION_DAYS
    return recent, adapted


def trailing_sum(flags: Flags, days: int) -> NDArray[np.int64]:
    """How many of the last days, today's included; flags are (days, users)."""
    total = np.cumsum(flags, axis=0)
    before = np.zeros_like(total)
    before[days:] = total[:-days]
    return total - before


def _trailing_mean(values: Floats, days: int) -> Floats:
    """The mean of the last days; at the beginning, of those there are."""
    mean = np.empty_like(values)
    for day in range(len(values)):
        first = max(day + 1 - days, 0)
        mean[day] = sum(values[first : day + 1]) / (day + 1 - first)
    return mean
