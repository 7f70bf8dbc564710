"""What labels may claim, and percent of the reference values on them."""

from decimal import Decimal

import pytest

from apps.meals.domain.nutrition_claims import (
    AT_LEAST,
    AT_MOST,
    PROTEIN_PERCENT_OF_ENERGY,
    Claim,
    claims,
    is_significant,
    nrv_percent,
)
from apps.meals.tests.references import label_rules
from apps.shared.nutrients import NUTRIENTS, Amount, Nutrients

ADULT_INTAKES = {
    "fat_g": "fat_g",
    "saturates_g": "saturated_fat_g",
    "carbohydrate_g": "carbohydrate_g",
    "sugars_g": "sugars_g",
    "protein_g": "protein_g",
    "salt_g": "salt_g",
    "energy_kcal": "energy_kcal",
}


def food(**amounts):
    return Nutrients({code: Amount(Decimal(value)) for code, value in amounts.items()})


@pytest.mark.parametrize(
    ("amounts", "liquid", "claim", "made"),
    [
        ({"fat_g": "3"}, False, Claim.LOW_FAT, True),
        ({"fat_g": "3"}, True, Claim.LOW_FAT, False),
        ({"energy_kcal": "4"}, True, Claim.ENERGY_FREE, True),
        ({"energy_kcal": "4"}, False, Claim.ENERGY_FREE, False),
        ({"sodium_mg": "120"}, False, Claim.LOW_SODIUM, True),
        ({"fiber_g": "2.9"}, False, Claim.SOURCE_OF_FIBRE, False),
        ({"protein_g": "5", "energy_kcal": "100"}, False, Claim.HIGH_PROTEIN, True),  # 20 %
        ({"protein_g": "4.9", "energy_kcal": "100"}, False, Claim.HIGH_PROTEIN, False),
        # 1.5 g × 9 = 13.5 kcal, 10 % of 135
        ({"saturated_fat_g": "1.5", "energy_kcal": "135"}, False, Claim.LOW_SATURATES, True),
        ({"saturated_fat_g": "1.5", "energy_kcal": "134"}, False, Claim.LOW_SATURATES, False),
        ({}, False, Claim.SUGARS_FREE, False),
    ],
)
def test_a_claim_is_made_when_its_nutrients_bear_it_out(amounts, liquid, claim, made):
    assert (claim in claims(food(**amounts), liquid=liquid)) is made


def test_percent_of_the_reference_and_what_is_significant():
    assert nrv_percent("vitamin_c_mg", Decimal(12)) == 15
    assert is_significant("vitamin_c_mg", Decimal(12))
    assert not is_significant("vitamin_c_mg", Decimal("11.9"))
    assert is_significant("calcium_mg", Decimal(60), drink=True)  # 7.5 % of 800
    assert nrv_percent("water_g", Decimal(12)) is None


def test_every_claims_threshold_of_the_rules(shared_data):
    rules = label_rules(shared_data)["nutrition_claims"]["values"]
    per_g = {"sodium_mg": 1000}
    for claim, (code, solid, drink) in AT_MOST.items():
        stated = next(value for name, value in rules.items() if name.startswith(claim))
        if not isinstance(stated, dict):
            stated = {"solid": stated, "liquid": stated}
        unit = per_g.get(code, 1)
        assert drink == stated["liquid"] * unit
        assert solid in (None, stated["solid"] * unit)
    for claim, (_, least) in AT_LEAST.items():
        assert rules[f"{claim}_g"] == least
    for claim, least in PROTEIN_PERCENT_OF_ENERGY.items():
        assert rules[f"{claim}_energy_pct"] == least


def test_all_reference_values_of_labels_are_in_the_registry(shared_data):
    rules = label_rules(shared_data)
    nrvs = rules["nrv"]["values"] | {"folate_ug": rules["nrv"]["values"]["folic_acid_ug"]}
    del nrvs["folic_acid_ug"]
    assert len(nrvs) == 27
    intakes = rules["reference_intakes_adult"]["values"]
    expected = nrvs | {ours: intakes[theirs] for theirs, ours in ADULT_INTAKES.items()}

    assert {code: n.nrv for code, n in NUTRIENTS.items() if n.nrv is not None} == expected


def test_every_reference_value_case_of_the_rules(shared_data):
    for case in label_rules(shared_data)["nrv"]["cases"]:
        drink = "per_100ml_beverage" in case
        amount = case["per_100ml_beverage" if drink else "per_100g"]
        assert round(nrv_percent(case["nutrient"], amount), 1) == case["nrv_pct"]
        assert is_significant(case["nutrient"], amount, drink=drink) is case["significant"]
