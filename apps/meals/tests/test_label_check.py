"""Whether a label can be true."""

from decimal import Decimal

import pytest

from apps.meals.domain.energy_factors import CREA
from apps.meals.domain.label_check import NEGLIGIBLE_KJ, energy_agreement, faults
from apps.meals.tests.references import label_rules
from apps.shared.nutrients import Amount, Nutrients

WGER_NAMES = {
    "energy": "energy_kcal",
    "protein": "protein_g",
    "carbohydrates": "carbohydrate_g",
    "fat": "fat_g",
    "fiber": "fiber_g",
    "fat_saturated": "saturated_fat_g",
    "carbohydrates_sugar": "sugars_g",
}
WGER_SENTENCES = {
    "Energy computed": "energy_kcal",
    "Total of carbohydrates": "macros",
    "Value for protein": "protein_g",
    "Saturated fat": "saturated_fat_g",
    "Sugar": "sugars_g",
}


def label(**amounts):
    return Nutrients({code: Amount(Decimal(value)) for code, value in amounts.items()})


@pytest.mark.parametrize(
    ("declared", "computed", "verdict"),
    [
        (100, 64, "error"),  # below 0.7 × 100 − 5
        (100, 65, "warning"),
        (100, 79, "warning"),  # below 0.85 × 100 − 5
        (100, 80, "ok"),
        (100, 120, "ok"),
        (100, 121, "warning"),
        (100, 135, "warning"),
        (100, 136, "error"),
        (13, 13, "ok"),
        (13, 40, "error"),
    ],
)
def test_energy_may_differ_by_so_much(declared, computed, verdict):
    assert energy_agreement(Decimal(declared), Decimal(computed)) == verdict


@pytest.mark.parametrize(("declared", "verdict"), [(55, "ok"), (56, "error")])
def test_little_energy_is_left_alone_in_its_unit(declared, verdict):
    agreement = energy_agreement(Decimal(declared), Decimal(0), negligible=NEGLIGIBLE_KJ)
    assert agreement == verdict


def test_each_fault_names_the_nutrient():
    wrong = label(
        energy_kcal=100, protein_g="100.1", fat_g=5, saturated_fat_g="5.1", carbohydrate_g=10
    )
    assert set(faults(wrong)) == {"protein_g", "macros", "saturated_fat_g", "energy_kcal"}


def test_unknown_amounts_are_no_fault():
    assert faults(label(sugars_g=10, saturated_fat_g=3)) == []


def test_energy_is_checked_with_the_factors_of_its_source():
    # 100 g at 3.75 or at 4: declared 300 allows up to 395
    sugar = label(energy_kcal=300, carbohydrate_g=100)
    assert (faults(sugar, CREA), faults(sugar)) == ([], ["energy_kcal"])


def test_every_case_executed_with_wger(shared_data):
    """They look at energy and macros; vodka and erythritol are errors to wger, which knows no
    alcohol and no polyols."""
    for case in label_rules(shared_data)["atwater_quality_check"]["wger_executed_cases"]:
        stated = label(**{WGER_NAMES[name]: value for name, value in case["input"].items()})
        said = [ours for start, ours in WGER_SENTENCES.items() if case["result"].startswith(start)]
        assert faults(stated) == said, case["id"]
