"""Asking what a sentence says was eaten, over HTTP."""

from decimal import Decimal

import pytest

from apps.meals import services
from apps.meals.models import Food, FoodAlias, Meal, Portion
from conftest import make_food

pytestmark = pytest.mark.django_db

URL = "/api/v1/meals/parse-text"


@pytest.fixture
def milk(db) -> Food:
    """64 kcal per 100 g; a glass is 200 g."""
    food = make_food("Latte intero", energy_kcal=Decimal(64))
    FoodAlias.objects.create(food=food, name="latte", locale="it")
    Portion.objects.create(food=food, name="1 bicchiere", mass_g=200, source="usda")
    return food


@pytest.fixture
def parse(api, anna):
    def send(text: str, **more):
        return api(anna).post(URL, {"text": text, **more})

    return send


def test_foods_come_back_with_grams_and_where_they_were_read(parse, bread, milk):
    text = "A colazione 80 g di pane integrale e un bicchiere di latte"

    draft = parse(text).json()

    bread_item, milk_item = draft["items"]
    assert (draft["type"], draft["unmatched"]) == ("breakfast", [])
    assert bread_item["choice"]["food_id"] == str(bread.pk)
    assert bread_item["choice"]["quantity_g"] == 80
    assert bread_item["choice"]["energy_kcal"] == 200
    assert text[bread_item["start"] : bread_item["end"]] == "80 g di pane integrale"
    assert milk_item["choice"]["quantity_g"] == 200
    assert milk_item["choice"]["portion_id"] == str(milk.portions.get().pk)
    assert milk_item["choice"]["portion_count"] == 1


def test_what_is_weighed_is_surer_than_what_is_not_said(parse, bread):
    weighed = parse("80 g di pane integrale").json()["items"][0]["choice"]
    unsaid = parse("pane integrale").json()["items"][0]["choice"]

    assert (weighed["precision_g"], weighed["confidence_level"]) == (4, "high")
    assert weighed["interval_g"] == {"low": 76, "high": 84}
    assert weighed["energy_interval_kcal"] == {"low": 190, "high": 210}  # 250 kcal per 100 g
    assert (unsaid["quantity_g"], unsaid["confidence_level"]) == (35, "medium")


@pytest.mark.parametrize("amount", ["0 g", "0,001 g", "zero fette"])
def test_hardly_any_of_a_food_is_still_a_draft(parse, bread, amount):
    assert parse(f"{amount} di pane integrale").status_code == 200


def test_other_foods_that_may_be_meant_carry_their_own_grams(parse, bread, milk):
    goat = make_food("Latte di capra")
    Portion.objects.create(food=goat, name="1 bicchiere", mass_g=190, source="usda")

    (item,) = parse("un bicchiere di latte").json()["items"]

    assert item["choice"]["food_name"] == "Latte intero"
    assert [(one["food_name"], one["quantity_g"]) for one in item["alternatives"]] == [
        ("Latte di capra", 190)
    ]


def test_what_is_not_understood_comes_back(parse, bread):
    draft = parse("una piadina e 50 g di pane integrale").json()

    assert [one["text"] for one in draft["unmatched"]] == ["una piadina"]
    assert len(draft["items"]) == 1


def test_a_product_is_found_by_its_brand(parse, bread):
    product = make_food("Pane integrale", gtin="08076809513753")
    Food.objects.filter(pk=product.pk).update(brand="Mulino Bianco")

    (item,) = parse("50 g di pane integrale mulino bianco").json()["items"]

    assert item["choice"]["food_id"] == str(product.pk)
    assert item["alternatives"][0]["food_id"] == str(bread.pk)


def test_given_type_and_time_are_kept(parse, bread):
    draft = parse(
        "a colazione pane integrale", type="snack", eaten_at="2026-03-02T07:30:00+01:00"
    ).json()

    assert (draft["type"], draft["eaten_at"]) == ("snack", "2026-03-02T06:30:00+00:00")
    assert draft["items"][0]["meal_type"] == "breakfast"


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("pane integrale", 2),
        ("80 g di pane integrale, latte, due fette di pane integrale e un bicchiere di latte", 2),
        ("una piadina, pane integrale del mulino e latte", 7),
        ("una piadina, pane integrale del mulino, latte esselunga, seitan e kefir di Anna", 7),
    ],
)
def test_more_foods_need_no_more_statements(
    anna, bread, milk, text, most, django_assert_max_num_queries
):
    with django_assert_max_num_queries(most):
        services.draft_from_text(anna, text)


def test_nothing_is_logged(parse, bread):
    parse("pane integrale")

    assert not Meal.objects.exists()


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "pane " * 401}, "text"),
        ({"text": "pane\0"}, "text"),
        ({"text": ["pane"]}, "text"),
        ({"text": "pane", "type": "brunch"}, "type"),
        ({"text": "pane", "eaten_at": "ieri"}, "eaten_at"),
        ({"text": "pane", "lingua": "it"}, "lingua"),
    ],
)
def test_bad_input_names_the_field(api, anna, body, param):
    answer = api(anna).post(URL, body)

    assert answer.status_code == 422
    assert [error["param"] for error in answer.json()["errors"]] == [param]


@pytest.mark.parametrize(
    "text", ["!!!", "…", "\u202e\ufffd", "🍝🍝", "0", "' & | ! :*", "1/0 pane"]
)
def test_odd_text_is_answered(parse, bread, text):
    assert parse(text).status_code == 200
