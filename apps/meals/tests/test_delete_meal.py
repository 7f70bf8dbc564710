"""Deleting a meal: it leaves the day, its rows stay as tombstones."""

from uuid import uuid4

import pytest

from apps.calories.models import DailyBalance
from apps.meals.models import Meal, MealItem
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def meal(client, bread):
    item = {"id": str(uuid4()), "food_id": str(bread.pk), "quantity_g": 80}
    body = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:30:00+01:00"}
    body["items"] = [item]
    client.post("/api/v1/meals", body)
    return body


def test_a_deleted_meal_leaves_day_list_and_balance(client, meal):
    assert client.delete(f"/api/v1/meals/{meal['id']}").status_code == 204

    assert client.get("/api/v1/days/2026-03-02").json()["meals"] == []
    assert client.get("/api/v1/meals").json()["results"] == []
    assert not DailyBalance.objects.exists()


def test_its_rows_stay_so_that_a_late_phone_cannot_bring_it_back(client, meal):
    client.delete(f"/api/v1/meals/{meal['id']}")

    again = client.post("/api/v1/meals", meal)

    assert (again.status_code, again.json()["code"]) == (410, "MEAL_DELETED")
    assert Meal.objects.get().deleted_at == MealItem.objects.get().deleted_at
    assert not DailyBalance.objects.exists()


def test_deleting_again_changes_nothing(client, meal):
    path = f"/api/v1/meals/{meal['id']}"
    client.delete(path)
    first = Meal.objects.get().deleted_at

    assert client.delete(path).status_code == 204
    assert Meal.objects.get().deleted_at == first
    assert OutboxEvent.objects.filter(name="meals.meal_deleted.v1").count() == 1


def test_the_last_meal_of_a_day_takes_its_balance_along_and_says_so(client, meal):
    client.delete(f"/api/v1/meals/{meal['id']}")

    told = OutboxEvent.objects.filter(name="calories.balance_updated.v1").order_by("id").last()
    assert told.payload["consumed_kcal"] == "0"


def test_reading_a_deleted_meal_is_a_404(client, meal):
    client.delete(f"/api/v1/meals/{meal['id']}")

    assert client.get(f"/api/v1/meals/{meal['id']}").status_code == 404
