"""ETag and If-Match: a change based on an old copy is refused."""

import threading
from uuid import uuid4

import pytest
from django.db import connections

from apps.meals.models import Meal

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def urls(client, bread):
    """A meal and its only item."""
    item = {"id": str(uuid4()), "food_id": str(bread.pk), "quantity_g": 80}
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:30:00+01:00"}
    client.post("/api/v1/meals", {**meal, "items": [item]})
    url = f"/api/v1/meals/{meal['id']}"
    return url, f"{url}/items/{item['id']}"


def test_reading_twice_gives_the_same_tag(client, urls):
    url, _ = urls

    assert client.get(url)["ETag"] == client.get(url)["ETag"]


def test_a_change_based_on_the_current_copy_is_taken(client, urls):
    url, _ = urls
    tag = client.get(url)["ETag"]

    answer = client.patch(url, {"note": "mine"}, headers={"If-Match": tag})

    assert answer.status_code == 200
    assert answer["ETag"] == client.get(url)["ETag"] != tag


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_a_change_based_on_an_old_copy_is_refused(client, urls, method):
    url, _ = urls
    old = client.get(url)["ETag"]
    client.patch(url, {"note": "theirs"})

    answer = getattr(client, method)(url, {"note": "mine"}, headers={"If-Match": old})

    assert (answer.status_code, answer.json()["code"]) == (412, "PRECONDITION_FAILED")
    assert client.get(url).json()["note"] == "theirs"


def test_a_correction_of_an_item_based_on_an_old_copy_is_refused(client, urls, bread):
    _, item_url = urls
    body = {"food_id": str(bread.pk), "quantity_g": 90}
    tag = client.put(item_url, body)["ETag"]
    client.put(item_url, {**body, "quantity_g": 95})

    stale = client.put(item_url, body, headers={"If-Match": tag})

    assert stale.status_code == 412


def test_one_of_several_tags_is_enough_and_a_star_is_any(client, urls):
    url, _ = urls
    for given in (f'"other", {client.get(url)["ETag"]}', "*"):
        assert client.patch(url, {"note": given}, headers={"If-Match": given}).status_code == 200


def test_a_tag_of_a_meal_that_is_gone_is_a_404(client, urls):
    answer = client.delete(f"/api/v1/meals/{uuid4()}", headers={"If-Match": '"x"'})

    assert answer.status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_changes_at_once_based_on_the_same_copy_one_is_taken(api, anna, urls):
    url, _ = urls
    clients = [api(anna) for _ in range(4)]
    tag = clients[0].get(url)["ETag"]
    together = threading.Barrier(len(clients))
    statuses = []

    def change(number, client):
        together.wait(10)
        answer = client.patch(url, {"note": str(number)}, headers={"If-Match": tag})
        statuses.append((answer.status_code, number))
        connections.close_all()

    threads = [threading.Thread(target=change, args=pair) for pair in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    [(first, winner), *others] = sorted(statuses)
    assert first == 200
    assert {status for status, _ in others} == {412}
    assert Meal.objects.get().note == str(winner)
