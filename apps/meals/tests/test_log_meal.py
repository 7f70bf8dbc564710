"""Logging a meal over HTTP; numbers are worked out by hand from the foods of the cast."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.calories.models import DailyBalance
from apps.meals.models import Meal, MealItem, Portion
from apps.outbox.models import OutboxEvent
from conftest import make_food

pytestmark = pytest.mark.django_db


def breakfast(*items, **changes):
    return {
        "id": str(uuid4()),
        "type": "breakfast",
        "eaten_at": "2026-03-02T07:30:00+01:00",
        "items": list(items),
        **changes,
    }


def grams_of(food, quantity_g, **changes):
    return {"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": quantity_g, **changes}


def test_an_item_keeps_the_nutrients_of_the_amount_eaten(api, anna, bread):
    answer = api(anna).post("/api/v1/meals", breakfast(grams_of(bread, 80)))

    assert answer.status_code == 201
    item = answer.json()["items"][0]
    assert item["nutrients"]["energy_kcal"] == 200  # 250 × 0.8
    assert item["nutrients"]["protein_g"] == 7.2  # 9 × 0.8
    assert item["nutrients"]["sugars_g"] is None
    # 0.85 less 0.2 × (1 − 1/20) for unknown micronutrients
    assert item["confidence"] == 0.66
    assert MealItem.objects.get().micronutrients == {"iron_mg": "2"}  # 2.5 × 0.8


def test_what_no_food_can_hold_is_unknown_on_the_plate(api, anna):
    """As Open Food Facts has them: grams taken for milligrams, kJ for kcal."""
    odd = make_food(
        "Zuppa", energy_kcal=1500, protein_g=31000, fat_g=105, sodium_mg=984252, salt_g=2
    )

    answer = api(anna).post("/api/v1/meals", breakfast(grams_of(odd, 300)))

    assert answer.status_code == 201
    nutrients = answer.json()["items"][0]["nutrients"]
    assert [nutrients[code] for code in ("energy_kcal", "protein_g", "sodium_mg")] == [None] * 3
    assert (nutrients["fat_g"], nutrients["salt_g"]) == (315, 6)


@pytest.mark.parametrize(("stated_kcal", "eaten_kcal"), [(935, 935), (936, None)])
def test_energy_is_known_up_to_what_the_checker_lets_pass(api, anna, stated_kcal, eaten_kcal):
    oil = make_food("Olio", energy_kcal=stated_kcal)

    answer = api(anna).post("/api/v1/meals", breakfast(grams_of(oil, 100)))

    assert answer.json()["items"][0]["nutrients"]["energy_kcal"] == eaten_kcal


def test_a_syrup_may_hold_more_than_its_volume_of_water_would_weigh(api, anna):
    syrup = make_food("Sciroppo", per="100ml", sugars_g=116)  # 80 % of 1.45 g/ml

    answer = api(anna).post("/api/v1/meals", breakfast(grams_of(syrup, 100)))

    assert answer.json()["items"][0]["nutrients"]["sugars_g"] == 116


def test_more_than_can_be_kept_is_refused_and_nothing_is_written(api, anna):
    salt = make_food("Sale", sodium_mg=39300, salt_g=100)
    kept = grams_of(salt, 2500)  # 982,500 mg

    refused = api(anna).post("/api/v1/meals", breakfast(kept, grams_of(salt, 2600)))

    assert refused.status_code == 422
    assert [(e["param"], e["code"]) for e in refused.json()["errors"]] == [
        ("items[1].quantity_g", "QUANTITY_TOO_LARGE")
    ]
    assert not Meal.objects.exists()
    assert api(anna).post("/api/v1/meals", breakfast(kept)).status_code == 201


def test_a_portion_becomes_grams_and_is_trusted_a_little_less(api, anna, bread):
    portion = Portion.objects.get(food=bread)
    item = {
        "id": str(uuid4()),
        "food_id": str(bread.pk),
        "portion_id": str(portion.pk),
        "portion_count": 2,
    }

    logged = api(anna).post("/api/v1/meals", breakfast(item)).json()["items"][0]

    assert logged["quantity_g"] == 70
    assert logged["nutrients"]["energy_kcal"] == 175
    assert logged["confidence"] == 0.594  # 0.66 × 0.9


def test_a_barcode_finds_the_food_whatever_zeros_are_missing(api, anna):
    make_food("Biscotti", gtin="00036000291452", energy_kcal=Decimal(480))
    item = {"id": str(uuid4()), "barcode": "36000291452", "quantity_g": 25}

    logged = api(anna).post("/api/v1/meals", breakfast(item)).json()["items"][0]

    assert logged["food_name"] == "Biscotti"
    assert logged["nutrients"]["energy_kcal"] == 120


def test_grams_of_a_drink_are_turned_into_millilitres(api, anna):
    oil = make_food("Olio", per="100ml", energy_kcal=Decimal(828))
    oil.density_g_per_ml = Decimal("0.92")
    oil.save()

    logged = api(anna).post("/api/v1/meals", breakfast(grams_of(oil, 9.2))).json()["items"][0]

    assert logged["nutrients"]["energy_kcal"] == 82.8  # 9.2 g = 10 ml


def test_sending_a_meal_again_changes_nothing(api, anna, bread):
    body = breakfast(grams_of(bread, 80))
    client = api(anna)
    first = client.post("/api/v1/meals", body)

    again = client.post("/api/v1/meals", body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert (Meal.objects.count(), MealItem.objects.count()) == (1, 1)
    assert OutboxEvent.objects.filter(name="meals.meal_logged.v1").count() == 1


def test_an_id_used_for_another_meal_is_a_conflict(api, anna, bread):
    body = breakfast(grams_of(bread, 80))
    client = api(anna)
    client.post("/api/v1/meals", body)

    answer = client.post("/api/v1/meals", {**body, "type": "dinner"})

    assert answer.status_code == 409
    assert answer.json()["code"] == "ID_ALREADY_USED"
    assert Meal.objects.get().type == "breakfast"


def test_another_users_id_is_a_conflict_and_tells_nothing(api, anna, stranger, bread):
    body = breakfast(grams_of(bread, 80))
    api(anna).post("/api/v1/meals", body)

    answer = api(stranger).post("/api/v1/meals", body)

    assert answer.status_code == 409
    assert "items" not in answer.json()


def test_two_equal_espressos_are_two_espressos(api, anna, bread):
    answer = api(anna).post("/api/v1/meals", breakfast(grams_of(bread, 30), grams_of(bread, 30)))

    assert len(answer.json()["items"]) == 2
    assert DailyBalance.objects.get().consumed_kcal == 150


def test_the_balance_is_there_in_the_same_transaction(api, anna, bread):
    api(anna).post("/api/v1/meals", breakfast(grams_of(bread, 80)))

    row = DailyBalance.objects.get(user=anna)
    assert (row.date.isoformat(), row.consumed_kcal, row.items_count) == ("2026-03-02", 200, 1)
    assert row.energy_margin_kcal == 50  # ± 20 g of 2.5 kcal/g
    assert row.consumed_confidence == Decimal("0.66")


def test_a_meal_before_the_day_starts_counts_for_the_day_before(api, anna, bread):
    anna.day_starts_at = "04:00"
    anna.save()
    late = breakfast(grams_of(bread, 80), eaten_at="2026-03-02T02:30:00+01:00")

    assert api(anna).post("/api/v1/meals", late).json()["local_date"] == "2026-03-01"


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"quantity_g": 0}, "items[0].quantity_g", "min_value"),
        ({"quantity_g": -5}, "items[0].quantity_g", "min_value"),
        ({"quantity_g": 10**9}, "items[0].quantity_g", "max_digits"),
        ({"quantity_g": "tanto"}, "items[0].quantity_g", "invalid"),
        ({"quantity_g": None}, "items[0].quantity_g", "null"),
        ({"quantity_g": "NaN"}, "items[0].quantity_g", "invalid"),
        ({"quantity_kg": 1}, "items[0].quantity_kg", "unknown_field"),
        ({"food_id": "x"}, "items[0].food_id", "invalid"),
        ({"id": "1"}, "items[0].id", "invalid"),
        ({"barcode": "036000291455"}, "items[0].barcode", "barcode_wrong_check_digit"),
        ({"portion_count": 3}, "items[0].portion_count", "portion_missing"),
    ],
)
def test_a_bad_item_is_refused_by_its_field(api, anna, bread, change, param, code):
    answer = api(anna).post("/api/v1/meals", breakfast({**grams_of(bread, 80), **change}))

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert (param, code) in {(e["param"], e["code"]) for e in answer.json()["errors"]}
    assert not Meal.objects.exists()


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"type": "merenda"}, "type", "invalid_choice"),
        ({"eaten_at": "ieri"}, "eaten_at", "invalid"),
        ({"eaten_at": "1999-12-31T12:00:00Z"}, "eaten_at", "EATEN_TOO_EARLY"),
        ({"eaten_at": "9000-12-31T23:59:59Z"}, "eaten_at", "EATEN_IN_FUTURE"),
        ({"eaten_at": "9999-12-31T23:59:59-12:00"}, "eaten_at", "overflow"),
        ({"eaten_at": "2026-03-02T07:30:00"}, "eaten_at", "offset_missing"),
        ({"timezone": "Europa/Roma"}, "timezone", "unknown_time_zone"),
        ({"note": "x" * 501}, "note", "max_length"),
        ({"note": "a\x00b"}, "note", "null_characters_not_allowed"),
        ({"items": "pane"}, "items", "not_a_list"),
        ({"id": None}, "id", "null"),
    ],
)
def test_a_bad_meal_is_refused_by_its_field(api, anna, change, param, code):
    answer = api(anna).post("/api/v1/meals", breakfast(**change))

    assert answer.status_code == 422
    assert (param, code) in {(e["param"], e["code"]) for e in answer.json()["errors"]}
    assert not Meal.objects.exists()


def test_a_meal_cannot_be_eaten_tomorrow(api, anna):
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()

    answer = api(anna).post("/api/v1/meals", breakfast(eaten_at=tomorrow))

    assert answer.json()["code"] == "EATEN_IN_FUTURE"


def test_a_meal_cannot_be_older_than_its_eater(api, anna):
    anna.profile.birth_date = "2010-01-01"
    anna.profile.save()

    answer = api(anna).post("/api/v1/meals", breakfast(eaten_at="2009-12-31T12:00:00Z"))

    assert answer.json()["code"] == "EATEN_BEFORE_BIRTH"


def test_an_unknown_food_is_refused_and_nothing_is_written(api, anna, bread):
    unknown = {**grams_of(bread, 80), "food_id": str(uuid4())}

    answer = api(anna).post("/api/v1/meals", breakfast(grams_of(bread, 80), unknown))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["param"] == "items[1].food_id"
    assert not Meal.objects.exists()
    assert not DailyBalance.objects.exists()
