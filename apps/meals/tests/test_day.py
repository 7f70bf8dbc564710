"""A day of the diary: its meals, and totals that keep unknown and zero apart."""

from decimal import Decimal
from uuid import uuid4

import pytest

from conftest import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


def eat(client, food, quantity_g, eaten_at="2026-03-02T12:30:00+01:00", **changes):
    item = {"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": quantity_g}
    meal = {"id": str(uuid4()), "type": "snack", "eaten_at": eaten_at, "items": [item], **changes}
    assert client.post("/api/v1/meals", meal).status_code == 201


def day(client, on="2026-03-02"):
    return client.get(f"/api/v1/days/{on}").json()


def test_a_nutrient_some_items_do_not_tell_says_how_many_did(client, bread):
    eat(client, bread, 100)
    eat(client, make_food("Misterioso", energy_kcal=Decimal(100)), 100)

    nutrients = day(client)["totals"]["nutrients"]

    assert nutrients["energy_kcal"] == {"value": 350, "reported": 2, "coverage": 1}
    assert nutrients["protein_g"] == {"value": 9, "reported": 1, "coverage": 0.5}
    assert nutrients["iron_mg"] == {"value": 2.5, "reported": 1, "coverage": 0.5}


def test_a_nutrient_nobody_told_is_unknown_not_zero(client, bread):
    eat(client, bread, 100)

    sugars = day(client)["totals"]["nutrients"]["sugars_g"]
    assert sugars == {"value": None, "reported": 0, "coverage": 0}


def test_an_empty_day_is_empty_and_not_an_error(client):
    empty = day(client)

    assert (empty["meals"], empty["sources"]) == ([], [])
    assert empty["totals"]["items_count"] == 0
    assert empty["totals"]["confidence"] is None


def test_confidence_is_weighted_by_energy_and_margins_add_in_quadrature(client, bread):
    eat(client, bread, 120)  # 300 kcal at 0.66, ± 20 g = ± 50 kcal
    eat(client, make_food("Torta", confidence="0.6", energy_kcal=Decimal(600)), 50)
    # 300 kcal at 0.6 − 0.2 = 0.4, ± 20 g = ± 120 kcal

    totals = day(client)["totals"]

    assert totals["confidence"] == 0.53
    assert totals["confidence_level"] == "low"
    assert totals["energy_margin_kcal"] == 130  # √(50² + 120²)


def test_meals_come_in_the_order_they_were_eaten(client, bread):
    for hour in (20, 8, 13):
        eat(client, bread, hour, f"2026-03-02T{hour:02}:00:00+01:00")

    grams = [meal["items"][0]["quantity_g"] for meal in day(client)["meals"]]
    assert grams == [8, 13, 20]


def test_a_day_is_the_users_own_not_utcs(client, bread):
    eat(client, bread, 10, "2026-03-01T23:30:00Z")  # 00:30 of 2 March in Rome

    assert len(day(client)["meals"]) == 1
    assert day(client, "2026-03-01")["meals"] == []


def test_both_hours_of_the_night_clocks_go_back_belong_to_the_day(client, bread):
    # 25 October 2026 has 02:30 twice in Rome, and 25 hours; a past year here: 26 October 2025.
    for instant in ("2025-10-25T22:00:00Z", "2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z",
                    "2025-10-26T22:59:59Z"):  # fmt: skip
        eat(client, bread, 10, instant)
    eat(client, bread, 10, "2025-10-26T23:00:00Z")

    assert len(day(client, "2025-10-26")["meals"]) == 4


@pytest.mark.parametrize("text", ["ieri", "2026-13-01", "2026-02-30", "0000-13-99"])
def test_a_day_that_is_none_is_refused(client, text):
    answer = client.get(f"/api/v1/days/{text}")

    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_DATE")
