"""USDA FoodData Central over the wire, and what becomes of its documents.

The shape is that of ``/fdc/v1/food/{id}``; the amounts are typed from SR Legacy 168917 (quinoa,
cooked) as USDA publishes it, with fibre 2.8 g of 21.3 g carbohydrate.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer

from apps.accounts.models import User
from apps.meals.clients import usda
from apps.meals.imports.food_record import MappedFood, Rejection
from apps.meals.imports.usda_documents import map_usda
from apps.meals.models import Food, FoodVersion, ResolutionLog
from apps.shared.outside import Unavailable
from conftest import make_food

QUINOA = 168917
FOOD = f"/fdc/v1/food/{QUINOA}"
SEARCH = "/fdc/v1/foods/search"


def stated(nutrient_id: int, unit: str, amount: float | None) -> dict[str, Any]:
    return {"nutrient": {"id": nutrient_id, "unitName": unit}, "amount": amount}


def quinoa(**members: Any) -> dict[str, Any]:
    return {
        "fdcId": QUINOA,
        "description": "Quinoa, cooked",
        "dataType": "SR Legacy",
        "foodCategory": {"description": "Cereal Grains and Pasta"},
        "foodNutrients": [
            stated(1008, "kcal", 120),
            stated(1003, "g", 4.4),
            stated(1005, "g", 21.3),
            stated(1079, "g", 2.8),
            stated(1004, "g", 1.92),
            stated(1093, "mg", 7),
            stated(1089, "mg", 1.49),
            stated(1110, "IU", 0),
            stated(1162, "mg", None),
        ],
        **members,
    }


def hits(*descriptions: str) -> dict[str, Any]:
    foods = [{"fdcId": QUINOA + n, "description": text} for n, text in enumerate(descriptions)]
    return {"totalHits": len(foods), "foods": foods}


def mapped(**members: Any) -> MappedFood:
    food = map_usda(quinoa(**members))
    assert isinstance(food, MappedFood)
    return food


def test_a_document_becomes_a_generic_food() -> None:
    food = mapped()

    assert (food.source_id, food.name, food.is_generic) == ("168917", "Quinoa, cooked", True)
    assert food.category == "Cereal Grains and Pasta"
    assert food.amounts["energy_kcal"] == 120
    assert food.amounts["iron_mg"] == Decimal("1.49")
    assert "vitamin_c_mg" not in food.amounts
    assert not food.flagged


def test_carbohydrate_is_without_fibre_and_says_so() -> None:
    food = mapped()

    assert food.amounts["carbohydrate_g"] == Decimal("18.5")  # 21.3 − 2.8
    assert "minus fibre" in food.notes["carbohydrate_g"]["derived"]


def test_salt_follows_from_sodium() -> None:
    assert mapped().amounts["salt_g"] == Decimal("0.0175")  # 7 mg × 2.5


def test_foundation_foods_state_energy_by_their_own_factors_first() -> None:
    nutrients = [stated(2047, "kcal", 118), stated(2048, "kcal", 115), stated(1003, "g", 4.4)]

    assert mapped(foodNutrients=nutrients).amounts["energy_kcal"] == 115


def test_units_decide_the_amount() -> None:
    nutrients = [stated(1008, "kcal", 120), stated(1093, "g", 0.007), stated(1106, "IU", 5)]
    food = mapped(foodNutrients=nutrients)

    assert food.amounts["sodium_mg"] == 7
    assert "vitamin_a_ug" not in food.amounts
    assert food.notes["vitamin_a_ug"]["reason"] == "unit not known"
    assert food.flagged


def test_a_food_without_energy_is_refused() -> None:
    assert map_usda(quinoa(foodNutrients=[])) == Rejection("168917", "energy missing")


def test_the_key_travels_in_a_header(fdc: HTTPServer) -> None:
    fdc.expect_request(FOOD).respond_with_json(quinoa())

    assert usda.food(QUINOA)["description"] == "Quinoa, cooked"
    [(request, _answer)] = fdc.log
    assert request.headers["X-Api-Key"] == "a-key"
    assert "a-key" not in request.url


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, "<html>", "garbage"),
        (200, "[]", "garbage"),
        (200, '{"foods": 3}', "garbage"),
        (200, '{"foods": ["quinoa"]}', "garbage"),
        (302, "", "refused"),
        (403, '{"error": {"code": "API_KEY_INVALID"}}', "refused"),
        (429, "", "throttled"),
        (503, "", "server_error"),
    ],
)
def test_its_failures_are_told_apart(fdc: HTTPServer, status: int, body: str, reason: str) -> None:
    fdc.expect_request(SEARCH).respond_with_data(body, status=status)

    with pytest.raises(Unavailable, match=reason):
        usda.search("quinoa")


def test_a_server_that_does_not_answer_is_a_timeout(
    fdc: HTTPServer, silent: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.USDA_URL = silent
    monkeypatch.setattr(usda, "TIMEOUT", httpx.Timeout(0.2))

    with pytest.raises(Unavailable, match="timeout"):
        usda.food(QUINOA)


@pytest.mark.django_db
def test_a_name_is_found_at_usda(
    fdc: HTTPServer, anna: User, look: Callable[..., ResolutionLog]
) -> None:
    found = hits("Quinoa, cooked", "Quinoa, uncooked, with salt", "Rice, cooked")
    fdc.expect_request(SEARCH).respond_with_json(found)
    fdc.expect_request(FOOD).respond_with_json(quinoa())

    log = look(anna, name="quinoa")

    assert (log.status, log.winner, log.confidence) == ("found", "usda", Decimal("0.85"))
    assert log.food is not None
    assert log.food.name == "Quinoa, cooked"


@pytest.mark.django_db
@pytest.mark.parametrize("source_id", [str(QUINOA), "Quinoa, cooked"])
def test_a_food_the_catalogue_has_under_an_italian_name_keeps_it(
    fdc: HTTPServer, anna: User, look: Callable[..., ResolutionLog], source_id: str
) -> None:
    known = make_food("Chinoa lessa", energy_kcal=Decimal(120))
    FoodVersion.objects.filter(food=known).update(source_id=source_id)
    fdc.expect_request(SEARCH).respond_with_json(hits("Quinoa, cooked"))

    log = look(anna, name="quinoa")

    assert (log.food, Food.objects.get().name) == (known, "Chinoa lessa")
    assert len(fdc.log) == 1


@pytest.mark.django_db
def test_hits_that_say_less_than_was_asked_are_passed_over(
    fdc: HTTPServer, anna: User, look: Callable[..., ResolutionLog]
) -> None:
    fdc.expect_request(SEARCH).respond_with_json(hits("Quinoa, cooked"))

    assert look(anna, name="quinoa salad").status == "not_found"
