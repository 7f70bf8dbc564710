"""Basal metabolic rate by the published equations, all of them linear.

The product uses the revised Harris–Benedict one; the others stand beside it so that one can see
how far equations disagree. None knows a single person's rate to better than about 10 %.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from apps.calories.domain.bodies import BodyParts

# The product's own lower bound for what is used downstream.
BASAL_FLOOR_KCAL = Decimal(1200)
STUDIED_SEXES = ("female", "male")


class Evidence(StrEnum):
    """How a figure was obtained; what is recalled must be looked up before much rests on it."""

    RETRIEVED = "retrieved"  # read in the source itself
    EXECUTED = "executed"  # printed by other people's program
    SECONDARY = "secondary"  # transcribed by others
    RECALLED = "recalled"
    DERIVED = "derived"  # computed from a cited rule
    PROPOSAL = "proposal"  # ours; a clinician has to sign it


class Equation(StrEnum):
    ROZA_SHIZGAL_1984 = "roza_shizgal_1984"
    HARRIS_BENEDICT_1919 = "harris_benedict_1919"
    MIFFLIN_ST_JEOR_1990 = "mifflin_st_jeor_1990"
    HENRY_2005 = "henry_2005_weight_height"
    HENRY_2005_WEIGHT = "henry_2005_weight_only"
    SCHOFIELD_1985 = "schofield_1985_weight"
    KATCH_MCARDLE = "katch_mcardle"
    CUNNINGHAM_1980 = "cunningham_1980"
    HARRIS_BENEDICT_1919_ROUNDED = "harris_benedict_1919_rounded"
    HARRIS_BENEDICT_1919_INTEGER = "harris_benedict_1919_integer"
    MIFFLIN_ST_JEOR_1990_ROUNDED = "mifflin_st_jeor_1990_rounded"


DEFAULT_EQUATION = Equation.ROZA_SHIZGAL_1984

# Other programs compute with these; beside the original they would only repeat it.
ROUNDED_VARIANTS = frozenset(
    {
        Equation.HARRIS_BENEDICT_1919_ROUNDED,
        Equation.HARRIS_BENEDICT_1919_INTEGER,
        Equation.MIFFLIN_ST_JEOR_1990_ROUNDED,
    }
)


@dataclass(frozen=True)
class Line:
    """One linear formula, kcal/day, for ages from ``from_years`` until the next line's."""

    intercept: Decimal
    per_unit: Mapping[str, Decimal]
    from_years: int = 0
    standard_error_kcal: Decimal | None = None

    def at(self, measures: Mapping[str, Decimal]) -> Decimal:
        """Raises KeyError naming a measure that is missing."""
        return self.intercept + sum(
            (slope * measures[name] for name, slope in self.per_unit.items()), Decimal(0)
        )


@dataclass(frozen=True)
class Method:
    """An equation: the parts of a body it needs, and its lines by sex, from the youngest on."""

    needs: tuple[str, ...]
    lines: Mapping[str, tuple[Line, ...]]
    source: str
    evidence: Evidence = Evidence.RETRIEVED


WHOLE = ("sex", "birth_date", "height_cm", "body_mass_kg")
WEIGHT_ONLY = ("sex", "birth_date", "body_mass_kg")
LEAN = ("body_mass_kg", "body_fat_percent")


def _line(
    intercept: str, *, from_years: int = 0, error: str | None = None, **per_unit: str
) -> Line:
    slopes = {name: Decimal(slope) for name, slope in per_unit.items()}
    return Line(Decimal(intercept), slopes, from_years, Decimal(error) if error else None)


def _by_mass_height_age(
    intercept: str, per_kg: str, per_cm: str, per_year: str, error: str | None = None
) -> tuple[Line, ...]:
    return (
        _line(
            intercept, body_mass_kg=per_kg, height_cm=per_cm, age_years=per_year, error=error
        ),
    )  # fmt: skip


def _by_mass_and_metres(*rows: tuple[int, str, str, str]) -> tuple[Line, ...]:
    """Rows of (first year of age, per kg, per metre, intercept)."""
    return tuple(
        _line(intercept, from_years=years, body_mass_kg=per_kg, height_m=per_m)
        for years, per_kg, per_m, intercept in rows
    )


def _by_mass(*rows: tuple[int, str, str, str | None]) -> tuple[Line, ...]:
    """Rows of (first year of age, per kg, intercept, standard error of the estimate)."""
    return tuple(
        _line(intercept, from_years=years, body_mass_kg=per_kg, error=error)
        for years, per_kg, intercept, error in rows
    )


