"""What an intake means beside the reference values, and when nothing can be said.

A total is what the diary knows; with few items telling a nutrient it says little, and one day says
little of what someone usually eats. Then the verdict is withheld, with the reason.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from apps.meals.domain.reference_intakes import (
    RECOMMENDED,
    Person,
    Reference,
    possible_adults,
    references,
)
from apps.meals.domain.reference_values import Kind

# Below these nothing is said. 0.8: what a fifth of the energy eaten may hide decides many verdicts.
# Three days: fewer are those days, not a habit.
COVERAGE_FOR_VERDICT = Decimal("0.8")
DAYS_FOR_VERDICT = 3

# EFSA calls these intakes safe and adequate: less is not too little, more is not better.
NO_THRESHOLD = frozenset({"sodium_mg", "chloride_mg"})
# References are niacin equivalents, to which tryptophan adds what our amounts do not hold.
UNDERSTATED = frozenset({"niacin_mg"})


class Verdict(StrEnum):
    BELOW_REQUIREMENT = "below_requirement"  # under the AR
    BELOW_RECOMMENDED = "below_recommended"  # under PRI, AI, target or range
    ADEQUATE = "adequate"
    ABOVE_RECOMMENDED = "above_recommended"  # over a range or a target not to exceed
    ABOVE_UPPER_LEVEL = "above_upper_level"  # over the UL


class Withheld(StrEnum):
    """Why there is no verdict."""

    NO_REFERENCE = "no_reference"
    UNDER_18 = "under_18"
    UNKNOWN_AMOUNT = "unknown_amount"
    LOW_COVERAGE = "low_coverage"
    TOO_FEW_DAYS = "too_few_days"
    NOT_A_THRESHOLD = "not_a_threshold"
    UNDERSTATED = "understated"
    DEPENDS_ON_PROFILE = "depends_on_profile"


BELOW = frozenset({Verdict.BELOW_REQUIREMENT, Verdict.BELOW_RECOMMENDED})


@dataclass(frozen=True)
class Intake:
    """What the diary knows of one nutrient, per day; ``coverage`` (0–1) is of the energy eaten."""

    nutrient: str
    amount: Decimal | None
    coverage: Decimal
    days: int


@dataclass(frozen=True)
class Assessment:
    """All values that may hold, the intake in percent of the main ones, and the verdict."""

    references: list[Reference]
    percent_low: Decimal | None
    percent_high: Decimal | None
    verdict: Verdict | None
    withheld: Withheld | None


def assess(intake: Intake, person: Person, energy_kcal: Decimal | None) -> Assessment:
    """An intake beside the references of someone who eats that much energy a day."""
    adults = possible_adults(person)
    alternatives = [references(intake.nutrient, adult, energy_kcal) for adult in adults]
    verdicts = {judge(intake.amount, held) for held in alternatives if intake.amount is not None}
    withheld = _withheld(intake, alternatives, verdicts)
    percents = sorted(_percents(intake.amount, alternatives))
    return Assessment(
        references=list(dict.fromkeys(one for held in alternatives for one in held)),
        percent_low=percents[0] if percents else None,
        percent_high=percents[-1] if percents else None,
        verdict=None if withheld else verdicts.pop(),
        withheld=withheld,
    )


def judge(amount: Decimal, held: list[Reference]) -> Verdict | None:
    """The verdict beside the references of one adult; None without a recommendation."""
    if any(one.kind is Kind.UL and one.high is not None and amount > one.high for one in held):
        return Verdict.ABOVE_UPPER_LEVEL
    main = _main(held)
    if main is None:
        return None
    if main.high is not None and amount > main.high:
        return Verdict.ABOVE_RECOMMENDED
    if main.low is None or amount >= main.low:
        return Verdict.ADEQUATE
    required = next((one.low for one in held if one.kind is Kind.AR), None)
    under = required is not None and amount < required
    return Verdict.BELOW_REQUIREMENT if under else Verdict.BELOW_RECOMMENDED


def _withheld(
    intake: Intake, alternatives: list[list[Reference]], verdicts: set[Verdict | None]
) -> Withheld | None:
    """The first reason that holds."""
    reasons = (
        (not alternatives, Withheld.UNDER_18),
        (not any(_main(held) for held in alternatives), Withheld.NO_REFERENCE),
        (intake.nutrient in NO_THRESHOLD, Withheld.NOT_A_THRESHOLD),
        (intake.amount is None, Withheld.UNKNOWN_AMOUNT),
        (intake.days < DAYS_FOR_VERDICT, Withheld.TOO_FEW_DAYS),
        (intake.coverage < COVERAGE_FOR_VERDICT, Withheld.LOW_COVERAGE),
        (len(verdicts) > 1, Withheld.DEPENDS_ON_PROFILE),
        (intake.nutrient in UNDERSTATED and verdicts <= BELOW, Withheld.UNDERSTATED),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _main(held: list[Reference]) -> Reference | None:
    """The recommendation that intakes are compared with."""
    return next((one for one in held if one.kind in RECOMMENDED), None)


def _percents(amount: Decimal | None, alternatives: list[list[Reference]]) -> list[Decimal]:
    """Percent of each main reference that is one figure, not a range."""
    mains = [main for held in alternatives if (main := _main(held)) is not None]
    figures = {one.low or one.high for one in mains if one.low is None or one.high is None}
    return [amount * 100 / figure for figure in figures if figure and amount is not None]
