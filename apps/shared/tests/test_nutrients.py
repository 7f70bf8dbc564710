"""Sums that keep unknown, trace and zero apart."""

import csv
import gzip
from decimal import Decimal

from apps.shared.nutrients import KEY_MICRONUTRIENTS, NUTRIENTS, TRACE, Amount, Nutrients, total


def plate(**amounts):
    return Nutrients({code: Amount(Decimal(value)) for code, value in amounts.items()})


def test_an_unknown_amount_is_not_zero():
    sums = total([plate(iron_mg="2"), plate(protein_g="5")])

    assert (sums["iron_mg"].value, sums["iron_mg"].reported, sums["iron_mg"].items) == (2, 1, 2)
    assert sums["iron_mg"].coverage == Decimal("0.5")


def test_what_nobody_reported_stays_unknown():
    assert total([plate(protein_g="5")])["iron_mg"].value is None


def test_nothing_eaten_is_zero_of_everything():
    nothing = total([])["iron_mg"]
    assert (nothing.value, nothing.coverage) == (0, 1)


def test_a_trace_adds_nothing_and_counts_as_reported():
    sums = total([Nutrients({"iron_mg": TRACE}), plate(iron_mg="1.5")])

    assert (sums["iron_mg"].value, sums["iron_mg"].reported) == (Decimal("1.5"), 2)


def test_scaling_keeps_traces_traces():
    scaled = Nutrients({"iron_mg": TRACE, "zinc_mg": Amount(Decimal(3))}).scaled(Decimal("0.5"))

    assert scaled.amounts["iron_mg"] == TRACE
    assert scaled.get("zinc_mg") == Decimal("1.5")


def test_completeness_is_the_share_of_twenty_key_micronutrients():
    assert len(KEY_MICRONUTRIENTS) == 20
    assert plate(iron_mg="1", zinc_mg="1", protein_g="9").completeness == Decimal("0.1")


def test_the_registry_names_each_nutrient_once_with_its_unit():
    assert len(NUTRIENTS) >= 45
    assert {nutrient.unit for nutrient in NUTRIENTS.values()} == {"kcal", "g", "mg", "ug"}
    tags = [nutrient.infoods for nutrient in NUTRIENTS.values()]
    assert len(set(tags)) == len(tags)


def test_every_nutrient_has_both_names_a_tag_and_who_else_knows_it():
    for nutrient in NUTRIENTS.values():
        assert all([nutrient.name_it, nutrient.name_en, nutrient.infoods, nutrient.off]), nutrient


def test_every_crea_column_is_in_creas_table(shared_data):
    with gzip.open(shared_data / "data" / "crea" / "crea_900.csv.gz", "rt") as table:
        header = next(csv.reader(table))
    named = [nutrient.crea for nutrient in NUTRIENTS.values() if nutrient.crea]

    assert len(named) > 30
    assert set(named) <= set(header)
