"""Many writes in one request: each succeeds or fails on its own, in order, once."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.calories.models import DailyBalance
from apps.meals.models import Meal, MealItem
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


def item_of(food, quantity_g=80):
    return {"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": quantity_g}


def meal_of(*items, **changes):
    eaten_at = "2026-03-02T13:00:00+01:00"
    return {"id": str(uuid4()), "type": "lunch", "eaten_at": eaten_at, "items": items, **changes}


def create(meal):
    return {"op": "create_meal", "body": meal}


def send(client, *operations, **headers):
    answer = client.post("/api/v1/meals/batch", {"operations": operations}, headers=headers)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def statuses(results):
    return [result["status"] for result in results]


def a_day_offline(bread):
    """A meal made, added to, corrected, noted; another made and deleted."""
    first, second = item_of(bread, 80), item_of(bread, 100)
    meal, snack = meal_of(first), meal_of(item_of(bread), type="snack")
    ids = {"meal_id": meal["id"], "item_id": first["id"]}
    corrected = {"food_id": str(bread.pk), "quantity_g": 50}
    return [
        create(meal),
        {"op": "add_item", "meal_id": meal["id"], "body": second},
        {"op": "change_item", **ids, "body": corrected},
        {"op": "change_meal", "meal_id": meal["id"], "body": {"note": "al parco"}},
        {"op": "delete_item", "meal_id": meal["id"], "item_id": second["id"]},
        create(snack),
        {"op": "delete_meal", "meal_id": snack["id"]},
    ]


def test_operations_run_in_order(client, bread):
    results = send(client, *a_day_offline(bread))

    assert statuses(results) == [201, 201, 200, 200, 204, 201, 204]
    assert results[3]["body"]["note"] == "al parco"
    [meal] = client.get("/api/v1/days/2026-03-02").json()["meals"]
    assert [item["quantity_g"] for item in meal["items"]] == [50]
    assert DailyBalance.objects.get().consumed_kcal == 125


def test_a_refused_operation_leaves_nothing_and_stops_no_other(client, bread):
    unknown = {"id": str(uuid4()), "food_id": str(uuid4()), "quantity_g": 5}
    results = send(
        client,
        create(meal_of(item_of(bread))),
        create(meal_of(item_of(bread), unknown)),
        create(meal_of(item_of(bread), type="merenda")),
        {"op": "delete_meal", "meal_id": str(uuid4())},
        {"op": "eat_meal"},
        {"op": "add_item", "body": item_of(bread)},
        create(meal_of(item_of(bread), type="dinner")),
    )

    assert statuses(results) == [201, 422, 422, 404, 422, 422, 201]
    problems = [result["problem"] for result in results]
    assert problems[1]["errors"][0]["param"] == "items[1].food_id"
    assert problems[2]["errors"][0]["param"] == "type"
    assert problems[3]["code"] == "MEAL_NOT_FOUND"
    assert problems[4]["errors"][0]["param"] == "op"
    assert problems[5]["errors"][0]["param"] == "meal_id"
    assert (Meal.objects.count(), MealItem.objects.count()) == (2, 2)
    assert DailyBalance.objects.get().consumed_kcal == 400
    assert OutboxEvent.objects.filter(name="meals.meal_logged.v1").count() == 2


def test_the_same_batch_again_gives_equal_results_and_changes_nothing(client, bread):
    item = item_of(bread)
    meal, other = meal_of(item), meal_of(item_of(bread), type="dinner")
    corrected = {"food_id": str(bread.pk), "quantity_g": 50}
    batch = [
        create(meal),
        create(other),
        {"op": "change_item", "meal_id": meal["id"], "item_id": item["id"], "body": corrected},
        {"op": "change_meal", "meal_id": meal["id"], "body": {"note": "al parco"}},
        {"op": "delete_item", "meal_id": other["id"], "item_id": other["items"][0]["id"]},
        {"op": "delete_meal", "meal_id": str(uuid4())},
    ]
    first = send(client, *batch)
    events, rows = OutboxEvent.objects.count(), everything()

    again = send(client, *batch)

    assert statuses(first) == [201, 201, 200, 200, 204, 404]
    assert statuses(again) == [200, 200, 200, 200, 204, 404]
    assert again[2:5] == first[2:5]
    assert again[0]["body"] == first[3]["body"]  # the meal as it is stored
    assert (OutboxEvent.objects.count(), everything()) == (events, rows)


def everything():
    rows = [*Meal.objects.order_by("pk").values(), *MealItem.objects.order_by("pk").values()]
    return [*rows, *DailyBalance.objects.values()]


def test_with_a_key_even_what_was_deleted_within_is_answered_the_same(client, bread):
    batch = a_day_offline(bread)
    key = {"Idempotency-Key": "batch-1"}

    assert send(client, *batch, **key) == send(client, *batch, **key)


def test_an_operation_on_an_old_copy_is_refused(client, bread):
    meal = meal_of(item_of(bread))
    tag = client.post("/api/v1/meals", meal)["ETag"]
    change = {"op": "change_meal", "meal_id": meal["id"], "if_match": tag}

    results = send(client, {**change, "body": {"note": "a"}}, {**change, "body": {"note": "b"}})

    assert statuses(results) == [200, 412]
    assert Meal.objects.get().note == "a"


def test_another_users_meal_is_not_found(api, client, stranger, bread):
    meal = meal_of(item_of(bread))
    client.post("/api/v1/meals", meal)

    results = send(
        api(stranger),
        {"op": "delete_meal", "meal_id": meal["id"]},
        {"op": "change_meal", "meal_id": meal["id"], "body": {"note": "mine"}},
        create(meal),
    )

    assert statuses(results) == [404, 404, 409]


@pytest.mark.parametrize(
    "operations", [[], "create_meal", [1], [{"op": "delete_meal", "meal_id": str(uuid4())}] * 101]
)
def test_what_is_no_batch_is_refused_as_a_whole(client, operations):
    answer = client.post("/api/v1/meals/batch", {"operations": operations})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["param"].startswith("operations")


def test_each_operation_costs_the_same_and_each_day_one_balance(client, bread):
    def asked(count: int) -> list[str]:
        days = [
            meal_of(item_of(bread), eaten_at=f"2026-03-0{n % 2 + 1}T12:00:00Z")
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            send(client, *map(create, days))
        return [query["sql"] for query in queries]

    few, many = asked(2), asked(12)

    # a savepoint for the operation and one for the meal, the lock, the foods, the meal, its items
    assert len(many) - len(few) == 10 * (2 + 2 + 4)
    assert sum("INSERT INTO calories_dailybalance" in sql for sql in many) == 1
    assert sum("outbox_outboxevent" in sql for sql in many) == 1
