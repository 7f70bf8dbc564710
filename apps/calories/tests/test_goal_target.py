"""The day's target for a goal, and the limits that protect people."""

from datetime import date
from decimal import Decimal

import pytest

from apps.calories.domain.energy import Body
from apps.calories.domain.goals import Limit, refusal, target

TODAY = date(2026, 3, 2)


def body(*, mass=80, height=180, sex="male", born=date(1990, 1, 1)) -> Body:
    return Body(sex, born, Decimal(height), Decimal(mass), "moderate")


@pytest.mark.parametrize(
    ("direction", "pace", "expected"),
    [
        ("maintain", "moderate", "2500"),
        # 80 kg × share per week × 7700 kcal/kg / 7 days
        ("lose", "slow", "2280"),  # 0.2 kg: −220
        ("lose", "moderate", "2060"),  # 0.4 kg: −440
        ("lose", "fast", "1620"),  # 0.8 kg: −880
        ("gain", "slow", "2610"),  # 0.1 kg: +110
        ("gain", "moderate", "2720"),
        ("gain", "fast", "2940"),
    ],
)
def test_the_target_is_the_need_and_what_the_rate_draws_or_stores(direction, pace, expected):
    found = target(direction, pace, body(), Decimal(2500), TODAY)

    assert (found.energy_kcal, found.limits) == (Decimal(expected), ())


def test_nobody_is_set_to_lose_more_than_a_kilogram_a_week():
    found = target("lose", "fast", body(mass=150), Decimal(3500), TODAY)

    # 1 % of 150 kg would be 1.5 kg; 1 kg is 1100 kcal a day
    assert (found.energy_kcal, found.limits) == (2400, (Limit.RATE_CAP,))


@pytest.mark.parametrize(("sex", "floor"), [("female", 1200), ("male", 1500), ("other", 1500)])
def test_a_target_is_never_below_the_floor(sex, floor):
    found = target("lose", "fast", body(sex=sex), Decimal(1600), TODAY)

    assert (found.energy_kcal, found.limits) == (floor, (Limit.FLOOR,))


def test_the_floor_does_not_lift_a_target_without_a_deficit():
    assert target("gain", "slow", body(), Decimal(1000), TODAY).energy_kcal == 1110


@pytest.mark.parametrize(
    ("born", "refused"), [(date(2008, 3, 2), None), (date(2008, 3, 3), Limit.MINOR)]
)
def test_who_is_not_yet_eighteen_may_not_lose_weight(born, refused):
    young = body(born=born)

    assert refusal("lose", young, TODAY) == refused
    assert refusal("gain", young, TODAY) is None


@pytest.mark.parametrize(("mass", "refused"), [("59.94", None), ("59.93", Limit.UNDERWEIGHT)])
def test_who_is_underweight_may_not_lose_weight(mass, refused):
    # 18.5 kg/m² at 1.80 m is 59.94 kg
    assert refusal("lose", body(mass=mass), TODAY) == refused


def test_a_goal_that_became_unsafe_falls_back_to_the_need():
    found = target("lose", "fast", body(mass=50), Decimal(2000), TODAY)

    assert (found.energy_kcal, found.limits) == (2000, (Limit.UNDERWEIGHT,))
