"""Who is told to eat how little, and what is refused; a proposal until a clinician signs it."""

import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from apps.calories.domain.bodies import Body
from apps.calories.domain.goals import Aim, target, wanted_kcal
from apps.calories.domain.safety import (
    CLINICIAN_FIRST,
    RULES,
    Clamp,
    Condition,
    Decision,
    Limit,
    Turn,
    allowed_kcal,
    judge,
    lowest_goal_mass_kg,
    scoff_positive,
)

TODAY = date(2026, 3, 2)
NEED = Decimal(2500)


def body(*, mass=80, height=180, sex="male", age=35) -> Body:
    born = date(TODAY.year - age, 1, 1)
    return Body(sex, born, Decimal(str(height)), Decimal(str(mass)), "moderate")


def losing(who=None, need=NEED, *, conditions=(), goal=None, wanted=2000):
    return judge(
        Decimal(wanted),
        who or body(),
        Decimal(need),
        TODAY,
        goal_mass_kg=None if goal is None else Decimal(str(goal)),
        conditions=conditions,
    )


def whole(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def judged(given: dict):
    """A case of the reference; its rate is in percent of body mass a week."""
    who = body(
        mass=given["weight_kg"],
        height=Decimal(str(given["height_m"])) * 100,
        sex=given["sex"],
        age=given["age_y"],
    )
    need = Decimal(given["tdee_kcal"])
    if (wanted := given["wanted_intake_kcal"]) is None:
        share = Decimal(str(given["wanted_rate_pct_bw_week"])) / 100
        wanted = need + share * who.body_mass_kg * 7700 / 7
    found = losing(
        who,
        need,
        conditions=[Condition(flag) for flag in given["flags"]],
        goal=given["goal_weight_kg"],
        wanted=wanted,
    )
    return who, found


def test_every_reference_case_is_decided_exactly(shared_data):
    table = json.loads((shared_data / "reference/safety_limits.json").read_text())
    assert len(table["test_cases"]) >= 7
    for case in table["test_cases"]:
        who, found = judged(case["input"])
        computed = {
            "decision": found.decision,
            "reasons": list(found.limits),
            "target_kcal": whole(found.energy_kcal),
            "bmi": round(float(who.bmi), 1),
            "min_goal_weight_kg": float(found.lowest_goal_mass_kg or 0),
        }
        expected = case["expected"]
        assert {name: computed[name] for name in expected} == expected, case["id"]


def test_the_worked_cases_of_the_science():
    # A woman of 60 kg wants 1 %: 1700 − 660 = 1040, below the floor
    woman = losing(body(sex="female", mass=60, height=165, age=30), 1700, wanted=1040)
    assert (woman.energy_kcal, woman.limits) == (1200, (Limit.FLOOR,))

    # A man of 80 kg wants 1000: 1 % is 0.8 kg a week, 880 kcal a day
    man = losing(body(mass=80), 2400, wanted=1000)
    assert (man.energy_kcal, man.limits) == (1520, (Limit.RATE_CAP,))


def test_every_step_is_explained_with_its_figures():
    found = losing(body(sex="female", mass=70, height=165, age=30), 1950, wanted=900)

    assert found.decision == Decision.CLAMPED
    assert found.clamps == (
        Clamp(Limit.RATE_CAP, Decimal(900), Decimal(1180)),  # 0.7 kg a week: 770 kcal
        Clamp(Limit.FLOOR, Decimal(1180), Decimal(1200)),
    )


@pytest.mark.parametrize(("mass", "least"), [(80, 1620), (100, 1400), (150, 1400)])
def test_nobody_loses_faster_than_1_percent_or_1_kg_a_week(mass, least):
    assert allowed_kcal(body(mass=mass), NEED)[0] == least


def test_nobody_gains_faster_than_half_a_percent_a_week():
    # 0.4 kg a week of 80 kg is 440 kcal
    at_most = losing(wanted=2940)
    too_much = losing(wanted=3500)

    assert (at_most.decision, at_most.energy_kcal) == (Decision.OK, 2940)
    assert (too_much.energy_kcal, too_much.limits) == (2940, (Limit.GAIN_CAP,))


@pytest.mark.parametrize("condition", [Condition.PREGNANT, Condition.LACTATING])
def test_a_mother_is_told_the_need_with_what_it_adds(condition):
    who = body(sex="female", mass=70, height=165, age=30)

    found = target(
        Aim("lose", "moderate"),
        who,
        Decimal(2100),
        TODAY,
        conditions=[condition],
        addition_kcal=Decimal(500),
    )

    assert (found.decision, found.energy_kcal) == (Decision.NO_DEFICIT, 2600)
    assert found.limits == (Limit(condition),)


@pytest.mark.parametrize("condition", [Condition.EATING_DISORDER_HISTORY, Condition.SCOFF_POSITIVE])
@pytest.mark.parametrize("wanted", [1500, 2500, 2700])
def test_an_eating_disorder_shows_no_figure_whatever_is_wanted(condition, wanted):
    found = losing(conditions=[condition], wanted=wanted, goal=45)

    assert (found.decision, found.energy_kcal) == (Decision.NO_DEFICIT, None)
    assert (found.limits, found.lowest_goal_mass_kg) == ((Limit(condition),), None)


@pytest.mark.parametrize(("yes", "positive"), [(0, False), (1, False), (2, True), (5, True)])
def test_two_yes_of_scoff_are_a_sign(yes, positive):
    assert scoff_positive(yes) is positive


@pytest.mark.parametrize(
    ("age", "decision", "kcal", "limits"),
    [
        (17, Decision.NO_DEFICIT, None, (Limit.MINOR,)),
        (18, Decision.OK, 2000, ()),
        (74, Decision.OK, 2000, ()),
        (75, Decision.NO_DEFICIT, 2500, (Limit.OLDER,)),
    ],
)
def test_the_young_and_the_old_are_told_no_deficit(age, decision, kcal, limits):
    found = losing(body(age=age))

    assert (found.decision, found.energy_kcal, found.limits) == (decision, kcal, limits)


@pytest.mark.parametrize("age", [17, 80])
def test_who_may_not_lose_may_keep_or_gain(age):
    assert losing(body(age=age), wanted=2500).decision == Decision.OK
    assert losing(body(age=age), wanted=2600).energy_kcal == 2600


def test_the_underweight_are_told_the_need():
    found = losing(body(mass="59.93"))  # 18.5 kg/m² at 1.80 m is 59.94 kg

    assert (found.decision, found.energy_kcal) == (Decision.NO_DEFICIT, 2500)
    assert found.limits == (Limit.UNDERWEIGHT,)
    assert losing(body(mass="59.94")).decision == Decision.OK


def test_the_index_of_adults_says_nothing_of_the_young():
    thin = body(mass=45, age=14)

    assert losing(thin).limits == (Limit.MINOR,)
    assert losing(thin, wanted=2500, goal=50).decision == Decision.OK


def test_every_reason_is_given():
    found = losing(body(mass=50, age=80, sex="female"), conditions=[Condition.LACTATING])

    assert found.limits == (Limit.LACTATING, Limit.UNDERWEIGHT, Limit.OLDER)


@pytest.mark.parametrize(
    ("height", "least"),
    [(165, "50.4"), (180, "60.0"), (170, "53.5")],  # 50.37, 59.94, 53.465
)
def test_the_least_goal_is_rounded_to_the_safe_side(height, least):
    assert lowest_goal_mass_kg(body(height=height)) == Decimal(least)


def test_a_goal_below_the_healthy_range_is_refused_before_all_clamps():
    found = losing(goal="59.9", wanted=500)

    assert (found.decision, found.energy_kcal) == (Decision.REFUSE_GOAL, None)
    assert found.limits == (Limit.GOAL_UNDERWEIGHT,)
    assert found.lowest_goal_mass_kg == 60
    assert found.clamps == ()


def test_a_refused_goal_names_the_other_reasons_too():
    found = losing(body(mass=55, age=76), goal=50)

    assert found.decision == Decision.REFUSE_GOAL
    assert found.limits == (Limit.GOAL_UNDERWEIGHT, Limit.UNDERWEIGHT, Limit.OLDER)


@pytest.mark.parametrize(
    "condition",
    [
        Condition.INSULIN_OR_SULFONYLUREA,
        Condition.KIDNEY_DISEASE,
        Condition.LIVER_DISEASE,
        Condition.BARIATRIC_SURGERY,
        Condition.GLP1_MEDICINE,
    ],
)
def test_a_clinician_comes_first_but_nothing_is_refused(condition):
    found = losing(conditions=[condition])

    assert (found.decision, found.energy_kcal) == (Decision.OK, 2000)
    assert found.consult == (condition,)
    assert RULES[condition].turn_to == Turn.TREATING_SPECIALIST


def test_a_clinician_is_named_beside_every_decision():
    kidney = Condition.KIDNEY_DISEASE
    for found in (
        losing(conditions=[kidney, Condition.EATING_DISORDER_HISTORY]),
        losing(conditions=[kidney], goal=45),
        losing(body(age=80), conditions=[kidney]),
    ):
        assert found.consult == (kidney,)


def test_every_reason_says_what_it_is_and_who_cannot_lose_is_sent_somewhere():
    for limit in Limit:
        assert RULES[limit].says
        assert RULES[limit].source
    steps = {Limit.RATE_CAP, Limit.GAIN_CAP, Limit.FLOOR}
    assert {limit for limit in Limit if RULES[limit].turn_to is None} == steps
    assert {*CLINICIAN_FIRST, *(Condition(one) for one in Limit if one in set(Condition))} == set(
        Condition
    )


def test_every_code_is_fit_for_an_api():
    codes = [limit.code for limit in Limit]

    assert len(set(codes)) == len(codes)
    assert all(code.isidentifier() for code in codes)


def test_a_rate_of_exactly_the_fastest_is_no_clamp():
    who = body(mass="83.7")
    wanted = wanted_kcal(Aim("lose", "fast"), who, NEED)

    assert losing(who, wanted=wanted).decision == Decision.OK


@pytest.mark.parametrize("sex", ["female", "male", "other"])
@pytest.mark.parametrize("mass", [45, 62, 80, 130, 300])
@pytest.mark.parametrize("wanted", [0, 800, 1400, 2000, 2499, 2500, 2600, 9000])
def test_no_target_ever_leaves_the_limits(sex, mass, wanted):
    who = body(sex=sex, mass=mass)
    found = losing(who, wanted=wanted)
    least, most = allowed_kcal(who, NEED)

    assert least <= found.energy_kcal <= most
    assert found.energy_kcal >= {"female": 1200}.get(sex, 1500)
