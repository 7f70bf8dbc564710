"""Changing a meal's type, time, zone or note."""

from uuid import uuid4

import pytest

from apps.calories.models import DailyBalance
from apps.meals.models import Meal, MealItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def url(client, bread):
    """A lunch of 80 g of bread, 200 kcal, on 2026-03-02."""
    item = {"id": str(uuid4()), "food_id": str(bread.pk), "quantity_g": 80}
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:30:00+01:00"}
    client.post("/api/v1/meals", {**meal, "items": [item]})
    return f"/api/v1/meals/{meal['id']}"


def eaten() -> dict[str, int]:
    return {str(row.date): int(row.consumed_kcal) for row in DailyBalance.objects.all()}


def test_only_what_is_given_changes(client, url):
    before = client.get(url).json()

    after = client.patch(url, {"note": "buono"}).json()

    assert after["note"] == "buono"
    same = set(before) - {"note", "updated_at"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


def test_a_new_time_moves_meal_items_and_balance_to_its_day(client, url):
    assert eaten() == {"2026-03-02": 200}

    moved = client.patch(url, {"eaten_at": "2026-03-05T12:30:00+01:00"})

    assert moved.json()["local_date"] == "2026-03-05"
    assert {str(item.local_date) for item in MealItem.objects.all()} == {"2026-03-05"}
    assert eaten() == {"2026-03-05": 200}


def test_a_new_zone_may_move_the_meal_to_another_day(client, url):
    # 11:30 UTC is already 00:30 of the next day in Auckland, thirteen hours ahead in March.
    assert client.patch(url, {"timezone": "Pacific/Auckland"}).json()["local_date"] == "2026-03-03"


def test_a_deleted_item_stays_deleted_when_its_meal_moves(client, url):
    client.delete(f"{url}/items/{MealItem.objects.get().pk}")

    client.patch(url, {"eaten_at": "2026-03-05T12:30:00+01:00"})

    assert eaten() == {}


def test_sending_the_first_request_again_does_not_undo_a_change(client, url, bread):
    meal = Meal.objects.get()
    client.patch(url, {"type": "dinner"})

    again = client.post(
        "/api/v1/meals",
        {"id": str(meal.pk), "type": "lunch", "eaten_at": "2026-03-02T12:30:00+01:00"},
    )

    # Not the same body (no items), so not the same request either.
    assert again.status_code == 409
    assert Meal.objects.get().type == "dinner"


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"type": "merenda"}, "type"),
        ({"eaten_at": "9000-01-01T00:00:00Z"}, "eaten_at"),
        ({"timezone": "Europa/Roma"}, "timezone"),
        ({"items": []}, "items"),
        ({"local_date": "2026-03-05"}, "local_date"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_moves(client, url, change, param):
    answer = client.patch(url, change)

    assert answer.status_code == 422
    assert param in {error["param"] for error in answer.json()["errors"]}
    assert eaten() == {"2026-03-02": 200}


def test_a_deleted_meal_cannot_be_changed(client, url):
    client.delete(url)

    assert client.patch(url, {"note": "x"}).status_code == 410


def test_an_unknown_meal_is_not_found(client):
    assert client.patch(f"/api/v1/meals/{uuid4()}", {"note": "x"}).status_code == 404
