"""How much to eat for a goal, inside limits that protect people.

Limits: docs/data-sources.md; they are proposals until a clinician has signed them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from apps.calories.domain.energy import Body

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
FASTEST_LOSS_KG_PER_WEEK = Decimal(1)

# Only to turn a weekly rate into a first daily target; never to project weight.
ENERGY_DENSITY_KCAL_PER_KG = Decimal(7700)

# AHA/ACC/TOS 2013: 1,200 kcal for women, 1,500 for men. Other: the higher of the two.
INTAKE_FLOOR_KCAL = {"female": Decimal(1200), "male": Decimal(1500), "other": Decimal(1500)}
ADULT_YEARS = 18
LOWEST_BMI = Decimal("18.5")


class Limit(StrEnum):
    """Why a target is not what the goal alone would give."""

    RATE_CAP = "rate_capped_1kg_week"
    FLOOR = "floor_intake"
    MINOR = "no_deficit_under_18"
    UNDERWEIGHT = "no_deficit_underweight"


@dataclass(frozen=True)
class Target:
    """Energy to eat in a day, kcal, and the limits that shaped it."""

    energy_kcal: Decimal
    limits: tuple[Limit, ...] = ()


def refusal(direction: str, body: Body, on: date) -> Limit | None:
    """Why this body must not lose weight, if so."""
    if direction != "lose":
        return None
    if body.age_years(on) < ADULT_YEARS:
        return Limit.MINOR
    return Limit.UNDERWEIGHT if body.bmi < LOWEST_BMI else None


def target(direction: str, pace: str, body: Body, expenditure_kcal: Decimal, on: date) -> Target:
    """The day's energy target: expenditure plus what the wanted rate stores or draws."""
    refused = refusal(direction, body, on)
    if refused is not None or direction == "maintain":
        return Target(expenditure_kcal, (refused,) if refused else ())
    weekly_kg = WEEKLY_RATE[(direction, pace)] * body.body_mass_kg
    limits = []
    if weekly_kg < -FASTEST_LOSS_KG_PER_WEEK:
        weekly_kg = -FASTEST_LOSS_KG_PER_WEEK
        limits.append(Limit.RATE_CAP)
    energy_kcal = expenditure_kcal + weekly_kg * ENERGY_DENSITY_KCAL_PER_KG / 7
    floor_kcal = INTAKE_FLOOR_KCAL[body.sex]
    if direction == "lose" and energy_kcal < floor_kcal:
        energy_kcal = floor_kcal
        limits.append(Limit.FLOOR)
    return Target(energy_kcal, tuple(limits))
