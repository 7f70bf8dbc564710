"""Goals over HTTP: what is refused, clamped and planned, and what past days keep."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.accounts.models import Profile
from apps.calories.models import DailyBalance, EnergyProfile, Goal
from apps.calories.tests.facts import body, eaten
from conftest import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def phone(api, anna):
    """Anna at 70 kg: on 2026-11-22 she is 36, 447.593 + 647.29 + 511.17 − 155.88 = 1450.173;
    × 1.6 = 2320.28 kcal. 25.7 kg/m²."""
    body(anna, body_mass_kg=Decimal(70))
    return api(anna)


def preview(phone, **goal):
    return phone.post("/api/v1/goals/preview", goal)


def set_goal(phone, **goal):
    return phone.post("/api/v1/goals", goal)


def need_kcal(anna, on):
    age = (on - date(1990, 5, 17)).days // 365.2425
    basal = (
        Decimal("447.593")
        + Decimal("9.247") * 70
        + Decimal("3.098") * 165
        - Decimal("4.330") * int(age)
    )
    return basal * Decimal("1.6")


def test_a_preview_shows_the_energy_the_macros_and_where_it_leads(phone, anna, today):
    found = preview(phone, direction="lose", pace="moderate", days=28).json()

    need = need_kcal(anna, today)
    # 0.5 % of 70 kg is 0.35 kg a week: × 7700 / 7 = 385 kcal
    assert found["goal_kcal"] == pytest.approx(float(need - 385), abs=0.01)
    assert (found["decision"], found["refused"], found["limits"]) == ("ok", None, [])
    assert found["expenditure_margin_kcal"] == 583.98
    # Balanced: 18 % protein of 4 kcal/g
    assert found["macros"]["protein_g"] == pytest.approx(found["goal_kcal"] * 0.18 / 4, abs=0.1)
    outlook = found["outlook"]
    assert len(outlook) == 29
    assert outlook[0]["expected_kg"] == 70
    assert outlook[-1]["lower_kg"] < outlook[-1]["expected_kg"] < outlook[-1]["upper_kg"]
    # Less than the 1.4 kg of "7,700 kcal a kilogram" plus the water of the first days.
    assert 67 < outlook[-1]["expected_kg"] < 69.5
    assert not Goal.objects.exists()


def test_a_wish_below_the_floor_is_lifted_and_every_step_explained(phone, anna, today):
    found = preview(phone, direction="lose", wanted_kcal=900).json()

    need = need_kcal(anna, today)
    # 1 % of 70 kg a week: 770 kcal a day; then the floor of 1,200 is below that.
    capped = float(need - 770)
    assert found["decision"] == "clamped"
    assert found["clamps"] == [
        {
            "code": "rate_capped_1pct_or_1kg_week",
            "before_kcal": 900,
            "after_kcal": pytest.approx(capped, abs=0.01),
        }
    ]
    assert found["goal_kcal"] == pytest.approx(capped, abs=0.01)
    assert "1 %" in found["limits"][0]["message"]
    assert found["limits"][0]["source"]


@pytest.mark.parametrize(
    ("profile", "code", "turn_to"),
    [
        ({"conditions": ["pregnant"]}, "pregnant", "gynaecologist"),
        ({"conditions": ["lactating"]}, "lactating", "gynaecologist"),
        (
            {"conditions": ["eating_disorder_history"]},
            "eating_disorder_history",
            "eating_disorder_helpline",
        ),
        ({"birth_date": date(1950, 1, 1)}, "no_deficit_from_75", "family_doctor"),
        ({"birth_date": date(2012, 1, 1)}, "no_deficit_under_18", "paediatrician"),
        ({"height_cm": Decimal(200)}, "no_deficit_underweight", "family_doctor"),
    ],
)
def test_who_must_not_eat_less_is_refused_with_a_reason_and_where_to_turn(
    phone, anna, profile, code, turn_to
):
    EnergyProfile.objects.filter(user=anna).update(**profile)

    seen = preview(phone, direction="lose").json()
    answer = set_goal(phone, direction="lose")

    assert (seen["refused"]["code"], seen["refused"]["turn_to"]) == (code, turn_to)
    assert (answer.status_code, answer.json()["code"]) == (422, code.upper())
    assert answer.json()["detail"] == seen["refused"]["message"]
    assert not Goal.objects.exists()
    assert set_goal(phone, direction="maintain").status_code == 201


def test_an_eating_disorder_shows_no_figure_and_a_number_to_call(phone, anna):
    EnergyProfile.objects.filter(user=anna).update(conditions=["scoff_positive"])

    found = preview(phone, direction="maintain").json()

    assert (found["goal_kcal"], found["macros"], found["outlook"]) == (None, None, [])
    assert "800 180 969" in found["limits"][0]["message"]


def test_a_kidney_disease_asks_for_a_doctor_and_caps_protein(phone, anna):
    EnergyProfile.objects.filter(user=anna).update(conditions=["kidney_disease"])

    found = preview(phone, direction="lose", macros={"preset": "high_protein"}).json()

    assert [reason["code"] for reason in found["consult"]] == ["kidney_disease"]
    assert found["macros"]["protein_g"] == 58.1  # 0.83 g/kg × 70 kg


def test_a_goal_below_the_healthy_range_names_the_least_mass(phone, today):
    by = (today + timedelta(days=365)).isoformat()

    answer = set_goal(phone, target_body_mass_kg=47, target_date=by)

    assert (answer.status_code, answer.json()["code"]) == (422, "GOAL_UNDERWEIGHT")
    assert answer.json()["lowest_body_mass_kg"] == 50.4  # 18.5 × 1.65²
    assert answer.json()["errors"][0]["param"] == "target_body_mass_kg"


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ({}, "GOAL_UNDERWEIGHT"),
        ({"birth_date": date(2012, 1, 1)}, "NO_DEFICIT_UNDER_18"),
        ({"conditions": ["pregnant"]}, "GOAL_UNDERWEIGHT"),
    ],
)
def test_nobody_is_told_how_soon_a_harmful_goal_could_be_reached(phone, anna, today, profile, code):
    EnergyProfile.objects.filter(user=anna).update(**profile)
    by = (today + timedelta(days=14)).isoformat()

    answer = set_goal(phone, target_body_mass_kg=40, target_date=by)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert "earliest_date" not in answer.json()
    seen = preview(phone, target_body_mass_kg=40, target_date=by).json()
    assert (seen["refused"]["code"].upper(), seen["plan"]) == (code, None)


def test_a_target_by_a_day_is_planned_by_the_model(phone, anna, today):
    by = today + timedelta(days=180)

    found = preview(phone, target_body_mass_kg=65, target_date=by.isoformat(), days=180).json()
    stored = set_goal(phone, target_body_mass_kg=65, target_date=by.isoformat())

    assert (found["direction"], stored.status_code) == ("lose", 201)
    plan = found["plan"]
    assert plan["reach_kcal"] < plan["keep_kcal"] < plan["maintenance_kcal"]
    assert found["outlook"][-1]["expected_kg"] == pytest.approx(65, abs=0.02)
    row = Goal.objects.get()
    assert float(row.planned_kcal) == pytest.approx(plan["reach_kcal"], abs=0.01)
    # 7,700 kcal/kg would have said 5 × 7700 / 180 = 214 kcal less than the need.
    assert plan["maintenance_kcal"] - plan["reach_kcal"] > 230


@pytest.mark.parametrize(
    ("goal", "code", "param"),
    [
        ({"target_body_mass_kg": 55, "days": 20}, "GOAL_TOO_SOON", "target_date"),
        ({"target_body_mass_kg": 65, "days": 6}, "PLAN_LENGTH", "target_date"),
        ({"target_body_mass_kg": 65, "days": 2000}, "PLAN_LENGTH", "target_date"),
    ],
)
def test_a_plan_that_cannot_be_says_why(phone, today, goal, code, param):
    by = (today + timedelta(days=goal["days"])).isoformat()

    answer = set_goal(phone, target_body_mass_kg=goal["target_body_mass_kg"], target_date=by)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["param"] == param
    if code == "GOAL_TOO_SOON":
        assert answer.json()["earliest_date"] > by


@pytest.mark.parametrize(
    ("goal", "param", "code"),
    [
        ({}, "direction", "required"),
        ({"direction": "shrink"}, "direction", "invalid_choice"),
        ({"direction": "lose", "pace": "insane"}, "pace", "invalid_choice"),
        ({"target_body_mass_kg": 65}, "target_date", "required"),
        ({"target_date": "2027-01-01"}, "target_body_mass_kg", "required"),
        ({"target_body_mass_kg": 5, "target_date": "2027-01-01"}, "target_body_mass_kg", None),
        (
            {"direction": "lose", "target_body_mass_kg": 65, "target_date": "2027-06-01"},
            "direction",
            "not_with_target",
        ),
        ({"direction": "lose", "wanted_kcal": -5}, "wanted_kcal", "min_value"),
        ({"direction": "lose", "macros": {}}, "macros", None),
        ({"direction": "lose", "macros": {"preset": "air"}}, "macros.preset", "invalid_choice"),
        (
            {
                "direction": "lose",
                "macros": {"percent": {"protein": 30, "carbohydrate": 30, "fat": 30}},
            },
            "macros.percent",
            "MACROS_NOT_100",
        ),
        (
            {"direction": "lose", "macros": {"g_per_kg": {"protein": 5, "fat": 3}}},
            "macros.carbohydrate",
            "MACROS_NOTHING_LEFT",
        ),
        ({"direction": "lose", "calories": 3}, "calories", "unknown_field"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused_by_its_field(phone, goal, param, code):
    answer = set_goal(phone, **goal)

    assert answer.status_code == 422, answer.json()
    found = {error["param"]: error["code"] for error in answer.json()["errors"]}
    assert any(name.startswith(param) for name in found), found
    assert code is None or code in found.values()
    assert not Goal.objects.exists()


def test_a_goal_changed_twice_in_a_day_is_the_last_one(phone, today):
    for direction in ("lose", "gain", "maintain"):
        assert set_goal(phone, direction=direction).status_code == 201

    assert [goal.direction for goal in Goal.objects.all()] == ["maintain"]


def test_past_days_keep_the_goal_they_had(phone, anna, today):
    Goal.objects.create(user=anna, valid_from=today - timedelta(days=10), direction="gain")
    eaten(anna, make_food(), today - timedelta(days=2), [2000, 2000, 2000])
    before = dict(DailyBalance.objects.values_list("date", "goal_kcal"))

    set_goal(phone, direction="lose", pace="slow")

    after = dict(DailyBalance.objects.values_list("date", "goal_kcal"))
    assert [before[day] == after[day] for day in sorted(after)] == [True, True, False]


def test_a_plan_ends_with_its_day_and_then_the_weight_is_kept(anna, today):
    body(anna, body_mass_kg=Decimal(70))
    Goal.objects.create(
        user=anna, valid_from=today - timedelta(days=30), direction="lose",
        target_body_mass_kg=65, target_date=today - timedelta(days=1), planned_kcal=1900,
    )  # fmt: skip
    eaten(anna, make_food(), today - timedelta(days=1), [1900, 1900])

    last, after = DailyBalance.objects.order_by("date")

    assert last.goal_kcal == 1900
    assert after.goal_kcal == after.planned_expenditure_kcal


def test_macros_of_a_goal_are_in_the_day(phone, anna, today):
    set_goal(phone, direction="maintain", macros={"g_per_kg": {"protein": 1.6, "fat": 1}})
    eaten(anna, make_food(), today, [1500])

    day = phone.get(f"/api/v1/balance/{today}").json()

    assert (day["protein_goal_g"], day["fat_goal_g"]) == (112, 70)  # × 70 kg
    rest = day["goal_kcal"] - 112 * 4 - 70 * 9
    assert day["carbohydrate_goal_g"] == pytest.approx(rest / 4, abs=0.01)


def test_a_pregnancy_raises_the_goal_by_its_trimester(phone, anna, today):
    before = preview(phone, direction="maintain").json()["goal_kcal"]
    EnergyProfile.objects.filter(user=anna).update(due_date=today + timedelta(days=100))

    found = preview(phone, direction="maintain").json()

    assert found["goal_kcal"] == pytest.approx(before + 260, abs=0.01)  # 180 days: the second


def test_a_profile_without_height_says_what_it_lacks(api, anna):
    Profile.objects.filter(user=anna).update(height_cm=None)

    answer = preview(api(anna), direction="lose")

    assert (answer.status_code, answer.json()["code"]) == (422, "PROFILE_INCOMPLETE")
    assert answer.json()["missing"] == ["height_cm", "body_mass_kg"]


def test_conditions_told_in_the_profile_hold_from_that_day_on(phone, anna, today):
    told = phone.patch("/api/v1/me/profile", {"conditions": ["lactating"]})
    assert told.status_code == 200

    assert EnergyProfile.objects.get(valid_from=today).conditions == ["lactating"]
    assert EnergyProfile.objects.get(valid_from=date(2026, 1, 1)).conditions == []
    assert set_goal(phone, direction="lose").json()["code"] == "LACTATING"
