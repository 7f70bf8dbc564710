"""How much energy a body requires in a day, by the published requirements.

Each figure carries its source and how it was obtained. All are means of groups: for one person a
basal rate times an activity misses the measured expenditure by 355 kcal/day (RMSE, n = 56,
Prado-Novoa 2024).
"""

from dataclasses import dataclass
from decimal import Decimal

from apps.calories.domain.bodies import mass_at_bmi_kg
from apps.calories.domain.metabolic_rate import Equation, Evidence, estimate_kcal, over_sexes

KCAL_PER_MJ = 1000 / Decimal("4.184")
HEALTHY_BMI = Decimal(22)  # EFSA 2013's body mass of reference, kg/m²

# EFSA 2013. The popular 1.2 for "sedentary" is 14 % below what can be sustained.
EFSA_PAL = {
    "low_active": Decimal("1.4"),
    "moderate": Decimal("1.6"),
    "active": Decimal("1.8"),
    "very_active": Decimal("2.0"),
}

# The product's five levels: EFSA's four, and "light" half-way between the first two.
ACTIVITY_FACTORS = {
    "sedentary": EFSA_PAL["low_active"],
    "light": Decimal("1.5"),
    "moderate": EFSA_PAL["moderate"],
    "active": EFSA_PAL["active"],
    "very_active": EFSA_PAL["very_active"],
}

# FAO/WHO/UNU 2004, lowest and highest; the middle band was read, the others are recalled.
FAO_PAL_BANDS = {
    "sedentary_or_light": (Decimal("1.40"), Decimal("1.69")),
    "active_or_moderately_active": (Decimal("1.70"), Decimal("1.99")),
    "vigorous": (Decimal("2.00"), Decimal("2.40")),
}


def _row(*figures: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(figure) for figure in figures)


# NIH Body Weight Planner: by leisure, then by work; printed by a port of its program.
WORK = ("very_light", "light", "moderate", "heavy")
NIH_PLANNER_PAL = {
    leisure: dict(zip(WORK, _row(*factors), strict=True))
    for leisure, factors in {
        "very_light": ("1.4", "1.5", "1.6", "1.7"),
        "light": ("1.5", "1.6", "1.7", "1.8"),
        "moderate": ("1.6", "1.7", "1.8", "1.9"),
        "active": ("1.7", "1.8", "1.9", "2.1"),
        "very_active": ("1.9", "2.0", "2.2", "2.3"),
    }.items()
}

# Institute of Medicine 2005, adults: constant, per year of age, then times the activity's
# coefficient: per kg of body mass, per metre of height.
IOM_2005 = {
    "male": _row("662", "-9.53", "15.91", "539.6"),
    "female": _row("354", "-6.91", "9.36", "726"),
}
IOM_2005_ACTIVITY = {
    "male": {
        "sedentary": Decimal(1),
        "low_active": Decimal("1.11"),
        "active": Decimal("1.25"),
        "very_active": Decimal("1.48"),
    },
    "female": {
        "sedentary": Decimal(1),
        "low_active": Decimal("1.12"),
        "active": Decimal("1.27"),
        "very_active": Decimal("1.45"),
    },
}

# National Academies 2023, from 19 years: constant, per year of age, per cm of height, per kg.
NASEM_2023 = {
    "male": {
        "inactive": _row("753.07", "-10.83", "6.50", "14.10"),
        "low_active": _row("581.47", "-10.83", "8.30", "14.94"),
        "active": _row("1004.82", "-10.83", "6.52", "15.91"),
        "very_active": _row("-517.88", "-10.83", "15.61", "19.11"),
    },
    "female": {
        "inactive": _row("584.90", "-7.01", "5.72", "11.71"),
        "low_active": _row("575.77", "-7.01", "6.60", "12.14"),
        "active": _row("710.25", "-7.01", "6.54", "12.34"),
        "very_active": _row("511.83", "-7.01", "9.07", "12.56"),
    },
}
IOM_SINCE_YEARS = NASEM_SINCE_YEARS = 19

# EFSA 2013, average requirement of adults in MJ/day as printed: for each decade of age the
# columns of the physical activity levels 1.4, 1.6, 1.8 and 2.0.
EFSA_AR_FROM_YEARS = (18, 30, 40, 50, 60, 70)
EFSA_AR_UNTIL_YEARS = 80
EFSA_AR_MJ = {
    "male": (
        _row("9.8", "11.2", "12.6", "14.0"),
        _row("9.5", "10.8", "12.2", "13.5"),
        _row("9.3", "10.7", "12.0", "13.4"),
        _row("9.2", "10.5", "11.9", "13.2"),
        _row("8.4", "9.6", "10.9", "12.1"),
        _row("8.3", "9.5", "10.7", "11.9"),
    ),
    "female": (
        _row("7.9", "9.0", "10.1", "11.2"),
        _row("7.6", "8.7", "9.8", "10.8"),
        _row("7.5", "8.6", "9.7", "10.7"),
        _row("7.5", "8.5", "9.6", "10.7"),
        _row("6.8", "7.8", "8.8", "9.7"),
        _row("6.8", "7.7", "8.7", "9.6"),
    ),
}

