"""Adding, correcting and removing single items."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.calories.models import DailyBalance
from apps.meals import services
from apps.meals.models import MealItem
from apps.outbox.models import OutboxEvent
from conftest import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def url(client):
    """The items of an empty lunch on 2026-03-02."""
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:30:00+01:00"}
    client.post("/api/v1/meals", meal)
    return f"/api/v1/meals/{meal['id']}/items"


def grams_of(food, quantity_g):
    return {"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": quantity_g}


def eaten() -> Decimal:
    row = DailyBalance.objects.first()
    return row.consumed_kcal if row else Decimal(0)


def test_an_added_item_counts_at_once(client, url, bread):
    assert client.post(url, grams_of(bread, 80)).status_code == 201
    assert eaten() == 200


def test_adding_again_changes_nothing(client, url, bread):
    body = grams_of(bread, 80)
    first, again = client.post(url, body), client.post(url, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert eaten() == 200


def test_an_items_id_cannot_be_used_for_another_item(client, url, bread):
    body = grams_of(bread, 80)
    client.post(url, body)

    assert client.post(url, {**body, "quantity_g": 90}).status_code == 409
    assert eaten() == 200


def test_a_correction_takes_the_food_as_it_is_now(client, url, bread):
    body = grams_of(bread, 80)
    client.post(url, body)
    services.add_manual_version(bread.pk, {"energy_kcal": Decimal(300)}, "100g")
    assert eaten() == 200  # what was logged keeps its values

    corrected = client.put(
        f"{url}/{body['id']}", {"food_id": str(bread.pk), "quantity_g": 100}
    ).json()

    assert corrected["nutrients"]["energy_kcal"] == 300
    assert corrected["source"] == "manual"
    assert eaten() == 300


def test_a_correction_may_change_the_food(client, url, bread):
    body = grams_of(bread, 80)
    client.post(url, body)
    rice = make_food("Riso", energy_kcal=Decimal(350))

    client.put(f"{url}/{body['id']}", {"food_id": str(rice.pk), "quantity_g": 80})

    assert (MealItem.objects.get().food_name, eaten()) == ("Riso", 280)


def test_a_removed_item_counts_no_more_and_does_not_come_back(client, url, bread):
    body = grams_of(bread, 80)
    client.post(url, body)

    assert client.delete(f"{url}/{body['id']}").status_code == 204
    assert eaten() == 0
    assert client.post(url, body).status_code == 410
    assert client.put(f"{url}/{body['id']}", {k: body[k] for k in ("food_id", "quantity_g")}
        ).status_code == 410  # fmt: skip


def test_removing_again_changes_nothing(client, url, bread):
    body = grams_of(bread, 80)
    client.post(url, body)
    client.delete(f"{url}/{body['id']}")
    events = OutboxEvent.objects.count()

    assert client.delete(f"{url}/{body['id']}").status_code == 204
    assert OutboxEvent.objects.count() == events


@pytest.mark.parametrize("method", ["put", "delete"])
def test_an_unknown_item_is_not_found(client, url, bread, method):
    body = {"food_id": str(bread.pk), "quantity_g": 80}

    assert getattr(client, method)(f"{url}/{uuid4()}", body).status_code == 404


def test_an_item_of_another_meal_is_not_found_here(client, url, bread):
    body = grams_of(bread, 80)
    client.post(url, body)

    assert client.delete(f"/api/v1/meals/{uuid4()}/items/{body['id']}").status_code == 404
    assert eaten() == 200
