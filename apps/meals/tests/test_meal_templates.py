"""Meal templates: a meal written down once and logged with one touch."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.meals.models import Food, Meal
from apps.meals.services import add_manual_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def template(bread):
    items = [
        {"food_id": str(bread.pk), "quantity_g": 80, "precision_g": 5},
        {"food_id": str(bread.pk), "portion_id": str(bread.portions.get().pk)},
    ]
    return {"id": str(uuid4()), "name": "Colazione", "type": "breakfast", "items": items}


def log(client, template, **changes):
    body = {"id": str(uuid4()), "eaten_at": "2026-03-02T07:30:00+01:00", **changes}
    return client.post(f"/api/v1/meal-templates/{template['id']}/log", body)


def test_a_template_is_logged_as_a_meal(client, template):
    made = client.post("/api/v1/meal-templates", template)

    logged = log(client, template)

    assert (made.status_code, logged.status_code) == (201, 201)
    meal = logged.json()
    assert (meal["type"], meal["logged_by"]) == ("breakfast", "copy")
    amounts = [
        (item["quantity_g"], item["portion_name"], item["confidence"]) for item in meal["items"]
    ]
    assert amounts == [(80, "", 0.66), (35, "fetta", 0.594)]
    assert meal["totals"]["nutrients"]["energy_kcal"]["value"] == 287.5  # 115 g of 250 kcal
    assert meal["items"][0]["precision_g"] == 5


def test_logging_again_changes_nothing_even_when_the_template_is_gone(client, template):
    client.post("/api/v1/meal-templates", template)
    meal_id = str(uuid4())
    first = log(client, template, id=meal_id)
    client.delete(f"/api/v1/meal-templates/{template['id']}")

    again = log(client, template, id=meal_id)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert log(client, template).json()["code"] == "DELETED"
    assert Meal.objects.count() == 1


def test_a_template_serves_the_foods_as_they_are_now(client, template, bread):
    client.post("/api/v1/meal-templates", template)
    add_manual_version(bread.pk, {"energy_kcal": Decimal(200)}, "100g")

    meal = log(client, template, type="dinner").json()

    assert meal["type"] == "dinner"
    assert meal["totals"]["nutrients"]["energy_kcal"]["value"] == 230  # 115 g


def test_a_food_withdrawn_since_is_named(client, template, bread):
    client.post("/api/v1/meal-templates", template)
    Food.objects.filter(pk=bread.pk).update(status="draft")

    refused = log(client, template)

    assert (refused.status_code, refused.json()["errors"][0]["param"]) == (422, "items[0].food_id")
    assert not Meal.objects.exists()


def test_a_meal_can_be_kept_as_a_template(client, template):
    client.post("/api/v1/meal-templates", template)
    meal = log(client, template).json()
    body = {"id": str(uuid4()), "name": "Da rifare", "from_meal": meal["id"]}

    made = client.post("/api/v1/meal-templates", body).json()

    assert made["type"] == "breakfast"
    first = client.get(f"/api/v1/meal-templates/{template['id']}").json()
    assert made["items"] == first["items"]


def test_a_meal_of_somebody_else_is_no_template(api, client, stranger, template):
    client.post("/api/v1/meal-templates", template)
    meal = log(client, template).json()
    body = {"id": str(uuid4()), "name": "Sua", "from_meal": meal["id"]}

    refused = api(stranger).post("/api/v1/meal-templates", body)

    assert (refused.status_code, refused.json()["errors"][0]["param"]) == (422, "from_meal")


def test_a_template_is_replaced_as_a_whole_and_only_from_the_current_copy(client, template, bread):
    tag = client.post("/api/v1/meal-templates", template)["ETag"]
    url = f"/api/v1/meal-templates/{template['id']}"
    item = {"food_id": str(bread.pk), "quantity_g": 10}
    body = {"name": "Merenda", "type": "snack", "items": [item]}

    changed = client.put(url, body, headers={"If-Match": tag})
    stale = client.put(url, {**body, "name": "altro"}, headers={"If-Match": tag})

    assert (changed.status_code, stale.status_code) == (200, 412)
    kept = client.get(url).json()
    assert (kept["name"], [one["quantity_g"] for one in kept["items"]]) == ("Merenda", [10])


def test_sending_a_template_again_changes_nothing(client, template):
    first = client.post("/api/v1/meal-templates", template)

    again = client.post("/api/v1/meal-templates", template)

    assert (again.status_code, again.json()) == (200, first.json())
    assert len(client.get("/api/v1/meal-templates").json()["results"]) == 1


def test_a_deleted_template_is_gone(client, template):
    client.post("/api/v1/meal-templates", template)
    url = f"/api/v1/meal-templates/{template['id']}"

    assert [client.delete(url).status_code for _ in range(2)] == [204, 204]
    assert client.get(url).status_code == 410
    assert client.get("/api/v1/meal-templates").json()["results"] == []


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"name": ""}, "name", "blank"),
        ({"items": []}, "items", "empty"),
        ({"from_meal": str(uuid4())}, "items", "either_or"),
        ({"type": "merenda"}, "type", "invalid_choice"),
        (
            {"items": [{"food_id": str(uuid4()), "quantity_g": 5}]},
            "items[0].food_id",
            "FOOD_NOT_FOUND",
        ),
    ],
)
def test_a_bad_template_is_refused_by_its_field(client, template, change, param, code):
    answer = client.post("/api/v1/meal-templates", {**template, **change})

    assert answer.status_code == 422
    assert (param, code) in {(e["param"], e["code"]) for e in answer.json()["errors"]}


def test_by_hand_a_template_says_which_meal_it_is(client, template):
    del template["type"]

    answer = client.post("/api/v1/meal-templates", template)

    assert answer.json()["errors"][0]["param"] == "type"
