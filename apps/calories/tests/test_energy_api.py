"""Basal rates, requirements and projections over HTTP."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from apps.calories.tests.facts import body

pytestmark = pytest.mark.django_db

MAN = "sex=male&age_years=36&height_cm=173&body_mass_kg=76"


def rates(client, query=""):
    found = client.get(f"/api/v1/energy/bmr?{query}").json()
    return {one["equation"]: one for one in found["rates"]}, found


def test_all_equations_of_a_body_that_is_asked_about(api, anna):
    found, answer = rates(api(anna), MAN)

    # SCIENCE: Mifflin's original 1668.37; revised Harris–Benedict by hand:
    # 88.362 + 1018.172 + 830.227 − 204.372 = 1732.389
    assert found["mifflin_st_jeor_1990"]["estimate_kcal"] == 1668.37
    assert found["roza_shizgal_1984"]["estimate_kcal"] == 1732.389
    assert found["roza_shizgal_1984"]["standard_error_kcal"] == 108.7
    assert answer["default"] == "roza_shizgal_1984"
    lacking = {one["equation"]: one["missing"] for one in answer["lacking"]}
    assert lacking["katch_mcardle"] == ["body_fat_percent"]


def test_the_floor_is_shown_with_what_it_lifted(api, anna):
    found, _ = rates(api(anna), "sex=female&age_years=90&height_cm=145&body_mass_kg=40")

    small = found["roza_shizgal_1984"]
    # 447.593 + 369.88 + 449.21 − 389.7
    assert (small["estimate_kcal"], small["used_kcal"]) == (876.983, 1200)
    assert small["floor_applied"] is True


def test_other_is_the_mean_of_both(api, anna):
    query = "sex={}&age_years=36&height_cm=173&body_mass_kg=76"
    client = api(anna)
    by_sex = [
        rates(client, query.format(sex))[0]["roza_shizgal_1984"]["estimate_kcal"]
        for sex in ("male", "female", "other")
    ]

    assert by_sex[2] == pytest.approx((by_sex[0] + by_sex[1]) / 2, abs=1e-6)


def test_without_a_height_the_equations_of_weight_alone_are_left(api, stranger):
    found, answer = rates(api(stranger), "sex=female&age_years=30&body_mass_kg=60")

    # SCIENCE.md reference cases
    assert found["schofield_1985_weight"]["estimate_kcal"] == 1333.16
    assert found["henry_2005_weight_only"]["estimate_kcal"] == 1278.4
    assert set(found) == {"schofield_1985_weight", "henry_2005_weight_only"}
    assert all("height_cm" in one["missing"] for one in answer["lacking"][:3])


def test_the_own_body_is_used_where_nothing_is_said(api, anna):
    body(anna)
    own, _ = rates(api(anna))
    heavier, _ = rates(api(anna), "body_mass_kg=70")

    assert heavier["roza_shizgal_1984"]["estimate_kcal"] == pytest.approx(
        own["roza_shizgal_1984"]["estimate_kcal"] + 92.47
    )


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("height_cm=300", "height_cm"),
        ("age_years=-1", "age_years"),
        ("body_mass_kg=500", "body_mass_kg"),
        ("body_fat_percent=90", "body_fat_percent"),
        ("sex=dragon", "sex"),
        ("birth_date=1890-01-01", "birth_date"),
        ("birth_date=2090-01-01", "birth_date"),
        ("age_years=30&birth_date=1990-01-01", "age_years"),
        ("height=170", "height"),
    ],
)
@pytest.mark.parametrize("path", ["energy/bmr", "energy/requirement"])
def test_a_body_there_cannot_be_is_refused_by_its_field(api, anna, path, query, param):
    answer = api(anna).get(f"/api/v1/{path}?{query}")

    assert answer.status_code == 422, answer.json()
    assert [error["param"] for error in answer.json()["errors"]] == [param]


@pytest.mark.parametrize(("today", "age"), [("2027-02-28", 26), ("2027-03-01", 27)])
def test_who_was_born_on_29_february_is_a_year_older_on_1_march(api, anna, today, age):
    query = "sex=female&height_cm=165&body_mass_kg=60&birth_date=2000-02-29"
    with time_machine.travel(f"{today}T12:00:00Z"):
        found, _ = rates(api(anna), query)

    # 447.593 + 554.82 + 511.17 = 1513.583, less 4.33 a year
    assert found["roza_shizgal_1984"]["estimate_kcal"] == pytest.approx(1513.583 - 4.33 * age)


def test_requirements_by_every_method_for_the_level(api, anna):
    query = "sex=female&age_years=56&height_cm=157&body_mass_kg=55&activity_level=sedentary"
    found = api(anna).get(f"/api/v1/energy/requirement?{query}").json()

    by_method = {one["method"]: one for one in found["requirements"]}
    # NASEM 2023 low active: 575.77 − 7.01 × 56 + 6.60 × 157 + 12.14 × 55 = 1887.11
    assert by_method["nasem_2023"]["energy_kcal"] == 1887.1
    assert by_method["efsa_2013_average"]["energy_mj"] == 7.5  # women of 50-59 at 1.4
    assert set(by_method) == {
        "factorial", "efsa_2013", "efsa_2013_average", "iom_2005", "nasem_2023",
    }  # fmt: skip
    assert found["activity_factors"] == {
        "sedentary": 1.4, "light": 1.5, "moderate": 1.6, "active": 1.8, "very_active": 2.0,
    }  # fmt: skip


def test_a_requirement_of_somebody_unknown_says_what_is_missing(api, stranger):
    found = api(stranger).get("/api/v1/energy/requirement?sex=male&age_years=40").json()

    assert found["requirements"] == []
    assert found["missing"] == ["height_cm", "body_mass_kg", "activity_level"]


def test_eating_the_maintenance_keeps_the_weight_and_the_fan_opens(api, anna):
    body(anna)
    client = api(anna)
    first = client.get("/api/v1/projection?days=365").json()

    found = client.get(
        f"/api/v1/projection?days=365&intake_kcal={first['maintenance_kcal']}"
    ).json()

    year = found["results"]
    assert len(year) == 366
    assert {day["expected_kg"] for day in year} == {60.0}
    widths = [day["upper_kg"] - day["lower_kg"] for day in (year[0], year[30], year[365])]
    assert widths[0] == 0 < widths[1] < widths[2]
    assert found["expenditure_source"] == "formula"


def test_a_projection_is_not_a_straight_line(api, anna):
    body(anna, body_mass_kg=Decimal(76), sex="male", height_cm=Decimal(173))
    client = api(anna)
    maintenance = client.get("/api/v1/projection?days=1").json()["maintenance_kcal"]

    year = client.get(f"/api/v1/projection?days=365&intake_kcal={maintenance - 500:.2f}").json()

    lost = 76 - year["results"][-1]["expected_kg"]
    assert lost < 500 * 365 / 7700 * 0.7  # 23.7 kg would be the fairy tale


@pytest.mark.parametrize(
    ("query", "param"),
    [("days=731", "days"), ("days=0", "days"), ("intake_kcal=-1", "intake_kcal")],
)
def test_a_projection_that_is_none_is_refused(api, anna, query, param):
    body(anna)
    answer = api(anna).get(f"/api/v1/projection?{query}")

    assert (answer.status_code, answer.json()["errors"][0]["param"]) == (422, param)


def test_children_are_not_projected(api, anna):
    body(anna, birth_date=timezone.localdate() - timedelta(days=15 * 365))

    answer = api(anna).get("/api/v1/projection?intake_kcal=1800")

    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_NOT_MODELLED")


def test_without_a_body_nothing_is_projected(api, stranger):
    answer = api(stranger).get("/api/v1/projection")

    assert (answer.status_code, answer.json()["code"]) == (422, "PROFILE_INCOMPLETE")


def test_a_birth_in_a_leap_year_can_be_told_by_age(api, anna):
    with time_machine.travel("2028-02-29T12:00:00Z"):
        found, _ = rates(api(anna), "sex=female&age_years=27&height_cm=165&body_mass_kg=60")

    assert found["roza_shizgal_1984"]["estimate_kcal"] == pytest.approx(1513.583 - 4.33 * 26)


def test_the_day_of_birth_of_the_profile_counts(api, anna):
    body(anna)
    with time_machine.travel("2027-05-16T12:00:00Z"):
        before, _ = rates(api(anna))
    with time_machine.travel("2027-05-17T12:00:00Z"):
        after, _ = rates(api(anna))

    older = before["roza_shizgal_1984"]["estimate_kcal"]
    assert older - after["roza_shizgal_1984"]["estimate_kcal"] == pytest.approx(4.33)
