"""Energy from macros with the factors of whoever states them."""

import csv
import gzip
from decimal import Decimal

import pytest

from apps.meals.domain.energy_factors import (
    CREA,
    KJ_PER_KCAL,
    LABEL,
    Fuel,
    energy_of,
    factors_of,
    fuels_of,
    label_fuels,
)
from apps.meals.domain.salt import salt_g, sodium_mg
from apps.meals.tests.references import label_rules
from apps.shared.nutrients import Amount, Nutrients
from apps.shared.provenance import Source

FACTOR_NAMES = {
    "carbohydrate_excl_polyols": Fuel.CARBOHYDRATE,
    "polyols_excl_erythritol": Fuel.POLYOLS,
    "alcohol_ethanol": Fuel.ALCOHOL,
    "organic_acid": Fuel.ORGANIC_ACIDS,
}


def grams(**amounts):
    return {name: Decimal(value) for name, value in amounts.items()}


@pytest.mark.parametrize(
    ("label", "kj", "kcal"),
    [
        # 17·(10 + 30) + 37·20 + 8·2; 4·(10 + 30) + 9·20 + 2·2
        (grams(carbohydrate_g=10, protein_g=30, fat_g=20, fibre_g=2), 1436, 344),
        (grams(carbohydrate_g=100, polyols_g=100), 1000, 240),
        (grams(carbohydrate_g=100, erythritol_g=100), 0, 0),
        (grams(carbohydrate_g=0, fat_g=100), 3700, 900),
        # 17·30 + 17·5 + 25·20; 4·30 + 4·5 + 6·20
        (grams(carbohydrate_g=30, protein_g=5, salatrim_g=20), 1095, 260),
        # wine: 17·(2.6 + 0.07) + 29·10.6 + 13·0.5; 4·2.67 + 7·10.6 + 3·0.5
        (
            grams(carbohydrate_g="2.6", protein_g="0.07", alcohol_g="10.6", organic_acids_g="0.5"),
            Decimal("359.29"),
            Decimal("86.38"),
        ),
    ],
)
def test_labels_have_factors_for_each_unit(label, kj, kcal):
    energy = energy_of(label_fuels(**label))
    assert (energy.kj, energy.kcal) == (kj, kcal)


def test_what_is_not_stated_adds_nothing_and_is_named():
    energy = energy_of(fuels_of(Nutrients({"fat_g": Amount(Decimal(10))})))

    assert energy.kcal == 90
    assert {Fuel.PROTEIN, Fuel.CARBOHYDRATE, Fuel.ALCOHOL} <= energy.unstated
    assert Fuel.FAT not in energy.unstated


def test_crea_counts_carbohydrate_as_monosaccharides():
    sugar = {Fuel.CARBOHYDRATE: Decimal(100)}

    assert energy_of(sugar, factors_of(Source.CREA)).kcal == 375
    assert energy_of(sugar, factors_of(Source.OPENFOODFACTS)).kcal == 400


def test_salt_is_two_and_a_half_times_sodium():
    assert salt_g(Decimal(480)) == Decimal("1.2")
    assert sodium_mg(Decimal("1.2")) == 480


def test_every_energy_case_of_the_rules(shared_data):
    for case in label_rules(shared_data)["energy_cases"]:
        given = case["input_g_per_100g"]
        fuels = label_fuels(
            carbohydrate_g=given["carbohydrate_label"],
            polyols_g=given["polyols_not_erythritol"],
            **{f"{fuel}_g": given[fuel] for fuel in list(Fuel)[2:]},
        )
        energy = energy_of(fuels)
        assert (energy.kj, energy.kcal, energy.unstated) == (
            case["expected_kj"], case["expected_kcal"], set()
        ), case["id"]  # fmt: skip


def test_every_factor_and_ratio_of_the_rules(shared_data):
    rules = label_rules(shared_data)
    for name, factor in rules["conversion_factors_per_g"]["values"].items():
        fuel = Fuel(FACTOR_NAMES.get(name, name))
        ratio = rules["kj_per_kcal_by_macro"][name]
        assert (LABEL.kj[fuel], LABEL.kcal[fuel]) == (factor["kj"], factor["kcal"])
        if ratio is not None:
            assert round(LABEL.kj[fuel] / LABEL.kcal[fuel], 4) == ratio
    assert rules["definitions"]["kcal_kj_unit_conversion"].startswith(f"1 kcal = {KJ_PER_KCAL} kJ")


def test_every_salt_case_of_the_rules(shared_data):
    for case in label_rules(shared_data)["salt_cases"]:
        assert salt_g(case["sodium_g"] * 1000) == case["salt_g"]
        assert sodium_mg(case["salt_g"]) == case["sodium_g"] * 1000


def test_all_crea_foods_have_the_energy_of_their_macros(shared_data):
    """kcal within rounding to one; kJ = 4.184 × the printed kcal within 3 (CREA rounds both)."""
    with gzip.open(shared_data / "data" / "crea" / "crea_900.csv.gz", "rt") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) == 900
    columns = {
        Fuel.CARBOHYDRATE: "Carboidrati disponibili (g)",
        Fuel.PROTEIN: "Proteine (g)",
        Fuel.FAT: "Lipidi (g)",
        Fuel.ALCOHOL: "Alcool (g)",
        Fuel.FIBRE: "Fibra totale (g)",
    }
    for row in rows:
        energy = energy_of({fuel: number(row[name]) for fuel, name in columns.items()}, CREA)
        kcal, kj = number(row["Energia (kcal)"]), number(row["Energia (kJ)"])
        assert abs(energy.kcal - kcal) <= 1, row["name_it"]
        assert abs(energy.kj - kj) <= 3 + KJ_PER_KCAL, row["name_it"]


def number(cell):
    return Decimal(0) if cell == "tr" else Decimal(cell) if cell else None
