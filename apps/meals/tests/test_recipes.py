"""Recipes over HTTP: a dish that is logged like a food, and that nobody else finds."""

from decimal import Decimal
from uuid import UUID, uuid4, uuid5

import pytest

from apps.meals.models import Food, FoodVersion, MealItem
from conftest import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def pasta():
    return make_food("Spaghetti", confidence="0.9", energy_kcal=Decimal(350), protein_g=Decimal(12))


@pytest.fixture
def passata():
    return make_food("Passata", confidence="0.8", energy_kcal=Decimal(36), protein_g=Decimal("1.6"))


@pytest.fixture
def recipe(pasta, passata):
    """200 g of pasta and 300 g of passata that become 800 g, for two."""
    return {
        "id": str(uuid4()),
        "name": "Pasta al pomodoro",
        "servings": 2,
        "yield_factor": 1.6,
        "ingredients": [
            {"food_id": str(pasta.pk), "quantity_g": 200},
            {"food_id": str(passata.pk), "quantity_g": 300},
        ],
    }


def eaten(client, food_id, **amount):
    item = {"id": str(uuid4()), "food_id": food_id, **amount}
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:00:00Z"}
    answer = client.post("/api/v1/meals", {**meal, "items": [item]})
    return answer.json()["items"][0] if answer.status_code == 201 else answer.json()


def test_a_recipe_says_what_100_g_of_the_dish_hold(client, recipe):
    answer = client.post("/api/v1/recipes", recipe)

    made = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"/api/v1/recipes/{recipe['id']}")
    assert (made["raw_mass_g"], made["cooked_mass_g"]) == (500, 800)
    assert made["food"]["nutrients"]["energy_kcal"] == 101  # (700 + 108) / 8
    assert made["food"]["nutrients"]["fat_g"] is None
    assert made["food"]["provenance"]["source"] == "estimated"
    assert made["food"]["provenance"]["confidence"] == 0.887  # weighted by energy
    assert [part["food_name"] for part in made["ingredients"]] == ["Spaghetti", "Passata"]


def test_a_serving_is_logged_with_ids_a_phone_offline_knows(client, recipe):
    client.post("/api/v1/recipes", recipe)
    serving = str(uuid5(UUID(recipe["id"]), "portion"))

    logged = eaten(client, recipe["id"], portion_id=serving)

    assert (logged["quantity_g"], logged["portion_name"]) == (400, "porzione")  # 800 / 2
    assert logged["nutrients"]["energy_kcal"] == 404


def test_a_portion_is_an_ingredient_too(client, recipe, bread):
    portion = bread.portions.get()
    recipe["ingredients"] = [
        {"food_id": str(bread.pk), "portion_id": str(portion.pk), "portion_count": 2}
    ]

    made = client.post("/api/v1/recipes", recipe).json()

    assert made["raw_mass_g"] == 70
    assert (made["ingredients"][0]["portion_name"], made["ingredients"][0]["portion_count"]) == (
        "fetta",
        2,
    )
    assert made["food"]["provenance"]["confidence"] == 0.765  # 0.85 × 0.9


def test_sending_a_recipe_again_changes_nothing(client, recipe):
    first = client.post("/api/v1/recipes", recipe)

    again = client.post("/api/v1/recipes", recipe)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert client.post("/api/v1/recipes", {**recipe, "name": "Altro"}).status_code == 409


def test_an_edit_makes_a_new_version_and_leaves_the_diary_alone(client, recipe, pasta):
    client.post("/api/v1/recipes", recipe)
    eaten(client, recipe["id"], quantity_g=100)
    body = {key: value for key, value in recipe.items() if key != "id"}
    body["ingredients"] = [{"food_id": str(pasta.pk), "quantity_g": 100}]

    changed = client.put(f"/api/v1/recipes/{recipe['id']}", {**body, "yield_factor": 2}).json()

    assert changed["food"]["nutrients"]["energy_kcal"] == 175  # 350 / 200 g
    assert changed["food"]["version"] == 2
    assert changed["food"]["portions"][0]["mass_g"] == 100
    assert len(changed["ingredients"]) == 1
    assert MealItem.objects.get().energy_kcal == 101


