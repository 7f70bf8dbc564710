"""Plans to a goal weight, against the numbers NIH's Body Weight Planner shows on the web."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.calories.domain.planner import days_to_reach, fan, follow, intake_to_reach, plan
from apps.calories.domain.weight_dynamics import Physiology


def body_of(sex, age, height, mass, pal, **known) -> Physiology:
    return Physiology.at_baseline(
        sex=sex,
        age_years=age,
        height_cm=height,
        body_mass_kg=mass,
        activity_factor=pal,
        **known,
    )


MAN = body_of("male", 36, 173, 76, 1.5)
WOMAN = body_of("female", 21, 164, 58, 1.7)


@pytest.mark.parametrize(
    ("body", "goal_kg", "official"),
    # niddk.nih.gov/bwp as recorded by the tests of INSP-RH/bw: now, to reach in 365 days, to keep
    [(MAN, 70, (2503, 2287, 2360)), (WOMAN, 55, (2278, 2159, 2187))],
)
def test_the_numbers_of_the_official_planner(body, goal_kg, official):
    made = plan(body, goal_kg, 365)

    assert (made.maintenance_kcal, made.reach_kcal, made.keep_kcal) == pytest.approx(
        official, abs=1
    )


def test_every_case_of_the_reference(shared_data):
    table = json.loads((shared_data / "reference/niddk_planner_goals.json").read_text())
    for case in table["cases"]:
        body = body_of(
            case["sex"], case["age_y"], case["height_cm"], case["weight_kg"], case["pal"]
        )
        made = plan(body, case["goal_kg"], case["days"])
        last = follow(body, made.reach_kcal, case["days"])

        assert made.maintenance_kcal == pytest.approx(case["maintenance_now_kcal"], abs=0.01)
        assert made.reach_kcal == pytest.approx(case["intake_to_reach_goal_kcal"], abs=1)
        assert made.keep_kcal == pytest.approx(case["intake_to_maintain_goal_kcal"], abs=2)
        assert last.body_mass_kg[-1] == pytest.approx(case["end_weight_kg"], abs=1e-6)
        assert 100 * last.fat_mass_kg[-1] / last.body_mass_kg[-1] == pytest.approx(
            case["bodyfat_end_pct"], abs=0.01
        )


def test_who_reached_a_goal_and_eats_to_keep_it_keeps_it():
    made = plan(MAN, 70, 365)
    mass = follow(MAN, [(0, made.reach_kcal), (365, made.keep_kcal)], 5 * 365).body_mass_kg

    # A deficit drives out water, which is why the scale shows a little more afterwards.
    assert max(abs(kg - 70) for kg in mass[365:]) < 0.35


@given(
    st.floats(60, 90), st.integers(14, 900), st.sampled_from(["male", "female"]), st.floats(0, 1)
)
@settings(max_examples=40, deadline=None)
def test_the_intake_found_is_at_the_goal_on_the_day(goal_kg, days, sex, fat):
    body = body_of(sex, 40, 175, 75, 1.6, body_fat_percent=15 + 20 * fat)
    intake = intake_to_reach(body, goal_kg, days, 0, 10_000)

    if intake is not None and abs(goal_kg - 75) > 0.1:
        assert follow(body, intake, days).body_mass_kg[-1] == pytest.approx(goal_kg, abs=2e-7)
        # A hundredth of a kilocalorie further the goal is met by its day, and short of it later.
        further = 0.01 if goal_kg > 75 else -0.01
        assert days_to_reach(body, intake + further, goal_kg) <= days
        assert days_to_reach(body, intake - further, goal_kg, longest_days=days) is None


@pytest.mark.parametrize(("goal_kg", "days"), [(126, 7), (60, 7), (30, 3650)])
def test_what_neither_starving_nor_gorging_gives_is_unreachable(goal_kg, days):
    made = plan(MAN, goal_kg, days)

    assert not made.reachable
    assert (made.reach_kcal, made.keep_kcal) == (None, None)


def test_an_unreachable_goal_has_its_earliest_day_at_the_bound():
    made = plan(MAN, 65, 60, lowest_kcal=1500, highest_kcal=4000)
    before, on = follow(MAN, 1500, made.earliest_days).body_mass_kg[-2:]

    assert not made.reachable
    assert made.earliest_days > 60
    assert before > 65 >= on
    assert plan(MAN, 65, made.earliest_days, lowest_kcal=1500, highest_kcal=4000).reachable


def test_a_goal_beyond_what_the_bounds_ever_give_has_no_earliest_day():
    assert plan(MAN, 60, 365, lowest_kcal=2300).earliest_days is None
    assert plan(MAN, 90, 365, highest_kcal=2600).earliest_days is None


def test_bounds_above_maintenance_do_not_keep_a_weight():
    made = plan(MAN, 70, 365, lowest_kcal=2600, highest_kcal=4000)

    assert (made.reachable, made.earliest_days) == (False, None)


def test_to_stay_as_one_is():
    made = plan(MAN, 76, 100)

    assert made.reach_kcal == pytest.approx(made.maintenance_kcal, abs=1e-3)
    assert made.keep_kcal == pytest.approx(made.maintenance_kcal, abs=1e-3)
    assert made.earliest_days == 0


def test_days_to_a_goal():
    losing = days_to_reach(MAN, 2000, 70)
    gaining = days_to_reach(MAN, 3000, 80)

    assert follow(MAN, 2000, losing).body_mass_kg[-2] > 70
    assert follow(MAN, 2000, losing).body_mass_kg[-1] <= 70
    assert follow(MAN, 3000, gaining).body_mass_kg[-1] >= 80


def test_no_days_lead_beyond_the_plateau_or_the_other_way():
    assert days_to_reach(MAN, 2300, 60) is None
    assert days_to_reach(MAN, 3000, 70) is None
    assert days_to_reach(MAN, 2000, 70, longest_days=10) is None


@pytest.mark.parametrize(
    ("goal_kg", "days", "bounds"),
    [
        (70, 0, {}),
        (0, 100, {}),
        (float("nan"), 100, {}),
        (70, 100, {"lowest_kcal": 3000, "highest_kcal": 2000}),
        (70, 100, {"lowest_kcal": -1}),
    ],
)
def test_plans_that_make_no_sense_are_refused(goal_kg, days, bounds):
    with pytest.raises(ValueError, match=r"kg|not in"):
        plan(MAN, goal_kg, days, **bounds)


def man_spending(expenditure_kcal) -> Physiology:
    return body_of("male", 36, 173, 76, 1.5, expenditure_kcal=expenditure_kcal)


def test_what_one_spends_being_uncertain_opens_a_fan():
    made = fan(man_spending, (2300, 2500, 2700), 2000, 180)

    # Who spends more loses more on the same food.
    assert made.lower == follow(man_spending(2700), 2000, 180).body_mass_kg
    assert made.middle == follow(man_spending(2500), 2000, 180).body_mass_kg
    assert made.upper == follow(man_spending(2300), 2000, 180).body_mass_kg
    assert made.lower[0] == made.upper[0] == pytest.approx(76)
    assert made.upper[180] - made.lower[180] > made.upper[30] - made.lower[30] > 1


@given(st.floats(1000, 4000), st.floats(0, 600), st.floats(0, 600))
@settings(max_examples=30, deadline=None)
def test_the_edges_of_a_fan_enclose_its_middle(intake, below, above):
    made = fan(man_spending, (2500 - below, 2500, 2500 + above), intake, 120)

    assert all(
        low <= middle <= high
        for low, middle, high in zip(made.lower, made.middle, made.upper, strict=True)
    )
