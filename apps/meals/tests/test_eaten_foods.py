"""A user's favourites, and what was eaten lately and often."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.meals.models import Favourite, Food, Portion
from apps.meals.tests.test_search_own_foods import eat
from conftest import make_food

pytestmark = pytest.mark.django_db
FOODS = "/api/v1/foods"


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [one.get("food", one)["name"] for one in answer.json()["results"]]


def test_a_marked_food_is_listed_until_it_is_unmarked(api, anna, stranger, bread):
    client, url = api(anna), f"{FOODS}/{bread.pk}/favourite"

    assert [client.put(url).status_code for _ in range(2)] == [204, 204]
    assert names(client.get(f"{FOODS}/favourites")) == [bread.name]
    assert names(api(stranger).get(f"{FOODS}/favourites")) == []
    assert [client.delete(url).status_code for _ in range(2)] == [204, 204]
    assert names(client.get(f"{FOODS}/favourites")) == []


def test_a_food_that_is_not_there_cannot_be_marked(api, anna, bread):
    Food.objects.filter(pk=bread.pk).update(status="draft")

    for food_id in (uuid4(), bread.pk):
        answer = api(anna).put(f"{FOODS}/{food_id}/favourite")
        assert (answer.status_code, answer.json()["code"]) == (404, "FOOD_NOT_FOUND")
    assert not Favourite.objects.exists()


def test_favourites_come_in_pages_the_last_marked_first(api, anna):
    client = api(anna)
    for name in ("Pane", "Latte", "Mela"):
        client.put(f"{FOODS}/{make_food(name).pk}/favourite")

    page = client.get(f"{FOODS}/favourites", {"limit": 2})

    assert names(page) == ["Mela", "Latte"]
    assert names(client.get(page.json()["next"])) == ["Pane"]


def test_recent_foods_come_once_with_their_last_amount(api, anna, stranger):
    bread, milk = make_food("Pane"), make_food("Latte")
    eat(anna, bread, days_ago=5, quantity_g=50)
    eat(anna, bread, days_ago=3, quantity_g=70)
    eat(anna, milk, days_ago=4)
    eat(stranger, make_food("Mela"))

    recent = api(anna).get(f"{FOODS}/recent")

    assert names(recent) == ["Pane", "Latte"]
    assert (recent.json()["results"][0]["quantity_g"], recent.json()["results"][0]["times"]) == (
        70,
        2,
    )


def test_a_recent_food_tells_its_last_portion(api, anna, bread):
    portion = Portion.objects.get(food=bread)
    item = {"id": str(uuid4()), "food_id": str(bread.pk), "portion_id": str(portion.pk)}
    eaten_at = (timezone.now() - timedelta(hours=1)).isoformat()
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": eaten_at}
    client = api(anna)
    client.post("/api/v1/meals", meal | {"items": [item | {"portion_count": 2}]})

    [last] = client.get(f"{FOODS}/recent").json()["results"]

    assert (last["portion_name"], last["portion_count"], last["quantity_g"]) == ("fetta", 2, 70)


def test_frequent_foods_come_by_how_often_they_were_eaten(api, anna):
    bread, milk, apple = (make_food(name) for name in ("Pane", "Latte", "Mela"))
    for food, times in ((bread, 1), (milk, 3), (apple, 2)):
        for n in range(times):
            eat(anna, food, days_ago=1 + n)
    eat(anna, make_food("Panettone"), days_ago=100)

    assert names(api(anna).get(f"{FOODS}/frequent")) == ["Latte", "Mela", "Pane"]
    assert names(api(anna).get(f"{FOODS}/frequent", {"limit": 1})) == ["Latte"]


def test_a_merged_food_counts_for_the_one_it_became(api, anna):
    old, new = make_food("Latte vecchio"), make_food("Latte")
    eat(anna, old)
    eat(anna, new)
    Food.objects.filter(pk=old.pk).update(status="merged", merged_into=new)

    [milk] = api(anna).get(f"{FOODS}/frequent").json()["results"]

    assert (milk["food"]["name"], milk["times"]) == ("Latte", 2)


@pytest.mark.parametrize("limit", ["0", "51", "x"])
def test_a_limit_out_of_range_is_refused(api, anna, limit):
    assert api(anna).get(f"{FOODS}/recent", {"limit": limit}).status_code == 422
