"""Basal rates and requirements of a user's body, or of one that is asked about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.calories.domain.balance import BODY_PARTS, DayInputs
from apps.calories.domain.bodies import Body, BodyParts, problems
from apps.calories.domain.maternity import added_kcal, conditions_on
from apps.calories.domain.metabolic_rate import (
    DEFAULT_EQUATION,
    BasalRate,
    Equation,
    all_rates,
    basal_rate,
)
from apps.calories.domain.requirement import (
    ACTIVITY_FACTORS,
    IOM_SINCE_YEARS,
    NASEM_SINCE_YEARS,
    Requirement,
    efsa_2013,
    efsa_2013_average,
    factorial,
    iom_2005,
    nasem_2023,
)
from apps.calories.selectors.inputs import day_inputs
from apps.shared.refusals import Invalid

# The product's levels among those of the two American methods, by their bands of activity
# (IOM 2005: 1.4-1.6 low active, 1.6-1.9 active, 1.9-2.5 very active).
IOM_ACTIVITY = {
    "sedentary": "low_active",
    "light": "low_active",
    "moderate": "active",
    "active": "active",
    "very_active": "very_active",
}


@dataclass(frozen=True)
class Lacking:
    """An equation and the parts of the body it misses."""

    equation: Equation
    missing: tuple[str, ...]


@dataclass(frozen=True)
class RatesOfBody:
    rates: list[BasalRate]
    lacking: list[Lacking]
    default: Equation = DEFAULT_EQUATION


@dataclass(frozen=True)
class Need:
    """A requirement by one method, with what a pregnancy or breast-feeding adds."""

    method: str
    energy_kcal: Decimal
    energy_mj: Decimal
    source: str
    evidence: str


@dataclass(frozen=True)
class Needs:
    activity_level: str | None
    activity_factor: Decimal | None
    addition_kcal: Decimal
    requirements: list[Need]
    missing: tuple[str, ...]
    activity_factors: dict[str, Decimal]


def basal_rates(user_id: UUID, asked: dict[str, Any], on: date) -> RatesOfBody:
    """By every equation the body is known well enough for. Raises Invalid for a body there cannot
    be."""
    found = all_rates(_parts(_inputs(user_id, on), asked, on), on)
    lacking = [Lacking(equation, missing) for equation, missing in found.missing.items()]
    return RatesOfBody(list(found.computed.values()), lacking)


def requirements(user_id: UUID, asked: dict[str, Any], on: date) -> Needs:
    """By every method for this age. Raises Invalid for a body there cannot be."""
    inputs = _inputs(user_id, on)
    parts = _parts(inputs, asked, on)
    # What is asked about another body says nothing of the user's own pregnancy.
    conditions = conditions_on(inputs.conditions, inputs.due_date, on)
    addition = Decimal(0) if asked else added_kcal(conditions, inputs.due_date, on)
    body = parts.whole
    return Needs(
        parts.activity_level,
        ACTIVITY_FACTORS.get(parts.activity_level or ""),
        addition,
        [_need(*each, addition) for each in _methods(body, on)] if body else [],
        parts.missing(*BODY_PARTS),
        ACTIVITY_FACTORS,
    )


def _inputs(user_id: UUID, on: date) -> DayInputs:
    return day_inputs(user_id, [on])[0]


def _parts(inputs: DayInputs, asked: dict[str, Any], on: date) -> BodyParts:
    parts = replace(inputs.body_parts, **asked)
    for problem in problems(parts, on):
        message = _("This cannot be: it lies between %(lowest)s and %(highest)s.")
        bounds = {"lowest": problem.lowest, "highest": problem.highest}
        raise Invalid(problem.code, message % bounds, param=problem.param)
    return parts


def _methods(body: Body, on: date) -> Iterator[tuple[str, Requirement]]:
    age_years, factor = body.age_years(on), ACTIVITY_FACTORS[body.activity_level]
    sex, height_cm, mass_kg = body.sex, body.height_cm, body.body_mass_kg
    activity = IOM_ACTIVITY[body.activity_level]
    yield "factorial", factorial(basal_rate(body, on).used_kcal, factor)
    yield (
        "efsa_2013",
        efsa_2013(
            sex=sex, age_years=age_years, height_cm=height_cm, physical_activity_level=factor
        ),
    )
    printed = efsa_2013_average(sex=sex, age_years=age_years, physical_activity_level=factor)
    if printed is not None:
        yield "efsa_2013_average", printed
    for method, requirement, since_years in (
        ("iom_2005", iom_2005, IOM_SINCE_YEARS),
        ("nasem_2023", nasem_2023, NASEM_SINCE_YEARS),
    ):
        if age_years >= since_years:
            yield (
                method,
                requirement(
                    sex=sex,
                    age_years=age_years,
                    height_cm=height_cm,
                    body_mass_kg=mass_kg,
                    activity=activity,
                ),
            )


def _need(method: str, found: Requirement, addition_kcal: Decimal) -> Need:
    whole = replace(found, energy_kcal=found.energy_kcal + addition_kcal)
    return Need(
        method,
        round(whole.energy_kcal, 1),
        round(whole.energy_mj, 2),
        found.source,
        found.evidence,
    )
