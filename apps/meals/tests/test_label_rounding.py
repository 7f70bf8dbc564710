"""How figures are printed on labels."""

from decimal import Decimal

import pytest

from apps.meals.domain.label_rounding import label_text
from apps.meals.tests.references import LABEL_NUTRIENTS, label_rules


@pytest.mark.parametrize(
    ("nutrient", "amount", "text"),
    [
        ("energy_kcal", "86.5", "87"),
        ("fat_g", "9.96", "10.0"),
        ("fat_g", "12.3456", "12"),
        ("fat_g", "0.5", "<0.5"),
        ("fat_g", "0.54", "0.5"),
        ("fat_g", "0", "0"),
        ("saturated_fat_g", "0.1", "<0.1"),
        ("sodium_g", "0.005", "<0.005"),
        ("sodium_g", "0.0051", "0.01"),
        ("salt_g", "1.25", "1.3"),
        ("calcium_mg", "123.4", "123"),
        ("calcium_mg", "1234", "1230"),
        ("iodine_ug", "7.125", "7.13"),
        ("vitamin_c_mg", "12.5", "13"),
        ("vitamin_d_ug", "0.0123", "0.012"),
    ],
)
def test_each_size_has_its_step(nutrient, amount, text):
    assert label_text(nutrient, Decimal(amount)) == text


def test_what_no_label_states_has_no_rounding():
    with pytest.raises(KeyError):
        label_text("water_g", Decimal(1))


def test_every_rounding_case_of_the_rules(shared_data):
    for case in label_rules(shared_data)["rounding"]["cases"]:
        text = label_text(LABEL_NUTRIENTS[case["nutrient"]], case["value"])
        assert text in case["expected_label"].split(" or "), case
