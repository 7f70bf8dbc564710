"""Where the body mass goes, by Hall's model on a person's own expenditure."""

from dataclasses import dataclass
from datetime import date, timedelta

from apps.calories.domain.bodies import Body
from apps.calories.domain.energy import Expenditure
from apps.calories.domain.planner import Fan, Plan, fan, plan
from apps.calories.domain.safety import ADULT_YEARS, INTAKE_FLOOR_KCAL
from apps.calories.domain.weight_dynamics import Physiology

MOST_PLANNED_KCAL = 10_000.0
# Of the model's bodies.
LEAST_EXPENDITURE_KCAL = 500.0


@dataclass(frozen=True)
class Outlook:
    """Body mass day by day from ``first`` on if ``intake_kcal`` is eaten every day."""

    first: date
    intake_kcal: float
    maintenance_kcal: float
    margin_kcal: float
    curves: Fan


def outlook(body: Body, usual: Expenditure, intake_kcal: float, on: date, days: int) -> Outlook:
    """The fan is what the expenditure's 90 % interval leaves open. Raises ValueError for a body
    the model does not know; it was made for adults."""
    spent, margin = float(usual.total_kcal), float(usual.margin_kcal)
    low = max(spent - margin, LEAST_EXPENDITURE_KCAL)
    curves = fan(
        lambda expenditure_kcal: physiology(body, expenditure_kcal, on),
        (low, spent, spent + margin),
        intake_kcal,
        days,
    )
    return Outlook(on, intake_kcal, spent, margin, curves)


def planned(body: Body, usual: Expenditure, goal_mass_kg: float, on: date, by: date) -> Plan:
    """How to be at a body mass by a day. Raises ValueError like ``outlook``."""
    lowest = float(INTAKE_FLOOR_KCAL[body.sex]) if goal_mass_kg < body.body_mass_kg else 0.0
    return plan(
        physiology(body, float(usual.total_kcal), on),
        goal_mass_kg,
        (by - on).days,
        lowest_kcal=lowest,
        highest_kcal=MOST_PLANNED_KCAL,
    )


def physiology(body: Body, expenditure_kcal: float, on: date) -> Physiology:
    age_years = body.age_years(on)
    if age_years < ADULT_YEARS:
        raise ValueError("the model is of adults")
    return Physiology.at_baseline(
        sex=body.sex,
        age_years=age_years,
        height_cm=float(body.height_cm),
        body_mass_kg=float(body.body_mass_kg),
        expenditure_kcal=expenditure_kcal,
    )


def earliest(on: date, found: Plan) -> date | None:
    return None if found.earliest_days is None else on + timedelta(days=found.earliest_days)
