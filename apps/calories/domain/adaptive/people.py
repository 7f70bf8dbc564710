"""What physiology says of a body before anything was logged.

Hall KD et al., Lancet 2011;378:826-837 (appendix) where nothing else is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from apps.calories.domain.margins import FORMULA_SD_KCAL as FORMULA_ERROR_KCAL
from apps.calories.domain.metabolic_rate import Equation, estimate_kcal
from apps.calories.domain.weight_dynamics import (
    FAT_ENERGY,
    FAT_EXPENDITURE,
    FAT_SYNTHESIS,
    FORBES_KG,
    LEAN_ENERGY,
    LEAN_EXPENDITURE,
    LEAN_SYNTHESIS,
    THERMIC_EFFECT,
    regressed_body_fat_percent,
)

Floats = NDArray[np.float64]

# Against doubly labelled water, kcal/day.
FORMULA_SD_KCAL = float(FORMULA_ERROR_KCAL)
# Without a formula: Schofield's rate, of mass alone, at a moderate level.
MODERATE_LEVEL = 1.6
MASS_ALONE_SD_KCAL = 500.0

# Of each of the two phases of the water that comes and goes with the cycle: 0.5-1 kg are usual.
CYCLE_SD_KG = 0.5
LAST_CYCLE_YEARS = 55
USUAL_AGE_YEARS, USUAL_FAT_PERCENT, LEAST_FAT_PERCENT, MOST_FAT_PERCENT = 40.0, 28.0, 6.0, 60.0


@dataclass(frozen=True)
class Person:
    """What is known of somebody at the beginning; ``formula_kcal`` is basal rate × activity."""

    sex: str
    age_years: float | None
    height_cm: float | None
    formula_kcal: float | None


@dataclass(frozen=True)
class Body:
    """A person in the terms of the model; in ``bodies`` every field is an array over users."""

    start_kg: Floats
    formula_kcal: Floats
    formula_sd_kcal: Floats
    kg_per_kcal: Floats  # of tissue gained per kcal stored
    food_effect: Floats  # spent per kcal eaten: digestion, and building tissue
    upkeep_kcal: Floats  # spent more per day for a kilogram more
    cycle_kg: Floats


def bodies(people: Sequence[Person], start_kg: Floats) -> Body:
    """The bodies of people who began with these masses."""
    rows = [_body(one, float(mass)) for one, mass in zip(people, start_kg, strict=True)]
    columns = np.array(rows, dtype=float).reshape(len(rows), len(fields(Body))).T
    return Body(*np.ascontiguousarray(columns))


def _body(person: Person, start_kg: float) -> tuple[float, ...]:
    """One person's ``Body``; how energy divides between fat and lean is Forbes' rule."""
    fat_kg = start_kg * _fat_percent(person, start_kg) / 100
    lean_per_fat = FORBES_KG / fat_kg
    lean_share = lean_per_fat / (1 + lean_per_fat)
    kcal_per_kg = lean_share * LEAN_ENERGY + (1 - lean_share) * FAT_ENERGY
    building = lean_share * LEAN_SYNTHESIS + (1 - lean_share) * FAT_SYNTHESIS
    cost = building / kcal_per_kg
    formula_kcal, sd_kcal = _prior(person, start_kg)
    # What remains of the formula's expenditure after rest and digestion goes with the mass moved.
    moving_kcal = (1 - THERMIC_EFFECT - 1 / MODERATE_LEVEL) * formula_kcal / start_kg
    upkeep_kcal = lean_share * LEAN_EXPENDITURE + (1 - lean_share) * FAT_EXPENDITURE
    return (
        start_kg,
        formula_kcal,
        sd_kcal,
        1 / kcal_per_kg,
        (THERMIC_EFFECT + cost) / (1 + cost),
        (upkeep_kcal + moving_kcal) / (1 + cost),
        CYCLE_SD_KG if _has_cycle(person) else 0.0,
    )


def _prior(person: Person, mass_kg: float) -> tuple[float, float]:
    """The expenditure to begin with and its standard deviation, kcal/day."""
    if person.formula_kcal is not None:
        return person.formula_kcal, FORMULA_SD_KCAL
    basal_kcal = estimate_kcal(
        Equation.SCHOFIELD_1985,
        sex=person.sex,
        age_years=int(USUAL_AGE_YEARS if person.age_years is None else person.age_years),
        body_mass_kg=Decimal(str(mass_kg)),
    )
    return MODERATE_LEVEL * float(basal_kcal), MASS_ALONE_SD_KCAL


def _fat_percent(person: Person, mass_kg: float) -> float:
    """Jackson 2002, as Hall uses it: from body mass index and age."""
    if person.height_cm is None:
        return USUAL_FAT_PERCENT
    age = USUAL_AGE_YEARS if person.age_years is None else person.age_years
    percent = regressed_body_fat_percent(person.sex, age, person.height_cm, mass_kg)
    return min(max(percent, LEAST_FAT_PERCENT), MOST_FAT_PERCENT)


def _has_cycle(person: Person) -> bool:
    age = USUAL_AGE_YEARS if person.age_years is None else person.age_years
    return person.sex != "male" and age < LAST_CYCLE_YEARS
