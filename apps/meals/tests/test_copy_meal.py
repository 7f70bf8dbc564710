"""Eating the same again: the grams are copied, the foods are taken as they are now."""

from decimal import Decimal
from uuid import UUID, uuid4, uuid5

import pytest

from apps.calories.models import DailyBalance
from apps.meals.models import Food, Meal, MealItem
from apps.meals.services import add_manual_version

pytestmark = pytest.mark.django_db

TOMORROW = "2026-03-03T12:30:00+01:00"


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def lunch(client, bread):
    """Two slices of bread of 35 g: 175 kcal."""
    item = {
        "id": str(uuid4()),
        "food_id": str(bread.pk),
        "portion_id": str(bread.portions.get().pk),
        "portion_count": 2,
    }
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:30:00+01:00"}
    return client.post("/api/v1/meals", {**meal, "note": "in ufficio", "items": [item]}).json()


def copy(client, meal, **changes):
    body = {"id": str(uuid4()), "eaten_at": TOMORROW, **changes}
    return client.post(f"/api/v1/meals/{meal['id']}/copy", body)


def test_a_copy_has_the_same_amounts_on_its_own_day(client, lunch):
    answer = copy(client, lunch)

    copied = answer.json()
    [item] = copied["items"]
    assert (answer.status_code, copied["local_date"]) == (201, "2026-03-03")
    assert (copied["logged_by"], copied["note"], copied["type"]) == ("copy", "in ufficio", "lunch")
    assert (item["quantity_g"], item["portion_name"], item["portion_count"]) == (70, "fetta", 2)
    assert item["nutrients"] == lunch["items"][0]["nutrients"]
    assert item["confidence"] == lunch["items"][0]["confidence"] == 0.594
    assert DailyBalance.objects.get(date="2026-03-03").consumed_kcal == 175


def test_type_note_and_zone_can_be_others(client, lunch):
    others = {"type": "dinner", "note": "", "timezone": "America/New_York"}

    copied = copy(client, lunch, **others, eaten_at="2026-03-03T04:30:00Z").json()

    assert (copied["type"], copied["local_date"]) == ("dinner", "2026-03-02")


def test_a_copy_takes_the_food_as_it_is_now_and_leaves_the_source_alone(client, lunch, bread):
    add_manual_version(bread.pk, {"energy_kcal": Decimal(240)}, "100g")

    [item] = copy(client, lunch).json()["items"]

    assert item["nutrients"]["energy_kcal"] == 168  # 70 g of 240 kcal
    assert item["source"] == "manual"
    assert client.get(f"/api/v1/meals/{lunch['id']}").json() == lunch


def test_a_food_withdrawn_since_is_copied_as_it_was_logged(client, lunch, bread):
    Food.objects.filter(pk=bread.pk).update(status="draft")

    [item] = copy(client, lunch).json()["items"]

    assert item["nutrients"] == lunch["items"][0]["nutrients"]
    assert item["food_version_id"] == lunch["items"][0]["food_version_id"]


def test_the_ids_of_the_items_follow_from_those_of_meal_and_source(client, lunch):
    copied = copy(client, lunch).json()

    source = UUID(lunch["items"][0]["id"])
    assert copied["items"][0]["id"] == str(uuid5(UUID(copied["id"]), source.hex))


def test_copying_again_changes_nothing_even_when_the_source_is_gone(client, lunch):
    body = {"id": str(uuid4()), "eaten_at": TOMORROW}
    url = f"/api/v1/meals/{lunch['id']}/copy"
    first = client.post(url, body)
    client.delete(f"/api/v1/meals/{lunch['id']}")

    again = client.post(url, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert client.post(url, {**body, "type": "snack"}).json()["code"] == "ID_ALREADY_USED"
    assert Meal.objects.filter(deleted_at__isnull=True).count() == 1


def test_a_copy_of_nothing_is_not_found(client, api, stranger, lunch):
    assert copy(client, {"id": str(uuid4())}).status_code == 404
    assert copy(api(stranger), lunch).status_code == 404
    assert Meal.objects.count() == 1


def test_a_copy_into_the_future_is_refused(client, lunch):
    answer = copy(client, lunch, eaten_at="2126-03-03T12:30:00Z")

    assert answer.json()["code"] == "EATEN_IN_FUTURE"
    assert MealItem.objects.count() == 1
