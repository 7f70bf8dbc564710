"""What labels may claim, and percent of the reference values on them."""

from decimal import Decimal

import pytest

from apps.meals.domain.nutrition_claims import (
    AT_LEAST,
    AT_MOST,
    PROTEIN_PERCENT_OF_ENERGY,
    Claim,
    is_drink,
    is_significant,
    nrv_percent,
    verdicts,
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
        # half of the 3 g in 100 kcal will do: 1.6 g in 40 kcal is 4 g, 2.9 g in 200 kcal is 1.45 g
        ({"fiber_g": "1.6", "energy_kcal": "40"}, False, Claim.SOURCE_OF_FIBRE, True),
        ({"fiber_g": "2.9", "energy_kcal": "200"}, False, Claim.SOURCE_OF_FIBRE, False),
        ({"fiber_g": "2.9"}, False, Claim.SOURCE_OF_FIBRE, None),
        ({"fiber_g": "3"}, False, Claim.SOURCE_OF_FIBRE, True),
        ({"protein_g": "5", "energy_kcal": "100"}, False, Claim.HIGH_PROTEIN, True),  # 20 %
        ({"protein_g": "4.9", "energy_kcal": "100"}, False, Claim.HIGH_PROTEIN, False),
        # 1.5 g × 9 = 13.5 kcal, 10 % of 135
        ({"saturated_fat_g": "1.5", "energy_kcal": "135"}, False, Claim.LOW_SATURATES, True),
        ({"saturated_fat_g": "1.5", "energy_kcal": "134"}, False, Claim.LOW_SATURATES, False),
        # too much whatever the energy is
        ({"saturated_fat_g": "1.6"}, False, Claim.LOW_SATURATES, False),
        ({"saturated_fat_g": "1"}, False, Claim.LOW_SATURATES, None),
        ({}, False, Claim.SUGARS_FREE, None),
        # solid or liquid is not known: 3 g may be low in fat, 1.5 g is, 3.1 g is not
        ({"fat_g": "3"}, None, Claim.LOW_FAT, None),
        ({"fat_g": "1.5"}, None, Claim.LOW_FAT, True),
        ({"fat_g": "3.1"}, None, Claim.LOW_FAT, False),
    ],
)
def test_a_claim_is_made_when_its_nutrients_bear_it_out(amounts, liquid, claim, made):
    assert verdicts(food(**amounts), liquid=liquid)[claim] is made


def test_a_strong_drink_claims_nothing():
    """1.2 % vol is 0.9468 g of ethanol in 100 ml."""
    assert verdicts(food(fat_g="0", alcohol_g="0.94"), liquid=True)[Claim.FAT_FREE] is True
    assert set(verdicts(food(fat_g="0", alcohol_g="0.95"), liquid=True).values()) == {False}


@pytest.mark.parametrize(
    ("per_100_ml", "category", "tags", "drink"),
    [
        (True, "", [], True),
        (False, "Bevande alcoliche", [], True),
        (False, "beverages", [], True),
        (False, "Latte e yogurt", [], None),
        (False, "Formaggi e latticini", [], False),
        (False, "en:sodas", ["en:beverages", "en:sodas"], True),
        (False, "en:biscuits", ["en:snacks", "en:biscuits"], False),
        (False, "en:wines", ["en:alcoholic-beverages", "en:wines"], True),
        (False, "", [], None),
    ],
)
def test_whether_it_is_a_drink_is_told_by_unit_or_category(per_100_ml, category, tags, drink):
    assert is_drink(per_100_ml=per_100_ml, category=category, tags=tags) is drink


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
