"""What an intake means beside its references, and when nothing is said."""

from decimal import Decimal

import pytest

from apps.meals.domain.adequacy import (
    COVERAGE_FOR_VERDICT,
    DAYS_FOR_VERDICT,
    Intake,
    Verdict,
    Withheld,
    assess,
)
from apps.meals.domain.reference_intakes import Person

WOMAN_OF_30 = Person("female", 30)


def assessed(nutrient, amount, person=WOMAN_OF_30, coverage="1", days=7, energy="2000"):
    known = None if amount is None else Decimal(amount)
    intake = Intake(nutrient, known, Decimal(coverage), days)
    return assess(intake, person, Decimal(energy) if energy else None)


@pytest.mark.parametrize(
    ("nutrient", "amount", "verdict"),
    [
        ("calcium_mg", "749", Verdict.BELOW_REQUIREMENT),  # AR 750
        ("calcium_mg", "750", Verdict.BELOW_RECOMMENDED),  # PRI 950
        ("calcium_mg", "950", Verdict.ADEQUATE),
        ("calcium_mg", "2500", Verdict.ADEQUATE),
        ("calcium_mg", "2501", Verdict.ABOVE_UPPER_LEVEL),  # UL 2500
        ("potassium_mg", "1000", Verdict.BELOW_RECOMMENDED),  # an AI has no requirement below it
        ("fat_g", "44", Verdict.BELOW_RECOMMENDED),  # 44.4 to 77.8 g
        ("fat_g", "60", Verdict.ADEQUATE),
        ("fat_g", "78", Verdict.ABOVE_RECOMMENDED),
        ("sugars_g", "75", Verdict.ADEQUATE),  # at most 75 g
        ("sugars_g", "76", Verdict.ABOVE_RECOMMENDED),
        ("sugars_g", "0", Verdict.ADEQUATE),
    ],
)
def test_verdicts_begin_at_their_thresholds(nutrient, amount, verdict):
    said = assessed(nutrient, amount)
    assert (said.verdict, said.withheld) == (verdict, None)


@pytest.mark.parametrize(
    ("nutrient", "amount", "options", "reason"),
    [
        ("calcium_mg", "100", {"coverage": "0.79"}, Withheld.LOW_COVERAGE),
        ("calcium_mg", "100", {"days": 2}, Withheld.TOO_FEW_DAYS),
        ("calcium_mg", None, {}, Withheld.UNKNOWN_AMOUNT),
        ("starch_g", "100", {}, Withheld.NO_REFERENCE),
        ("thiamin_mg", "1", {"energy": None}, Withheld.NO_REFERENCE),
        ("calcium_mg", "100", {"person": Person("female", 17)}, Withheld.UNDER_18),
        ("sodium_mg", "3000", {}, Withheld.NOT_A_THRESHOLD),
        ("niacin_mg", "5", {}, Withheld.UNDERSTATED),
        ("iron_mg", "12", {"person": Person("female", 50)}, Withheld.DEPENDS_ON_PROFILE),
        ("iron_mg", "12", {"person": Person("other", 30)}, Withheld.DEPENDS_ON_PROFILE),
    ],
)
def test_nothing_is_said_when_nothing_can_be(nutrient, amount, options, reason):
    said = assessed(nutrient, amount, **options)
    assert (said.verdict, said.withheld) == (None, reason)


def test_the_thresholds_themselves_are_enough():
    at_the_edge = {"coverage": str(COVERAGE_FOR_VERDICT), "days": DAYS_FOR_VERDICT}
    assert at_the_edge == {"coverage": "0.8", "days": 3}
    assert assessed("calcium_mg", "950", **at_the_edge).verdict is Verdict.ADEQUATE


def test_niacin_that_suffices_without_tryptophan_suffices():
    # 1.6 mg NE/MJ × 8.368 MJ = 13.4 mg
    assert assessed("niacin_mg", "14").verdict is Verdict.ADEQUATE


def test_what_every_possible_person_shares_is_said():
    """18 mg are enough iron for a man (10) and for a woman (18); 5 for neither (AR 6 and 7)."""
    anyone = Person("other", 30)
    assert assessed("iron_mg", "18", anyone).verdict is Verdict.ADEQUATE
    assert assessed("iron_mg", "5", anyone).verdict is Verdict.BELOW_REQUIREMENT


def test_percent_is_a_range_where_the_reference_is_one():
    said = assessed("iron_mg", "9", Person("other", 30))

    assert (said.percent_low, said.percent_high) == (50, 90)  # of 18 and of 10
    assert [one.low for one in said.references if one.kind == "PRI"] == [10, 18]


def test_percent_is_given_whatever_the_coverage():
    said = assessed("calcium_mg", "475", coverage="0.1")
    assert (said.percent_low, said.percent_high) == (50, 50)


def test_a_range_has_no_percent():
    assert assessed("fat_g", "60").percent_low is None
