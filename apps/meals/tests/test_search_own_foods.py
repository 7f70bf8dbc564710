"""What a user eats comes first in that user's searches, and in nobody else's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.meals import selectors, services
from apps.meals.models import Favourite, Food, Meal, MealItem
from conftest import make_food

pytestmark = pytest.mark.django_db


def product(name: str, **changes) -> Food:
    food = make_food(name)
    Food.objects.filter(pk=food.pk).update(is_generic=False, **changes)
    return food


def eat(user, food: Food, *, meal_type="lunch", days_ago=1, quantity_g=80) -> None:
    eaten_at = timezone.now() - timedelta(days=days_ago)
    meal = Meal.objects.create(
        id=uuid4(),
        user=user,
        type=meal_type,
        eaten_at=eaten_at,
        timezone="Europe/Rome",
        local_date=eaten_at.date(),
        request_hash=b"",
    )
    MealItem.objects.create(
        id=uuid4(),
        meal=meal,
        user=user,
        local_date=meal.local_date,
        food=food,
        food_version=food.current_version,
        food_name=food.name,
        quantity_g=quantity_g,
        source="usda",
        licence="CC0-1.0",
        confidence=1,
        request_hash=b"",
    )


@pytest.fixture
def yogurts(db) -> dict[str, Food]:
    generic = make_food("Yogurt")
    foods = {name: product(f"Yogurt {name}") for name in ("alla fragola", "bianco", "greco")}
    return {"generic": generic, **foods}


def found(query: str, **options) -> list[str]:
    return [hit.name for hit in selectors.search_foods(query, **options)]


def test_what_was_eaten_comes_behind_the_food_of_that_name_and_before_others(
    anna, stranger, yogurts
):
    eat(anna, yogurts["alla fragola"])

    assert found("yogurt", user=anna.pk)[:2] == ["Yogurt", "Yogurt alla fragola"]
    assert found("yogurt", user=stranger.pk)[1] != "Yogurt alla fragola"


def test_what_is_eaten_at_this_meal_comes_before_what_is_eaten_as_often_at_others(anna, yogurts):
    eat(anna, yogurts["greco"], meal_type="breakfast")
    eat(anna, yogurts["bianco"], meal_type="dinner")

    assert found("yogurt", user=anna.pk, meal_type="breakfast")[1] == "Yogurt greco"
    assert found("yogurt", user=anna.pk, meal_type="dinner")[1] == "Yogurt bianco"


def test_a_favourite_comes_before_what_was_eaten_twice(anna, yogurts):
    eat(anna, yogurts["greco"])
    eat(anna, yogurts["greco"])
    Favourite.objects.create(user=anna, food=yogurts["bianco"])

    assert found("yogurt", user=anna.pk)[1:3] == ["Yogurt bianco", "Yogurt greco"]


def test_what_was_taken_out_of_the_diary_or_eaten_long_ago_does_not_count(anna, yogurts):
    eat(anna, yogurts["greco"])
    MealItem.objects.update(deleted_at=timezone.now())
    eat(anna, yogurts["greco"], days_ago=70)

    assert found("yogurt", user=anna.pk) == found("yogurt")


def test_what_many_people_eat_comes_before_what_few_eat(anna, stranger, nutritionist, yogurts):
    for user in (anna, stranger, nutritionist):
        eat(user, yogurts["alla fragola"])

    assert services.count_popularity() == 1
    yogurts["alla fragola"].refresh_from_db()
    assert yogurts["alla fragola"].popularity == 4  # three people are 30, and one: 2⁴ ≤ 31 < 2⁵
    assert found("yogurt")[1] == "Yogurt alla fragola"
    assert services.count_popularity() == 0


def test_scans_make_popular_and_an_empty_diary_makes_forgotten(yogurts):
    Food.objects.filter(pk=yogurts["bianco"].pk).update(scans=1000)
    Food.objects.filter(pk=yogurts["greco"].pk).update(popularity=9)

    assert services.count_popularity() == 2
    counted = dict(Food.objects.filter(popularity__gt=0).values_list("name", "popularity"))
    assert counted == {"Yogurt bianco": 9}  # 2⁹ ≤ 1,001 < 2¹⁰


def zone_where_it_is_seven() -> str:
    """In the POSIX names of zones, minus is east of Greenwich."""
    east = (7 - timezone.now().hour + 11) % 24 - 11
    return f"Etc/GMT{-east:+d}"


def test_the_api_takes_the_meal_from_the_users_clock(api, anna, yogurts):
    User.objects.filter(pk=anna.pk).update(timezone=zone_where_it_is_seven())
    eat(anna, yogurts["bianco"], meal_type="dinner")
    eat(anna, yogurts["alla fragola"], meal_type="breakfast")

    results = api(anna).get("/api/v1/foods", {"q": "yogurt"}).json()["results"]

    assert [food["name"] for food in results[:2]] == ["Yogurt", "Yogurt alla fragola"]