def test_an_edit_that_changes_no_value_makes_no_version(client, recipe):
    client.post("/api/v1/recipes", recipe)
    body = {key: value for key, value in recipe.items() if key != "id"}

    client.put(f"/api/v1/recipes/{recipe['id']}", {**body, "note": "al dente"})

    assert FoodVersion.objects.filter(food_id=recipe["id"]).count() == 1


def test_an_edit_of_an_old_copy_is_refused(client, recipe):
    client.post("/api/v1/recipes", recipe)
    url = f"/api/v1/recipes/{recipe['id']}"
    tag = client.get(url)["ETag"]
    body = {key: value for key, value in recipe.items() if key != "id"}
    client.put(url, {**body, "note": "mine"}, headers={"If-Match": tag})

    stale = client.put(url, {**body, "note": "theirs"}, headers={"If-Match": tag})

    assert stale.status_code == 412
    assert client.get(url).json()["note"] == "mine"


def test_a_deleted_recipe_stays_in_the_diary_and_can_be_eaten_no_more(client, recipe):
    client.post("/api/v1/recipes", recipe)
    eaten(client, recipe["id"], quantity_g=100)
    url = f"/api/v1/recipes/{recipe['id']}"

    assert [client.delete(url).status_code for _ in range(2)] == [204, 204]
    assert client.get(url).status_code == 410
    assert client.get("/api/v1/recipes").json()["results"] == []
    assert eaten(client, recipe["id"], quantity_g=100)["code"] == "FOOD_NOT_FOUND"
    assert MealItem.objects.get().food_name == "Pasta al pomodoro"
    assert client.post("/api/v1/recipes", recipe).status_code == 410


def test_a_recipe_may_hold_another_but_not_itself(client, recipe):
    client.post("/api/v1/recipes", recipe)
    lasagne = {"food_id": recipe["id"], "quantity_g": 400}
    other = {**recipe, "id": str(uuid4()), "yield_factor": 1, "ingredients": [lasagne]}

    held = client.post("/api/v1/recipes", other)
    body = {key: value for key, value in recipe.items() if key != "id"}
    itself = client.put(f"/api/v1/recipes/{recipe['id']}", {**body, "ingredients": [lasagne]})

    assert held.json()["food"]["nutrients"]["energy_kcal"] == 101
    assert (itself.status_code, itself.json()["code"]) == (422, "RECIPE_OF_ITSELF")


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"name": ""}, "name", "blank"),
        ({"servings": 0}, "servings", "min_value"),
        ({"servings": 101}, "servings", "max_value"),
        ({"yield_factor": 0}, "yield_factor", "min_value"),
        ({"yield_factor": 6}, "yield_factor", "max_value"),
        ({"ingredients": []}, "ingredients", "empty"),
        ({"ingredients": [{"quantity_g": 5}]}, "ingredients[0].food_id", "either_or"),
        (
            {"ingredients": [{"food_id": str(uuid4()), "quantity_g": 5}] * 51},
            "ingredients",
            "max_length",
        ),
        (
            {"ingredients": [{"food_id": str(uuid4()), "quantity_g": 5}]},
            "ingredients[0].food_id",
            "FOOD_NOT_FOUND",
        ),
    ],
)
def test_a_bad_recipe_is_refused_by_its_field(client, recipe, change, param, code):
    answer = client.post("/api/v1/recipes", {**recipe, **change})

    assert answer.status_code == 422
    assert (param, code) in {(e["param"], e["code"]) for e in answer.json()["errors"]}
    assert not Food.with_private.filter(owner__isnull=False).exists()


def test_more_than_20_kg_are_no_recipe(client, recipe):
    for part in recipe["ingredients"]:
        part["quantity_g"] = 10_001

    assert client.post("/api/v1/recipes", recipe).json()["code"] == "RECIPE_TOO_LARGE"


def test_a_yield_that_makes_more_than_pure_fat_is_refused(client, recipe):
    answer = client.post("/api/v1/recipes", {**recipe, "yield_factor": 0.1})

    # 808 kcal in 50 g
    assert (answer.status_code, answer.json()["errors"][0]["param"]) == (422, "yield_factor")