def _by_lean_mass(intercept: str, per_kg: str) -> dict[str, tuple[Line, ...]]:
    return dict.fromkeys(STUDIED_SEXES, (_line(intercept, lean_mass_kg=per_kg),))


METHODS: dict[Equation, Method] = {
    # Standard errors: the published 95 % limits, ±213 and ±201 kcal, divided by 1.96.
    Equation.ROZA_SHIZGAL_1984: Method(
        WHOLE,
        {
            "male": _by_mass_height_age("88.362", "13.397", "4.799", "-5.677", error="108.7"),
            "female": _by_mass_height_age("447.593", "9.247", "3.098", "-4.330", error="102.6"),
        },
        "Roza AM, Shizgal HM. Am J Clin Nutr 1984;40:168-182",
    ),
    Equation.HARRIS_BENEDICT_1919: Method(
        WHOLE,
        {
            "male": _by_mass_height_age("66.473", "13.7516", "5.0033", "-6.7550"),
            "female": _by_mass_height_age("655.0955", "9.5634", "1.8496", "-4.6756"),
        },
        "Harris JA, Benedict FG. Carnegie Institution of Washington, publication 279, 1919",
    ),
    Equation.HARRIS_BENEDICT_1919_ROUNDED: Method(
        WHOLE,
        {
            "male": _by_mass_height_age("66.5", "13.75", "5.003", "-6.755"),
            "female": _by_mass_height_age("655.1", "9.563", "1.850", "-4.676"),
        },
        "Harris and Benedict 1919, coefficients as commonly rounded",
        Evidence.SECONDARY,
    ),
    Equation.HARRIS_BENEDICT_1919_INTEGER: Method(
        WHOLE,
        {
            "male": _by_mass_height_age("66", "13.7", "5", "-6.8"),
            "female": _by_mass_height_age("655", "9.6", "1.8", "-4.7"),
        },
        "Harris and Benedict 1919, coefficients as on websites; the women's are recalled",
        Evidence.RECALLED,
    ),
    Equation.MIFFLIN_ST_JEOR_1990: Method(
        WHOLE,
        {
            "male": _by_mass_height_age("5", "9.99", "6.25", "-4.92"),
            "female": _by_mass_height_age("-161", "9.99", "6.25", "-4.92"),
        },
        "Mifflin MD, St Jeor ST et al. Am J Clin Nutr 1990;51:241-247",
    ),
    Equation.MIFFLIN_ST_JEOR_1990_ROUNDED: Method(
        WHOLE,
        {
            "male": _by_mass_height_age("5", "10", "6.25", "-5"),
            "female": _by_mass_height_age("-161", "10", "6.25", "-5"),
        },
        "Mifflin and St Jeor 1990, coefficients as popularly rounded",
    ),
    # Height in metres. In the wild the men's 299 is misprinted as 515 or 65, and 859 as 895.
    Equation.HENRY_2005: Method(
        WHOLE,
        {
            "male": _by_mass_and_metres(
                (0, "28.2", "859", "-371"),
                (3, "15.1", "74.2", "306"),
                (10, "15.6", "266", "299"),
                (18, "14.4", "313", "113"),
                (30, "11.4", "541", "-137"),
                (60, "11.4", "541", "-256"),
            ),
            "female": _by_mass_and_metres(
                (0, "30.4", "703", "-287"),
                (3, "15.9", "210", "349"),
                (10, "9.4", "249", "462"),
                (18, "10.4", "615", "-282"),
                (30, "8.18", "502", "-11.6"),
                (60, "8.52", "421", "10.7"),
            ),
        },
        "Henry CJK. Public Health Nutr 2005;8:1133-1152, body mass and height",
    ),
    Equation.HENRY_2005_WEIGHT: Method(
        WEIGHT_ONLY,
        {
            "male": _by_mass(
                (0, "61.0", "-33.7", None),
                (3, "23.3", "514", None),
                (10, "18.4", "581", None),
                (18, "16.0", "545", None),
                (30, "14.2", "593", None),
                (60, "13.0", "567", None),
                (70, "13.7", "481", None),
            ),
            "female": _by_mass(
                (0, "58.9", "-23.1", None),
                (3, "20.1", "507", None),
                (10, "11.1", "761", None),
                (18, "13.1", "558", None),
                (30, "9.74", "694", None),
                (60, "10.2", "572", None),
                (70, "10.0", "577", None),
            ),
        },
        "Henry CJK. Public Health Nutr 2005;8:1133-1152, body mass",
        Evidence.SECONDARY,
    ),
    # LARN V 2024 tables are made with these.
    Equation.SCHOFIELD_1985: Method(
        WEIGHT_ONLY,
        {
            "male": _by_mass(
                (0, "59.512", "-30.4", "70"),
                (3, "22.706", "504.3", "67"),
                (10, "17.686", "658.2", "105"),
                (18, "15.057", "692.2", "153"),
                (30, "11.472", "873.1", "167"),
                (60, "11.711", "587.7", "164"),
            ),
            "female": _by_mass(
                (0, "58.317", "-31.1", "59"),
                (3, "20.315", "485.9", "70"),
                (10, "13.384", "692.6", "111"),
                (18, "14.818", "486.6", "119"),
                (30, "8.126", "845.6", "111"),
                (60, "9.082", "658.5", "108"),
            ),
        },
        "Schofield WN. Hum Nutr Clin Nutr 1985;39C Suppl 1:5-41, as FAO/WHO/UNU 2004 prints it",
    ),
    Equation.KATCH_MCARDLE: Method(
        LEAN, _by_lean_mass("370", "21.6"), "Katch and McArdle; also Cunningham 1991"
    ),
    Equation.CUNNINGHAM_1980: Method(
        LEAN, _by_lean_mass("500", "22"), "Cunningham JJ. Am J Clin Nutr 1980;33:2372-2374"
    ),
}


