"""The day's target for a goal, and the limits that protect people."""

from datetime import date
from decimal import Decimal

import pytest

from apps.calories.domain.bodies import Body
from apps.calories.domain.goals import Aim, refusal, target
from apps.calories.domain.safety import Condition, Decision, Limit

TODAY = date(2026, 3, 2)


def body(*, mass=80, height=180, sex="male", born=date(1990, 1, 1)) -> Body:
    return Body(sex, born, Decimal(height), Decimal(mass), "moderate")


def at(mass) -> Aim:
    """The wish to weigh so much."""
    return Aim(goal_mass_kg=Decimal(mass))


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
    found = target(Aim(direction, pace), body(), Decimal(2500), TODAY)

    assert (found.energy_kcal, found.limits) == (Decimal(expected), ())
    assert found.decision == Decision.OK


def test_nobody_is_set_to_lose_more_than_a_kilogram_a_week():
    found = target(Aim("lose", "fast"), body(mass=150), Decimal(3500), TODAY)

    # 1 % of 150 kg would be 1.5 kg; 1 kg is 1100 kcal a day
    assert (found.energy_kcal, found.limits) == (2400, (Limit.RATE_CAP,))
    assert [(step.before_kcal, step.after_kcal) for step in found.clamps] == [(1850, 2400)]


@pytest.mark.parametrize(("sex", "floor"), [("female", 1200), ("male", 1500), ("other", 1500)])
def test_a_target_is_never_below_the_floor(sex, floor):
    found = target(Aim("lose", "fast"), body(sex=sex), Decimal(1600), TODAY)

    assert (found.energy_kcal, found.limits) == (floor, (Limit.FLOOR,))


@pytest.mark.parametrize(("direction", "expected"), [("maintain", 1000), ("gain", 1110)])
def test_the_floor_does_not_lift_a_target_without_a_deficit(direction, expected):
    found = target(Aim(direction, "slow"), body(), Decimal(1000), TODAY)

    assert (found.energy_kcal, found.decision) == (expected, Decision.OK)


@pytest.mark.parametrize(
    ("born", "refused"), [(date(2008, 3, 2), None), (date(2008, 3, 3), Limit.MINOR)]
)
def test_who_is_not_yet_eighteen_may_not_lose_weight(born, refused):
    young = body(born=born)

    assert refusal(Aim("lose"), young, TODAY) == refused
    assert refusal(Aim("gain"), young, TODAY) is None


@pytest.mark.parametrize(
    ("born", "refused"), [(date(1951, 3, 3), None), (date(1951, 3, 2), Limit.OLDER)]
)
def test_who_is_75_may_not_lose_weight(born, refused):
    assert refusal(Aim("lose"), body(born=born), TODAY) == refused


@pytest.mark.parametrize(("mass", "refused"), [("59.94", None), ("59.93", Limit.UNDERWEIGHT)])
def test_who_is_underweight_may_not_lose_weight(mass, refused):
    # 18.5 kg/m² at 1.80 m is 59.94 kg
    assert refusal(Aim("lose"), body(mass=mass), TODAY) == refused


def test_a_goal_that_became_unsafe_falls_back_to_the_need():
    found = target(Aim("lose", "fast"), body(mass=50), Decimal(2000), TODAY)

    assert (found.energy_kcal, found.limits) == (2000, (Limit.UNDERWEIGHT,))


def test_a_minor_is_told_no_energy_for_losing():
    young = body(born=date(2010, 1, 1))

    found = target(Aim("lose"), young, Decimal(2500), TODAY)

    assert (found.energy_kcal, found.limits) == (None, (Limit.MINOR,))
    assert target(Aim(), young, Decimal(2500), TODAY).energy_kcal == 2500


def test_a_wanted_body_mass_below_the_healthy_range_is_refused():
    assert refusal(at("59.9"), body(), TODAY) == Limit.GOAL_UNDERWEIGHT
    assert refusal(at("59.95"), body(), TODAY) is None


def test_a_wanted_body_mass_below_the_present_one_is_a_loss():
    pregnant = [Condition.PREGNANT]

    assert refusal(at(75), body(), TODAY, pregnant) == Limit.PREGNANT
    assert refusal(at(85), body(), TODAY, pregnant) is None


@pytest.mark.parametrize(
    "aim", [Aim("lose"), Aim("gain"), at(75), at(45), Aim(intake_kcal=Decimal(2000))]
)
def test_with_an_eating_disorder_keeping_the_weight_is_the_only_goal(aim):
    history = [Condition.EATING_DISORDER_HISTORY]

    assert refusal(aim, body(), TODAY, history) == Limit.EATING_DISORDER_HISTORY
    assert refusal(Aim("maintain", "slow"), body(), TODAY, history) is None


def test_a_planned_energy_is_taken_as_it_is_inside_the_limits():
    aim = Aim("lose", goal_mass_kg=Decimal(75), planned_kcal=Decimal("2103.4"))

    found = target(aim, body(), Decimal(2500), TODAY)

    assert (found.energy_kcal, found.decision) == (Decimal("2103.4"), Decision.OK)


def test_a_plan_that_is_too_fast_is_slowed_down():
    aim = Aim("lose", goal_mass_kg=Decimal(65), planned_kcal=Decimal(1100))

    found = target(aim, body(), Decimal(2500), TODAY)

    assert (found.energy_kcal, found.limits) == (1620, (Limit.RATE_CAP,))


def test_a_plan_without_its_energy_goes_at_the_pace():
    aim = Aim("lose", "slow", goal_mass_kg=Decimal(75))

    assert target(aim, body(), Decimal(2500), TODAY).energy_kcal == 2280


def test_a_wanted_intake_counts_before_the_rest():
    aim = Aim("lose", "slow", planned_kcal=Decimal(2200), intake_kcal=Decimal(2100))

    assert target(aim, body(), Decimal(2500), TODAY).energy_kcal == 2100
