"""How much energy a body spends; figures are worked by hand from the published equations."""

import json
from datetime import date
from decimal import Decimal

import pytest

from apps.calories.domain.energy import Body, basal_metabolic_rate_kcal, expenditure


def body(**changes) -> Body:
    """A man of 70 kg and 175 cm, 30 years old on 2026-03-02."""
    given = {
        "sex": "male",
        "birth_date": date(1996, 3, 2),
        "height_cm": Decimal(175),
        "body_mass_kg": Decimal(70),
        "activity_level": "sedentary",
    }
    return Body(**{**given, **changes})


def rate(sex, mass, height, age) -> Decimal:
    return basal_metabolic_rate_kcal(
        sex=sex, body_mass_kg=Decimal(mass), height_cm=Decimal(height), age_years=age
    )


@pytest.mark.parametrize(
    ("sex", "mass", "height", "age", "expected"),
    [
        # SCIENCE.md: 88.362 + 13.397 × 70 + 4.799 × 175 − 5.677 × 30
        ("male", 70, 175, 30, "1695.667"),
        # 447.593 + 9.247 × 60 + 3.098 × 165 − 4.330 × 30
        ("female", 60, 165, 30, "1383.683"),
        # the mean of (88.362 + 803.82 + 791.835 − 170.31 = 1513.707) and 1383.683
        ("other", 60, 165, 30, "1448.695"),
    ],
)
def test_the_basal_rate_is_the_revised_harris_benedict_one(sex, mass, height, age, expected):
    assert rate(sex, mass, height, age) == Decimal(expected)


def test_the_basal_rate_equals_what_other_programs_computed(shared_data):
    table = json.loads((shared_data / "reference/bmr_equations.json").read_text())
    rows = [row for row in table["cases"] if row["equation"] == "roza_shizgal_1984"]
    off = [
        row
        for row in rows
        if abs(
            float(rate(row["sex"], str(row["weight_kg"]), str(row["height_cm"]), int(row["age_y"])))
            - row["expected_kcal_per_day"]
        )
        > row["tolerance_kcal"]
    ]

    assert rows
    assert off == []


@pytest.mark.parametrize(
    ("on", "age"),
    [
        (date(2026, 2, 28), 25),  # the birthday has not come yet
        (date(2026, 3, 1), 26),
        (date(2028, 2, 28), 27),
        (date(2028, 2, 29), 28),  # the real birthday
    ],
)
def test_someone_born_on_29_february_grows_older_on_1_march(on, age):
    assert body(birth_date=date(2000, 2, 29)).age_years(on) == age


def test_a_day_is_the_basal_rate_times_the_activity():
    spent = expenditure(body(activity_level="active"), date(2026, 3, 2))

    assert spent.basal_kcal == Decimal("1695.667")
    assert spent.active_kcal == Decimal("1356.5336")  # 0.8 × 1695.667
    assert spent.confidence == Decimal("0.3")


@pytest.mark.parametrize(
    ("level", "active"),
    [("sedentary", "480"), ("light", "600"), ("moderate", "720"), ("very_active", "1200")],
)
def test_a_low_basal_rate_is_lifted_to_1200(level, active):
    # An old woman of 40 kg and 145 cm: 447.593 + 369.88 + 449.21 − 389.7 = 876.983
    small = body(
        sex="female",
        birth_date=date(1936, 1, 1),
        height_cm=Decimal(145),
        body_mass_kg=Decimal(40),
        activity_level=level,
    )

    spent = expenditure(small, date(2026, 3, 2))

    assert spent.basal_estimate_kcal == Decimal("876.983")
    assert (spent.basal_kcal, spent.floor_applied) == (1200, True)
    assert spent.active_kcal == Decimal(active)
