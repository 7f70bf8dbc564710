"""Which expenditure a day has, how sure it is, and what activity adds to the goal."""

from datetime import date
from decimal import Decimal

import pytest

from apps.calories.domain.bodies import Body
from apps.calories.domain.energy import (
    Expenditure,
    Learnt,
    Measured,
    activity_credit_kcal,
    by_formula,
    habitual,
    spent,
)

DAY = date(2026, 3, 2)
YESTERDAY = date(2026, 3, 1)


def body(**changes) -> Body:
    """A man of 70 kg and 175 cm, 30 years old on 2026-03-02: basal rate 1695.667."""
    given = {
        "sex": "male",
        "birth_date": date(1996, 3, 2),
        "height_cm": Decimal(175),
        "body_mass_kg": Decimal(70),
        "activity_level": "sedentary",
    }
    return Body(**{**given, **changes})


def learnt(mean=2300, margin=140, state="updating") -> Learnt:
    edges = Decimal(mean - margin), Decimal(mean + margin)
    return Learnt(YESTERDAY, Decimal(mean), *edges, state, Decimal(69))


def measured(active=700, *, basal=1700, grade="good", complete=True) -> Measured:
    return Measured(Decimal(basal), Decimal(active), grade, complete)


def test_a_usual_day_is_the_basal_rate_times_the_activity():
    day = by_formula(body(activity_level="active"), DAY)

    assert day.basal_kcal == Decimal("1695.667")
    assert day.active_kcal == Decimal("1356.5336")  # 0.8 × 1695.667
    assert day.confidence == Decimal("0.3")
    assert day.margin_kcal == Decimal("583.975")  # 1.645 × 355


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

    day = by_formula(small, DAY)

    assert (day.basal_kcal, day.active_kcal) == (1200, Decimal(active))


def test_healthkit_comes_first_then_what_was_learnt_then_the_formula():
    assert spent(measured(), body(), learnt(), DAY).source == "healthkit"
    assert spent(None, body(), learnt(), DAY).source == "adaptive"
    assert spent(None, body(), None, DAY).source == "formula"
    assert spent(None, None, None, DAY) is None


@pytest.mark.parametrize(
    "doubtful", [measured(complete=False), measured(grade="stale"), measured(grade=None)]
)
def test_a_doubtful_day_of_healthkit_is_passed_over(doubtful):
    assert spent(doubtful, body(), learnt(), DAY).source == "adaptive"


def test_an_estimate_from_too_little_is_passed_over():
    assert habitual(body(), learnt(state="insufficient"), DAY).source == "formula"
    assert habitual(body(), learnt(state="holding"), DAY).source == "adaptive"


@pytest.mark.parametrize(
    ("margin", "confidence"),
    [
        (230, "0.75"),  # a tenth of 2300: 1 − 2.5 × 0.1
        (10, "0.9"),  # never more than a good sync
        (700, "0.3"),  # never less than a formula
    ],
)
def test_a_narrower_interval_is_trusted_more(margin, confidence):
    assert habitual(body(), learnt(margin=margin), DAY).confidence == Decimal(confidence)


def test_what_was_learnt_is_split_at_the_basal_rate():
    day = habitual(body(), learnt(2300), DAY)

    assert (day.basal_kcal, day.active_kcal) == (Decimal("1695.667"), Decimal("604.333"))
    assert habitual(body(), learnt(1600), DAY).basal_kcal == 1600


def test_a_measured_day_is_as_sure_as_its_watch():
    # 0.28 × 700 = 196; 207 / 1.96 = 105.612; √(38416 + 11153.9) = 222.643; × 1.645 = 366.248
    assert round(measured().expenditure.margin_kcal, 2) == Decimal("366.25")
    # A degraded sync, 0.7: × 0.9 / 0.7
    degraded = measured(grade="degraded").expenditure
    assert round(degraded.margin_kcal, 2) == Decimal("470.89")


def day(source, active) -> Expenditure:
    return Expenditure(source, Decimal(1700), Decimal(active), Decimal(1), Decimal(0))


@pytest.mark.parametrize(
    ("active", "credit"),
    [
        (700, "0"),  # 504 of them are sure, the plan has 600
        (833, "0"),
        (1000, "120"),  # 720 − 600
        (1500, "480"),  # never the 900 that the watch shows
    ],
)
def test_activity_is_credited_only_beyond_the_plan_and_the_watchs_error(active, credit):
    assert activity_credit_kcal(day("healthkit", active), day("formula", 600)) == Decimal(credit)


def test_without_a_measured_day_there_is_no_credit():
    assert activity_credit_kcal(day("adaptive", 1500), day("adaptive", 600)) == 0
