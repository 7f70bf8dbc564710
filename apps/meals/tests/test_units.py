"""Logging in the units people use; grams and nutrients worked out by hand."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.meals.models import MealItem
from conftest import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def oil(db):
    """Per 100 g 900 kcal; a millilitre weighs 0.92 g."""
    food = make_food("Olio", energy_kcal=Decimal(900))
    food.density_g_per_ml = Decimal("0.92")
    food.save()
    return food


def eat(client, food, **amount):
    item = {"id": str(uuid4()), "food_id": str(food.pk), **amount}
    eaten_at = "2026-03-02T12:30:00+01:00"
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": eaten_at, "items": [item]}
    return client.post("/api/v1/meals", meal)


def eaten(client, food, **amount):
    answer = eat(client, food, **amount)
    assert answer.status_code == 201, answer.json()
    return MealItem.objects.get(pk=answer.json()["items"][0]["id"])


@pytest.mark.parametrize(
    ("quantity", "unit", "grams"),
    [
        (80, "g", "80"),
        (0.25, "kg", "250"),
        (1500, "mg", "1.50"),
        (1, "oz", "28.35"),
        (1, "lb", "453.59"),
        (10, "ml", "9.20"),
        (0.5, "l", "460"),
        (1, "cup", "220.80"),
        (2, "tbsp", "27.60"),
        (1, "tsp", "4.60"),
    ],
)
def test_every_unit_becomes_grams_of_this_food(client, oil, quantity, unit, grams):
    item = eaten(client, oil, quantity=quantity, unit=unit)

    assert item.quantity_g == Decimal(grams)
    assert item.energy_kcal == 9 * Decimal(grams)


def test_a_spoon_is_trusted_less_than_a_scale_and_least_without_a_density(client, oil, bread):
    assert eaten(client, oil, quantity=10, unit="g").quantity_confidence == 1
    assert eaten(client, oil, quantity=1, unit="tbsp").quantity_confidence == Decimal("0.9")
    assert eaten(client, bread, quantity=1, unit="cup").quantity_confidence == Decimal("0.72")


def test_millilitres_of_a_drink_described_per_100_ml_are_certain(client):
    milk = make_food("Latte", per="100ml", energy_kcal=Decimal(46))
    item = eaten(client, milk, quantity=200, unit="ml")

    assert (item.energy_kcal, item.quantity_confidence) == (92, 1)


def test_an_item_can_be_corrected_in_another_unit(client, oil):
    item = eaten(client, oil, quantity_g=50)
    url = f"/api/v1/meals/{item.meal_id}/items/{item.pk}"
    answer = client.put(url, {"food_id": str(oil.pk), "quantity": 1, "unit": "tbsp"})

    assert (answer.status_code, answer.json()["quantity_g"]) == (200, 13.8)


@pytest.mark.parametrize(
    ("amount", "param", "code"),
    [
        ({"quantity": 1, "unit": "stone"}, "unit", "invalid_choice"),
        ({"quantity": 1, "unit": "portion"}, "unit", "invalid_choice"),
        ({"quantity": "NaN", "unit": "g"}, "quantity", "invalid"),
        ({"quantity": "Infinity", "unit": "g"}, "quantity", "invalid"),
        ({"quantity": 0, "unit": "g"}, "quantity", "min_value"),
        ({"quantity": -2, "unit": "cup"}, "quantity", "min_value"),
        ({"quantity": 10**30, "unit": "g"}, "quantity", "max_digits"),
        ({"quantity": None, "unit": "g"}, "quantity", "null"),
        ({"quantity": 1}, "unit", "missing_beside"),
        ({"unit": "g"}, "quantity_g", "either_or"),
        ({"quantity_g": 10, "unit": "g"}, "quantity", "missing_beside"),
        ({"quantity_g": 10, "quantity": 1, "unit": "g"}, "quantity_g", "either_or"),
    ],
)
def test_an_amount_that_is_none_names_the_field(client, oil, amount, param, code):
    answer = eat(client, oil, **amount)

    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["param"], error["code"]) == (f"items[0].{param}", code)
    assert not MealItem.objects.exists()


@pytest.mark.parametrize(
    ("quantity", "unit", "code"),
    [(100, "kg", "QUANTITY_TOO_LARGE"), (1, "mg", "QUANTITY_TOO_SMALL")],
)
def test_too_much_or_too_little_in_grams_is_refused(client, oil, quantity, unit, code):
    answer = eat(client, oil, quantity=quantity, unit=unit)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["param"] == "items[0].quantity"
