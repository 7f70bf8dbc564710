"""How much to eat for a goal: what the goal alone would give, then the limits of ``safety``."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.calories.domain.bodies import Body
from apps.calories.domain.safety import (
    DAILY_KCAL_PER_WEEKLY_KG,
    EATING_DISORDER,
    Condition,
    Limit,
    Target,
    goal_is_underweight,
    judge,
    no_deficit_reasons,
)

# Share of body mass per week. Losing: 0.5-1 % is the upper end of the recommended range;
# gaining: 0.25-0.5 % (Iraki 2019).
WEEKLY_RATE = {
    ("lose", "slow"): Decimal("-0.0025"),
    ("lose", "moderate"): Decimal("-0.005"),
    ("lose", "fast"): Decimal("-0.01"),
    ("gain", "slow"): Decimal("0.00125"),
    ("gain", "moderate"): Decimal("0.0025"),
    ("gain", "fast"): Decimal("0.005"),
}


@dataclass(frozen=True)
class Aim:
    """What someone wants: a direction at a pace, or a body mass by a date, or an intake.

    ``goal_mass_kg`` is the wanted body mass and ``planned_kcal`` the energy that reaches it in
    time; ``intake_kcal`` is a wanted energy and counts before all the rest.
    """

    direction: str = "maintain"
    pace: str = "moderate"
    goal_mass_kg: Decimal | None = None
    planned_kcal: Decimal | None = None
    intake_kcal: Decimal | None = None


def wanted_kcal(aim: Aim, body: Body, need_kcal: Decimal) -> Decimal:
    """The day's energy that the aim alone asks for."""
    if aim.intake_kcal is not None:
        return aim.intake_kcal
    if aim.planned_kcal is not None:
        return aim.planned_kcal
    if aim.direction == "maintain":
        return need_kcal
    weekly_kg = WEEKLY_RATE[(aim.direction, aim.pace)] * body.body_mass_kg
    return need_kcal + weekly_kg * DAILY_KCAL_PER_WEEKLY_KG


def refusal(aim: Aim, body: Body, on: date, conditions: Collection[Condition] = ()) -> Limit | None:
    """Why this aim must not be set for this body, if so.

    With an eating disorder, now or before, keeping the weight is the only aim there is. A wanted
    intake is judged day by day, when the need is known.
    """
    reasons = no_deficit_reasons(body, on, conditions)
    if any(one in conditions for one in EATING_DISORDER):
        return None if aim == Aim("maintain", aim.pace) else reasons[0]
    if goal_is_underweight(body, on, aim.goal_mass_kg):
        return Limit.GOAL_UNDERWEIGHT
    loses = aim.goal_mass_kg is not None and aim.goal_mass_kg < body.body_mass_kg
    return reasons[0] if reasons and (loses or aim.direction == "lose") else None


def target(
    aim: Aim, body: Body, expenditure_kcal: Decimal, on: date, *,
    conditions: Collection[Condition] = (), addition_kcal: Decimal = Decimal(0),
) -> Target:  # fmt: skip
    """The day's energy target.

    ``addition_kcal`` is what a pregnancy or breast-feeding needs beyond the expenditure.
    """
    need_kcal = expenditure_kcal + addition_kcal
    return judge(
        wanted_kcal(aim, body, need_kcal),
        body,
        need_kcal,
        on,
        goal_mass_kg=aim.goal_mass_kg,
        conditions=conditions,
    )
