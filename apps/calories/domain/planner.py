"""Which intake reaches a goal weight in time and which one keeps it, by the dynamic model.

As in NIH's Body Weight Planner (niddk.nih.gov/bwp) an intake is constant from the first day and
its sodium and carbohydrate scale with it, so the model's water follows the plan too. Nothing here
judges whether a plan is safe.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apps.calories.domain.weight_dynamics import (
    Day,
    Physiology,
    Projection,
    Schedule,
    intake_to_hold,
    plateau,
    project,
    walk_days,
)

# The sodium NIH's planner takes someone in balance to eat, mg/day.
SODIUM_MG = 4000.0
# Twenty years; whoever would need longer never gets there.
LONGEST_DAYS = 7305
# A tenth of a milligram, which takes the search about six projections.
GOAL_TOLERANCE_KG = 1e-7
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes to reach a goal weight; intakes in kcal/day.

    `reach_kcal` and `keep_kcal` are None when no constant intake within the bounds is at the goal
    on the last day, `earliest_days` when the bounds never lead there.
    """

    maintenance_kcal: float
    reach_kcal: float | None
    keep_kcal: float | None
    earliest_days: int | None

    @property
    def reachable(self) -> bool:
        return self.reach_kcal is not None


@dataclass(frozen=True, slots=True)
class Fan:
    """Body mass day by day, kg: the expected one, and the edges it may have."""

    lower: tuple[float, ...]
    middle: tuple[float, ...]
    upper: tuple[float, ...]


def plan(
    body: Physiology,
    goal_mass_kg: float,
    days: int,
    *,
    lowest_kcal: float = 0.0,
    highest_kcal: float = 10_000.0,
) -> Plan:
    """How to weigh `goal_mass_kg` after `days` (1 or more) of eating the same every day, between
    `lowest_kcal` and `highest_kcal`; ValueError for figures out of range."""
    if days < 1 or not goal_mass_kg > 0 or not lowest_kcal <= highest_kcal:
        raise ValueError(f"{goal_mass_kg} kg, {days} days, {lowest_kcal}..{highest_kcal} kcal")
    fastest_kcal = lowest_kcal if goal_mass_kg < body.body_mass_kg else highest_kcal
    reach_kcal = intake_to_reach(body, goal_mass_kg, days, lowest_kcal, highest_kcal)
    return Plan(
        body.expenditure_kcal,
        reach_kcal,
        None if reach_kcal is None else intake_to_hold(body, _last_day(body, reach_kcal, days)),
        days_to_reach(body, fastest_kcal, goal_mass_kg),
    )


def intake_to_reach(
    body: Physiology, goal_mass_kg: float, days: int, lowest_kcal: float, highest_kcal: float
) -> float | None:
    """The constant intake that is at the goal after `days`; None outside the bounds."""

    def above_goal_kg(intake_kcal: float) -> float:
        return _last_day(body, intake_kcal, days).body_mass_kg - goal_mass_kg

    return _root(above_goal_kg, lowest_kcal, highest_kcal)


def days_to_reach(
    body: Physiology, intake_kcal: float, goal_mass_kg: float, longest_days: int = LONGEST_DAYS
) -> int | None:
    """The first day on which a constant intake has led to the goal or past it; None if the weight
    levels out before, or `longest_days` do not suffice."""
    way = -1 if goal_mass_kg < body.body_mass_kg else 1
    sodium_mg = proportional_sodium_mg(body, intake_kcal)
    end = plateau(body, intake_kcal, sodium_change_mg=sodium_mg)
    if goal_mass_kg != body.body_mass_kg and way * end.body_mass_kg < way * goal_mass_kg:
        return None
    walk = walk_days(body, intake_kcal, longest_days, sodium_change_mg=sodium_mg)
    reached = (n for n, day in enumerate(walk) if way * day.body_mass_kg >= way * goal_mass_kg)
    return next(reached, None)


def fan(
    body_spending: Callable[[float], Physiology],
    expenditure_interval_kcal: tuple[float, float, float],
    intake_kcal: Schedule,
    days: int,
) -> Fan:
    """Where an intake may lead, as expenditure is what is known least.

    `body_spending` makes the body for an expenditure; the interval is (low, mean, high), the edges
    being those of its 90 % interval. Curves that cross are sorted day by day.
    """
    curves = (
        follow(body_spending(expenditure_kcal), intake_kcal, days).body_mass_kg
        for expenditure_kcal in expenditure_interval_kcal
    )
    lower, middle, upper = zip(*map(sorted, zip(*curves, strict=True)), strict=True)
    return Fan(lower, middle, upper)


def follow(body: Physiology, intake_kcal: Schedule, days: int) -> Projection:
    """The projection of a plan: sodium scales with what is eaten."""
    phases = [(0, intake_kcal)] if isinstance(intake_kcal, float | int) else intake_kcal
    sodium_mg = [(start, proportional_sodium_mg(body, kcal)) for start, kcal in phases]
    return project(body, phases, days, sodium_change_mg=sodium_mg)


def proportional_sodium_mg(body: Physiology, intake_kcal: float) -> float:
    """The change of sodium, mg/day, that goes with a change of intake: 4000 (EI/EIb - 1)."""
    return SODIUM_MG * (intake_kcal / body.expenditure_kcal - 1)


def _last_day(body: Physiology, intake_kcal: float, days: int) -> Day:
    sodium_mg = proportional_sodium_mg(body, intake_kcal)
    *_, last = walk_days(body, intake_kcal, days, sodium_change_mg=sodium_mg)
    return last


def _root(function: Callable[[float], float], lowest: float, highest: float) -> float | None:
    """Where a rising function is 0, by the Illinois variant of regula falsi; None if nowhere."""
    below, above = function(lowest), function(highest)
    if below > 0 or above < 0:
        return None
    if below == above:
        return lowest
    middle, side = lowest, 0
    for _ in range(MOST_STEPS):
        middle = (lowest * above - highest * below) / (above - below)
        value = function(middle)
        if abs(value) <= GOAL_TOLERANCE_KG:
            break
        if value > 0:
            highest, above = middle, value
            below, side = (below / 2 if side > 0 else below), 1
        else:
            lowest, below = middle, value
            above, side = (above / 2 if side < 0 else above), -1
    return middle