@dataclass(frozen=True)
class BasalRate:
    """A basal rate, kcal/day: what the equation says, and what is used of it.

    ``standard_error_kcal`` is of a single person's estimate, as published; None if it is not.
    """

    equation: Equation
    estimate_kcal: Decimal
    used_kcal: Decimal
    standard_error_kcal: Decimal | None
    source: str
    evidence: Evidence

    @property
    def floor_applied(self) -> bool:
        return self.used_kcal != self.estimate_kcal


@dataclass(frozen=True)
class Rates:
    """What every equation says, and which parts of the body the others miss."""

    computed: Mapping[Equation, BasalRate]
    missing: Mapping[Equation, tuple[str, ...]]


def over_sexes(sex: str, figure_of: Callable[[str], Decimal]) -> Decimal:
    """The figure of a sex; for "other" the mean of the two that were studied."""
    if sex in STUDIED_SEXES:
        return figure_of(sex)
    return sum((figure_of(one) for one in STUDIED_SEXES), Decimal(0)) / len(STUDIED_SEXES)


def estimate_kcal(
    equation: Equation, *, sex: str = "other", age_years: int = 0, **measures: Decimal
) -> Decimal:
    """What an equation says, kcal/day, of ``body_mass_kg``, ``height_cm`` or ``lean_mass_kg``.

    Raises KeyError naming a measure the equation needs and was not given.
    """
    known = {**measures, "age_years": Decimal(age_years)}
    if "height_cm" in known:
        known["height_m"] = known["height_cm"] / 100
    return over_sexes(sex, lambda one: _line_for(equation, one, age_years).at(known))


def basal_rate(body: BodyParts, on: date, equation: Equation = DEFAULT_EQUATION) -> BasalRate:
    """The basal rate of a body on a day. Raises ValueError naming the parts that are missing."""
    method = METHODS[equation]
    if missing := body.missing(*method.needs):
        raise ValueError(f"{equation} needs {', '.join(missing)}")
    sex, age_years = body.sex or "other", body.age_years(on) or 0
    estimate = estimate_kcal(equation, sex=sex, age_years=age_years, **_measures(body))
    return BasalRate(
        equation,
        estimate,
        max(estimate, BASAL_FLOOR_KCAL),
        # Nobody has measured how well the mean of two sexes fits.
        _line_for(equation, sex, age_years).standard_error_kcal if sex in STUDIED_SEXES else None,
        method.source,
        method.evidence,
    )


def all_rates(body: BodyParts, on: date) -> Rates:
    """The rate by every equation the body is known well enough for, without rounded variants."""
    offered = [equation for equation in METHODS if equation not in ROUNDED_VARIANTS]
    missing = {equation: body.missing(*METHODS[equation].needs) for equation in offered}
    return Rates(
        {equation: basal_rate(body, on, equation) for equation in offered if not missing[equation]},
        {equation: parts for equation, parts in missing.items() if parts},
    )


def _line_for(equation: Equation, sex: str, age_years: int) -> Line:
    """The line of the oldest age not above this one; the first one before birth."""
    lines = METHODS[equation].lines[sex]
    return next((line for line in reversed(lines) if line.from_years <= age_years), lines[0])


def _measures(body: BodyParts) -> dict[str, Decimal]:
    stated = {
        "body_mass_kg": body.body_mass_kg,
        "height_cm": body.height_cm,
        "lean_mass_kg": body.lean_mass_kg,
    }
    return {name: value for name, value in stated.items() if value is not None}
