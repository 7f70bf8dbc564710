"""Goals, body mass and balances over HTTP."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import Profile
from apps.calories.models import DailyBalance, EnergyProfile, Goal

pytestmark = pytest.mark.django_db

# Anna on 2026-03-02: 35 years, 447.593 + 9.247 × 66 + 3.098 × 165 − 4.330 × 35 = 1417.515
BASAL_KCAL = 1417.52
ACTIVE_KCAL = 850.51  # 0.6 × 1417.515
GOAL_KCAL = 2268.02  # 1.6 × 1417.515, to keep the weight


def eat(client, food, day="2026-03-02", quantity_g=400):
    item = {"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": quantity_g}
    eaten_at = f"{day}T12:00:00+01:00"
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": eaten_at, "items": [item]}
    answer = client.post("/api/v1/meals", meal)
    assert answer.status_code == 201, answer.json()


def weigh(client, kg=66, **changes):
    return client.post("/api/v1/energy/profiles", {"body_mass_kg": kg, **changes})


def balance(client, day="2026-03-02"):
    return client.get(f"/api/v1/balance/{day}").json()


def test_a_day_tells_what_was_eaten_spent_and_wanted(api, anna, bread):
    client = api(anna)
    weigh(client, valid_from="2026-03-01")
    eat(client, bread)

    day = balance(client)

    assert (day["consumed_kcal"], day["basal_kcal"], day["active_kcal"]) == (
        1000,  # 400 g of 2.5 kcal/g
        BASAL_KCAL,
        ACTIVE_KCAL,
    )
    assert day["net_balance_kcal"] == -1268.03  # 1000 − 1417.52 − 850.51
    assert (day["goal_kcal"], day["goal_achieved"]) == (GOAL_KCAL, False)
    assert (day["consumed_confidence"], day["overall_confidence"]) == (0.66, 0.48)


def test_a_day_without_food_says_what_it_would_need_and_is_not_stored(api, anna):
    client = api(anna)
    weigh(client, valid_from="2026-03-01")

    day = balance(client)

    assert (day["items_count"], day["consumed_kcal"], day["net_balance_kcal"]) == (0, 0, None)
    assert (round(day["basal_kcal"], 2), day["goal_achieved"]) == (BASAL_KCAL, None)
    assert not DailyBalance.objects.exists()


def test_without_a_body_mass_nothing_is_made_up(api, anna, bread):
    client = api(anna)
    eat(client, bread)

    day = balance(client)

    assert day["expenditure_source"] == "none"
    unknown = ("basal_kcal", "active_kcal", "net_balance_kcal", "goal_kcal", "goal_achieved")
    assert {day[name] for name in unknown} == {None}
    assert day["overall_confidence"] == 0.33  # half of 0.66


def test_a_body_mass_told_later_completes_the_days_before(api, anna, bread):
    client = api(anna)
    eat(client, bread)

    weigh(client)

    assert balance(client)["basal_kcal"] == BASAL_KCAL


def test_a_body_mass_needs_the_rest_of_the_body(api, stranger):
    answer = weigh(api(stranger))

    assert answer.status_code == 422
    assert answer.json()["code"] == "PROFILE_INCOMPLETE"
    assert "birth_date" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"body_mass_kg": 19.99}, "min_value"),
        ({"body_mass_kg": 400.01}, "max_value"),
        ({"body_mass_kg": 66, "valid_from": "9999-01-01"}, "MEASURED_IN_FUTURE"),
        ({"body_mass_kg": 66, "valid_from": "1990-05-16"}, "MEASURED_BEFORE_BIRTH"),
    ],
)
def test_a_body_mass_that_cannot_be_is_refused(api, anna, body, code):
    answer = api(anna).post("/api/v1/energy/profiles", body)

    assert answer.status_code == 422
    assert code in {answer.json()["code"], *(e["code"] for e in answer.json()["errors"])}
    assert not EnergyProfile.objects.exists()


def test_each_day_keeps_the_body_mass_it_had(api, anna, bread):
    client = api(anna)
    weigh(client, 66, valid_from="2026-03-01")
    weigh(client, 76, valid_from="2026-03-03")
    for day in ("2026-03-02", "2026-03-03"):
        eat(client, bread, day)

    # ten kilograms more are 92.47 kcal more
    found = [balance(client, day)["basal_kcal"] for day in ("2026-03-02", "2026-03-03")]
    assert found == [BASAL_KCAL, 1509.99]  # 1417.515 + 92.47 = 1509.985


def test_a_new_goal_leaves_past_days_theirs(api, anna, bread):
    client = api(anna)
    today = timezone.localdate()
    weigh(client, valid_from="2026-03-01")
    eat(client, bread)
    item = {"id": str(uuid4()), "food_id": str(bread.pk), "quantity_g": 100}
    now = timezone.now().isoformat()
    snack = {"id": str(uuid4()), "type": "snack", "eaten_at": now, "items": [item]}
    client.post("/api/v1/meals", snack)

    assert client.post("/api/v1/goals", {"direction": "lose"}).status_code == 201

    assert balance(client)["goal_kcal"] == GOAL_KCAL
    row = DailyBalance.objects.get(date=today)
    # 0.5 % of 66 kg a week: 0.33 × 7700 / 7 = 363 kcal a day
    assert row.goal_kcal == row.basal_kcal + row.active_kcal - 363


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"birth_date": timezone.localdate() - timedelta(days=17 * 365)}, "NO_DEFICIT_UNDER_18"),
        ({"height_cm": Decimal(200)}, "NO_DEFICIT_UNDERWEIGHT"),  # 66 kg: 16.5 kg/m²
    ],
)
def test_a_goal_that_would_do_harm_is_refused(api, anna, changes, code):
    Profile.objects.filter(user=anna).update(**changes)
    client = api(anna)
    weigh(client)

    answer = client.post("/api/v1/goals", {"direction": "lose"})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Goal.objects.exists()


def test_a_goal_cannot_begin_in_the_past(api, anna):
    answer = api(anna).post("/api/v1/goals", {"direction": "gain", "valid_from": "2026-03-01"})

    assert (answer.status_code, answer.json()["code"]) == (422, "GOAL_IN_PAST")


def test_a_range_lists_the_days_on_which_something_was_eaten(api, anna, bread):
    client = api(anna)
    for day in ("2026-03-05", "2026-03-02", "2026-04-01"):
        eat(client, bread, day)

    found = client.get("/api/v1/balance?from=2026-03-01&to=2026-03-31").json()["results"]

    assert [row["date"] for row in found] == ["2026-03-02", "2026-03-05"]


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("from=2026-03-02&to=2026-03-01", "to"),
        ("from=2025-03-01&to=2026-03-02", "to"),  # 367 days
        ("from=2026-03-01", "to"),
        ("from=ieri&to=2026-03-01", "from"),
        ("from=2026-03-01&to=2026-03-02&days=3", "days"),
    ],
)
def test_a_range_that_is_none_is_refused_by_its_field(api, anna, query, param):
    answer = api(anna).get(f"/api/v1/balance?{query}")

    assert answer.status_code == 422
    assert param in {error["param"] for error in answer.json()["errors"]}


def test_a_year_and_a_day_of_leap_is_still_a_range(api, anna):
    assert api(anna).get("/api/v1/balance?from=2024-01-01&to=2024-12-31").status_code == 200


def test_another_users_days_are_not_mine(api, anna, stranger, bread):
    eat(api(anna), bread)

    assert balance(api(stranger))["items_count"] == 0
