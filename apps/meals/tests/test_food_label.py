"""A food as its EU label would print it, and what it may claim."""

from decimal import Decimal

import pytest

from apps.meals.domain.nutrition_declaration import declaration
from apps.meals.models import Food, FoodVersion
from apps.shared.nutrients import Amount, Nutrients
from conftest import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def label(api, anna):
    """Biscuits whose saturates and sodium nobody states, with a trace of salt."""
    food = make_food(
        "Biscotti",
        gtin="08076809513753",
        energy_kcal=Decimal(450),
        fat_g=Decimal("18.2"),
        carbohydrate_g=Decimal(65),
        sugars_g=Decimal("0.3"),
        fiber_g=Decimal("2.9"),
        protein_g=Decimal("7.04"),
        salt_g=Decimal(0),
        traces=["salt_g"],
        micronutrients={"iron_mg": "2", "calcium_mg": "120"},
    )
    Food.objects.filter(pk=food.pk).update(category="en:biscuits")
    return lambda: api(anna).get(f"/api/v1/foods/{food.pk}/label").json()


def test_the_declaration_is_printed_in_order_rounded_and_in_percent(label):
    shown = label()
    lines = [(line["code"], line["text"], line["nrv_percent"]) for line in shown["lines"]]

    assert (shown["per"], shown["is_drink"]) == ("100g", False)
    assert lines == [
        # 65 × 17 + 7.04 × 17 + 18.2 × 37 + 2.9 × 8 = 1921.28
        ("energy_kj", "1921", None),
        ("energy_kcal", "450", 23),  # of 2000: 22.5
        ("fat_g", "18", 26),  # of 70
        ("saturated_fat_g", None, None),
        ("carbohydrate_g", "65", 25),  # of 260
        ("sugars_g", "<0.5", 0),
        ("fiber_g", "2.9", None),
        ("protein_g", "7.0", 14),  # of 50
        ("salt_g", "<0.01", 0),
        ("calcium_mg", "120", 15),  # of 800; iron is 14.3 % of 14, not significant
    ]


def test_calculated_energy_is_marked_and_what_a_label_states_is_left(label):
    assert [line["calculated"] for line in label()["lines"][:2]] == [True, False]

    FoodVersion.objects.update(label_facts={"energy_kj": "1890"})

    assert label()["lines"][0]["text"] == "1890"
    assert not label()["lines"][0]["calculated"]


def test_claims_are_borne_out_or_left_undecided(label):
    shown = label()

    assert shown["claims"] == ["low_sugars", "sugars_free"]
    assert shown["undecided"] == [
        *("low_saturates", "saturates_free"),
        *("low_sodium", "very_low_sodium", "sodium_free"),
    ]


def test_a_drink_declares_vitamins_from_half_as_much():
    """7.5 % of 80 mg is 6 mg."""
    juice = Nutrients({"vitamin_c_mg": Amount(Decimal(6))})

    codes = {
        liquid: {line.code for line in declaration(juice, energy_kj=None, liquid=liquid)}
        for liquid in (True, False, None)
    }

    assert [liquid for liquid in codes if "vitamin_c_mg" in codes[liquid]] == [True]


def test_energy_nobody_states_is_not_made_up():
    """Without carbohydrate nothing can be calculated."""
    lines = declaration(
        Nutrients({"fat_g": Amount(Decimal(5)), "protein_g": Amount(Decimal(5))}),
        energy_kj=None,
        liquid=False,
    )

    assert [(line.code, line.text) for line in lines[:2]] == [
        ("energy_kj", None),
        ("energy_kcal", None),
    ]
