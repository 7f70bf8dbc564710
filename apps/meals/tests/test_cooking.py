"""What a dish contains, worked out by hand from its ingredients."""

from decimal import Decimal

import pytest

from apps.meals.domain.recipes import Ingredient, cook
from apps.shared.nutrients import TRACE, Amount, Nutrients
from apps.shared.provenance import STRICTEST, Licence


def ingredient(quantity_g, confidence="0.8", licence="CC0-1.0", **amounts) -> Ingredient:
    """Amounts are of the whole quantity."""
    known = {
        code: amount if isinstance(amount, Amount) else Amount(Decimal(str(amount)))
        for code, amount in amounts.items()
    }
    return Ingredient(Decimal(quantity_g), Nutrients(known), Decimal(confidence), licence)


def test_pasta_that_takes_up_water_holds_less_in_100_g():
    pasta = ingredient(200, "0.9", energy_kcal=700, protein_g=24)
    passata = ingredient(300, "0.8", energy_kcal=108, protein_g="4.8")

    dish = cook([pasta, passata], yield_factor=Decimal("1.6"))

    assert dish.mass_g == 800
    assert dish.nutrients.get("energy_kcal") == 101  # 808 / 8
    assert dish.nutrients.get("protein_g") == Decimal("3.6")  # 28.8 / 8
    assert dish.confidence == Decimal("0.887")  # (700 × 0.9 + 108 × 0.8) / 808


def test_what_a_roast_loses_is_water():
    beef = ingredient(600, energy_kcal=900, water_g=420)

    dish = cook([beef], yield_factor=Decimal("0.75"))

    assert dish.mass_g == 450
    assert dish.nutrients.get("energy_kcal") == 200  # 900 / 4.5
    assert dish.nutrients.get("water_g") == 60  # (420 − 150) / 4.5


def test_nothing_dries_below_no_water():
    dish = cook([ingredient(100, water_g=10)], yield_factor=Decimal("0.5"))

    assert dish.nutrients.get("water_g") == 0


def test_a_pinch_that_does_not_tell_makes_a_lower_bound():
    flour, spice = ingredient(475, iron_mg="4.75"), ingredient(25)

    dish = cook([flour, spice], yield_factor=Decimal(1))

    assert dish.nutrients.get("iron_mg") == Decimal("0.95")
    assert dish.told == {"iron_mg": Decimal("0.95")}  # 475 of 500 g


def test_more_than_a_twentieth_that_does_not_tell_makes_it_unknown():
    flour, spice = ingredient(475, iron_mg="4.75"), ingredient(26)

    dish = cook([flour, spice], yield_factor=Decimal(1))

    assert dish.nutrients.get("iron_mg") is None
    assert dish.told == {}


def test_traces_alone_stay_a_trace_and_beside_an_amount_add_nothing():
    some, trace = ingredient(50, iron_mg=1, zinc_mg=TRACE), ingredient(50, iron_mg=TRACE, zinc_mg=0)

    dish = cook([some, trace], yield_factor=Decimal(1))

    assert dish.nutrients.amounts["iron_mg"] == Amount(Decimal(1))
    assert dish.nutrients.amounts["zinc_mg"].trace


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        (["CC0-1.0", "crea-terms"], "crea-terms"),
        (["crea-terms", "ODbL-1.0", "proprietary"], "ODbL-1.0"),
        (["CC0-1.0", "CC0-1.0"], "CC0-1.0"),
    ],
)
def test_a_dish_is_under_the_strictest_of_its_licences(licences, expected):
    parts = [ingredient(10, licence=licence) for licence in licences]

    assert cook(parts, yield_factor=Decimal(1)).licence == expected


def test_every_licence_has_its_place():
    assert set(STRICTEST) == set(Licence)
