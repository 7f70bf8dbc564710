"""How far an analysis may lie from a label (EC guidance of December 2012)."""

from decimal import Decimal

import pytest

from apps.meals.domain.label_tolerances import label_tolerance, tolerance, within_tolerance
from apps.meals.tests.references import LABEL_NUTRIENTS, label_rules


@pytest.mark.parametrize(
    ("nutrient", "declared", "low", "high"),
    [
        ("fat_g", "9.9", "8.4", "11.4"),  # ± 1.5 g
        ("fat_g", "10", "8", "12"),  # ± 20 %
        ("fat_g", "40", "32", "48"),
        ("fat_g", "40.1", "32.1", "48.1"),  # ± 8 g
        ("fiber_g", "1", "0", "3"),  # ± 2 g, not below nothing
        ("saturated_fat_g", "3.9", "3.1", "4.7"),  # ± 0.8 g
        ("salt_g", "1.24", "0.865", "1.615"),  # ± 0.375 g
        ("sodium_g", "0.5", "0.4", "0.6"),
        ("vitamin_c_mg", "100", "65", "150"),
        ("iron_mg", "10", "6.5", "14.5"),
    ],
)
def test_the_declared_value_chooses_the_band(nutrient, declared, low, high):
    assert tolerance(nutrient, Decimal(declared)) == (Decimal(low), Decimal(high))


def test_energy_has_no_tolerance():
    assert tolerance("energy_kcal", Decimal(100)) is None
    assert within_tolerance("energy_kcal", Decimal(100), Decimal(100)) is None


def test_rounding_widens_the_interval():
    # 12 g stands for 11.5 to 12.4 g: 11.5 × 0.8, 12.4 × 1.2
    assert label_tolerance("protein_g", Decimal(12)) == (Decimal("9.2"), Decimal("14.88"))
    # 5.0 g stands for 4.95 to 5.04 g, ± 1.5 g
    assert label_tolerance("fat_g", Decimal(5)) == (Decimal("3.45"), Decimal("6.54"))


@pytest.mark.parametrize(
    ("measured", "passes"), [("15", True), ("16", False), ("9", True), ("8.4", False)]
)
def test_an_analysis_is_compared_as_it_would_be_printed(measured, passes):
    """Measured 15 and 9 g pass for 12 g, 16 fails: the guide's own example."""
    printed = Decimal(measured)
    assert within_tolerance("protein_g", Decimal(12), printed) is passes


def test_every_tolerance_case_of_the_rules(shared_data):
    for case in label_rules(shared_data)["tolerances"]["cases"]:
        nutrient = LABEL_NUTRIENTS[case["nutrient"]]
        assert tolerance(nutrient, case["declared"]) == (case["low"], case["high"]), case
