"""What the user typed is kept beside its grams, with the ± interval it leaves."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from apps.meals.models import MealItem, Portion
from conftest import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def oil(db):
    """Per 100 g 900 kcal; a millilitre weighs 0.92 g."""
    food = make_food("Olio", energy_kcal=Decimal(900))
    food.density_g_per_ml = Decimal("0.92")
    food.save()
    return food


def item(food, **amount):
    return {"id": str(uuid4()), "food_id": str(food.pk), **amount}


def log(client, *items, eaten_at="2026-03-02T12:30:00+01:00"):
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": eaten_at, "items": items}
    return client.post("/api/v1/meals", meal)


def said(shown):
    return [shown[name] for name in ("quantity", "unit", "portion_name", "portion_count")]


def test_a_unit_is_kept_as_it_was_given(client, oil):
    [logged] = log(client, item(oil, quantity=2, unit="tbsp")).json()["items"]

    assert said(logged) == [2, "tbsp", "", None]
    assert logged["quantity_g"] == 27.6  # 2 × 15 ml × 0.92


def test_a_portion_is_kept_with_how_many(client, bread):
    portion = str(Portion.objects.get(food=bread).pk)
    several, one = log(
        client,
        item(bread, portion_id=portion, portion_count=3),
        item(bread, portion_id=portion),
    ).json()["items"]

    assert (said(several), several["quantity_g"]) == ([None, "", "fetta", 3], 105)
    assert (said(one), one["quantity_g"]) == ([None, "", "fetta", 1], 35)


def test_grams_alone_have_no_unit(client, oil):
    [logged] = log(client, item(oil, quantity_g=10)).json()["items"]

    assert said(logged) == [None, "", "", None]


@pytest.mark.parametrize(
    ("amount", "kept"),
    [
        ({"quantity_g": 30}, [None, "", "", None]),
        ({"quantity": 3, "unit": "tsp"}, [3, "tsp", "", None]),
    ],
)
def test_a_correction_replaces_what_was_said(client, oil, amount, kept):
    meal = log(client, item(oil, quantity=2, unit="tbsp")).json()
    url = f"/api/v1/meals/{meal['id']}/items/{meal['items'][0]['id']}"
    corrected = client.put(url, {"food_id": str(oil.pk), **amount})

    assert corrected.status_code == 200
    assert said(corrected.json()) == kept
    [day_item] = client.get("/api/v1/days/2026-03-02").json()["meals"][0]["items"]
    assert said(day_item) == kept


def test_another_unit_of_the_same_grams_is_a_correction_too(client, oil):
    meal = log(client, item(oil, quantity=1, unit="tbsp")).json()
    url = f"/api/v1/meals/{meal['id']}/items/{meal['items'][0]['id']}"
    corrected = client.put(url, {"food_id": str(oil.pk), "quantity": 3, "unit": "tsp"}).json()

    assert corrected["quantity_g"] == meal["items"][0]["quantity_g"] == 13.8
    assert MealItem.objects.get().unit == "tsp"


def test_copies_recents_and_templates_say_it_again(client, oil):
    now = timezone.now().isoformat()
    meal = log(client, item(oil, quantity=2, unit="tbsp"), eaten_at=now).json()
    again = {"id": str(uuid4()), "eaten_at": now}
    copy = client.post(f"/api/v1/meals/{meal['id']}/copy", again).json()
    template = {"id": str(uuid4()), "name": "Solito", "from_meal": meal["id"]}
    kept = client.post("/api/v1/meal-templates", template).json()
    [recent] = client.get("/api/v1/foods/recent").json()["results"]

    for shown in (copy["items"][0], kept["items"][0], recent):
        assert said(shown) == [2, "tbsp", "", None]


@pytest.mark.parametrize(
    ("quantity_g", "precision_g", "grams", "kcal"),
    [
        # 2.5 kcal/g; nobody eats less than nothing
        (80, 20, (60, 100), (150, 250)),
        (10, 20, (0, 30), (0, 75)),
        (40, 0, (40, 40), (100, 100)),
    ],
)
def test_an_item_shows_what_its_precision_leaves_possible(
    client, bread, quantity_g, precision_g, grams, kcal
):
    given = item(bread, quantity_g=quantity_g, precision_g=precision_g)
    [logged] = log(client, given).json()["items"]

    assert tuple(logged["interval_g"].values()) == grams
    assert tuple(logged["energy_interval_kcal"].values()) == kcal


def test_energy_that_nobody_knows_has_no_interval(client):
    meal = log(client, item(make_food("Mistero"), quantity_g=50, precision_g=5)).json()

    assert meal["items"][0]["energy_interval_kcal"] is None
    assert meal["totals"]["energy_interval_kcal"] is None
    assert meal["totals"]["interval_g"] == {"low": 45, "high": 55}


def test_independent_errors_add_in_quadrature_in_a_days_totals(client, bread):
    log(client, item(bread, quantity_g=100, precision_g=30))
    log(client, item(bread, quantity_g=100, precision_g=40))
    totals = client.get("/api/v1/days/2026-03-02").json()["totals"]

    assert totals["quantity_g"] == 200
    assert totals["interval_g"] == {"low": 150, "high": 250}  # √(30² + 40²) = 50 g
    assert totals["energy_interval_kcal"] == {"low": 375, "high": 625}  # at 2.5 kcal/g


@pytest.mark.parametrize(
    ("amount", "param", "code"),
    [
        ({"quantity": 100, "unit": "kg"}, "quantity", "QUANTITY_TOO_LARGE"),
        ({"quantity": 1, "unit": "stone"}, "unit", "invalid_choice"),
        ({"portion_id": str(uuid4())}, "portion_id", "PORTION_NOT_FOUND"),
    ],
)
def test_a_wrong_amount_names_the_item_and_its_field(client, bread, amount, param, code):
    in_a_meal = log(client, item(bread, quantity_g=10), item(bread, **amount))
    meal = log(client).json()
    alone = client.post(f"/api/v1/meals/{meal['id']}/items", item(bread, **amount))

    for answer, place in ((in_a_meal, f"items[1].{param}"), (alone, param)):
        [error] = answer.json()["errors"]
        assert (answer.status_code, error["param"], error["code"]) == (422, place, code)


@pytest.mark.parametrize(
    "wrong",
    [{"unit": "tbsp"}, {"quantity": 2}, {"unit": "ml", "quantity": 0}],
)
def test_the_table_holds_no_unit_without_a_quantity(client, oil, wrong):
    log(client, item(oil, quantity_g=10))

    with pytest.raises(IntegrityError, match="mealitem_unit_with_quantity"), transaction.atomic():
        MealItem.objects.update(**wrong)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ({"quantity": Decimal("2.500"), "unit": "tbsp"}, "2.5 × tbsp"),
        ({"quantity": Decimal("200.000"), "unit": "ml"}, "200 ml"),
        ({"portion_name": "fetta", "portion_count": Decimal(2)}, "2 × fetta"),
        ({}, ""),
    ],
)
def test_the_back_office_reads_it_as_it_was_said(amount, words):
    with translation.override("en"):
        assert MealItem(**amount).as_said == words