# EFSA 2013 (also its press release of 10 January 2013): beyond the requirement, kcal/day, by
# trimester of the pregnancy, and in the first six months of exclusive breast-feeding.
PREGNANCY_ADDITION_KCAL = {1: Decimal(70), 2: Decimal(260), 3: Decimal(500)}
LACTATION_ADDITION_KCAL = Decimal(500)


@dataclass(frozen=True)
class Requirement:
    """Energy required, or added to it, in kcal/day, where it is from and how it was obtained."""

    energy_kcal: Decimal
    source: str
    evidence: Evidence

    @property
    def energy_mj(self) -> Decimal:
        return self.energy_kcal / KCAL_PER_MJ


def factorial(basal_kcal: Decimal, physical_activity_level: Decimal) -> Requirement:
    """The basal rate times the activity, as FAO/WHO/UNU 2004 does it."""
    energy_kcal = basal_kcal * physical_activity_level
    return Requirement(energy_kcal, "Basal rate × activity, FAO/WHO/UNU 2004", Evidence.DERIVED)


def iom_2005(
    *, sex: str, age_years: int, height_cm: Decimal, body_mass_kg: Decimal, activity: str
) -> Requirement:
    """Estimated energy requirement from 19 years. Raises ValueError below, KeyError for an
    activity that is none."""
    _adult("IOM 2005", age_years, IOM_SINCE_YEARS)

    def of(one: str) -> Decimal:
        constant, per_year, per_kg, per_metre = IOM_2005[one]
        moved = per_kg * body_mass_kg + per_metre * height_cm / 100
        return constant + per_year * age_years + IOM_2005_ACTIVITY[one][activity] * moved

    source = "Institute of Medicine, Dietary Reference Intakes for Energy, 2005"
    return Requirement(over_sexes(sex, of), source, Evidence.RETRIEVED)


def nasem_2023(
    *, sex: str, age_years: int, height_cm: Decimal, body_mass_kg: Decimal, activity: str
) -> Requirement:
    """Estimated energy requirement from 19 years; the rows of "very_active" are recalled.

    Raises ValueError for a younger age, KeyError for an activity that is none.
    """
    _adult("NASEM 2023", age_years, NASEM_SINCE_YEARS)

    def of(one: str) -> Decimal:
        constant, per_year, per_cm, per_kg = NASEM_2023[one][activity]
        return constant + per_year * age_years + per_cm * height_cm + per_kg * body_mass_kg

    source = "National Academies, Dietary Reference Intakes for Energy, 2023"
    evidence = Evidence.RECALLED if activity == "very_active" else Evidence.SECONDARY
    return Requirement(over_sexes(sex, of), source, evidence)


def efsa_2013(
    *, sex: str, age_years: int, height_cm: Decimal, physical_activity_level: Decimal
) -> Requirement:
    """EFSA's method: the basal rate by Henry at 22 kg/m², times the activity."""
    basal_kcal = estimate_kcal(
        Equation.HENRY_2005,
        sex=sex,
        age_years=age_years,
        height_cm=height_cm,
        body_mass_kg=mass_at_bmi_kg(HEALTHY_BMI, height_cm),
    )
    source = "EFSA 2013, Henry at 22 kg/m² × activity"
    return Requirement(basal_kcal * physical_activity_level, source, Evidence.DERIVED)


def efsa_2013_average(
    *, sex: str, age_years: int, physical_activity_level: Decimal
) -> Requirement | None:
    """The cell EFSA prints for 18-79 years; None for other ages and other activity levels."""
    if not EFSA_AR_FROM_YEARS[0] <= age_years < EFSA_AR_UNTIL_YEARS:
        return None
    levels = tuple(EFSA_PAL.values())
    if physical_activity_level not in levels:
        return None
    row = sum(from_years <= age_years for from_years in EFSA_AR_FROM_YEARS) - 1
    column = levels.index(physical_activity_level)
    energy_mj = over_sexes(sex, lambda one: EFSA_AR_MJ[one][row][column])
    return Requirement(energy_mj * KCAL_PER_MJ, "EFSA 2013, printed table", Evidence.SECONDARY)


def addition(*, trimester: int | None = None, lactating: bool = False) -> Requirement:
    """What a pregnancy (its trimester, 1 to 3) and breast-feeding add to the requirement.

    Raises KeyError for another trimester.
    """
    pregnancy = PREGNANCY_ADDITION_KCAL[trimester] if trimester is not None else Decimal(0)
    feeding = LACTATION_ADDITION_KCAL if lactating else Decimal(0)
    return Requirement(pregnancy + feeding, "EFSA 2013", Evidence.RETRIEVED)


def _adult(name: str, age_years: int, since_years: int) -> None:
    if age_years < since_years:
        raise ValueError(f"{name} is for {since_years} years and more, not {age_years}")
