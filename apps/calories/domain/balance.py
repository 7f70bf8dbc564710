"""One day's balance from what was eaten, what the body needs and what the user wants."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.calories.domain.energy import Body, Expenditure, Measured, expenditure
from apps.calories.domain.goals import Target, target


@dataclass(frozen=True)
class Intake:
    """What was eaten on a day; unknown nutrients are None."""

    items_count: int
    energy_reported_count: int
    energy_kcal: Decimal
    protein_g: Decimal | None
    carbohydrate_g: Decimal | None
    fat_g: Decimal | None
    energy_margin_kcal: Decimal
    confidence: Decimal | None


NOTHING_EATEN = Intake(0, 0, Decimal(0), None, None, None, Decimal(0), None)


@dataclass(frozen=True)
class DayInputs:
    """Everything a day's balance is computed from."""

    date: date
    intake: Intake
    body: Body | None
    direction: str | None
    pace: str | None
    measured: Measured | None = None


@dataclass(frozen=True)
class DayBalance:
    """The computed figures; None where what they need is not known."""

    date: date
    intake: Intake
    expenditure_source: str
    basal_kcal: Decimal | None = None
    active_kcal: Decimal | None = None
    expenditure_confidence: Decimal | None = None
    goal_kcal: Decimal | None = None
    goal_limits: tuple[str, ...] = ()


def balance_of(inputs: DayInputs) -> DayBalance:
    """The balance of a day: HealthKit's expenditure comes before the formula's."""
    measured = inputs.measured.expenditure if inputs.measured else None
    spent = measured or (expenditure(inputs.body, inputs.date) if inputs.body else None)
    if spent is None:
        return DayBalance(inputs.date, inputs.intake, "none")
    goal = _goal(inputs, spent)
    return DayBalance(
        inputs.date,
        inputs.intake,
        "healthkit" if measured else "formula",
        basal_kcal=spent.basal_kcal,
        active_kcal=spent.active_kcal,
        expenditure_confidence=spent.confidence,
        goal_kcal=goal.energy_kcal if goal else None,
        goal_limits=tuple(limit.value for limit in goal.limits) if goal else (),
    )


def _goal(inputs: DayInputs, spent: Expenditure) -> Target | None:
    """Without a goal, keeping the weight is assumed; without a body there is none to judge by."""
    if inputs.body is None:
        return None
    return target(
        inputs.direction or "maintain",
        inputs.pace or "moderate",
        inputs.body,
        spent.total_kcal,
        inputs.date,
    )
