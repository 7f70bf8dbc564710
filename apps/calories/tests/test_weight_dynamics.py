"""The model of body mass; reference curves were solved by other programs (see SCIENCE.md)."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.calories.domain.weight_dynamics import (
    FAT_ENERGY,
    GLYCOGEN_ENERGY,
    LEAN_ENERGY,
    Physiology,
    Projection,
    estimated_body_fat_percent,
    plateau,
    project,
)

# SCIENCE.md §2: case, sex, age, height, mass, PAL, changes of intake by day, days, EIb, end mass
# of the appendix's equations solved by DOP853.
CASES = [
    ("C01", "male", 36, 173, 76, 1.5, [(0, 0)], 365, 2502.6, 76.000),
    ("C02", "male", 36, 173, 76, 1.5, [(0, -500)], 365, 2502.6, 62.031),
    ("C03", "female", 30, 165, 80, 1.6, [(0, -500)], 365, 2435.0, 66.836),
    ("C04", "male", 45, 180, 110, 1.4, [(0, -750)], 365, 2810.5, 88.815),
    ("C05", "female", 25, 170, 60, 1.8, [(0, 250)], 365, 2480.2, 65.829),
    ("C06", "male", 30, 180, 90, 1.6, [(0, -600), (180, 0)], 365, 3010.4, 84.480),
    ("C07", "male", 22, 178, 70, 2.0, [(0, 500)], 365, 3417.1, 80.329),
    ("C08", "female", 65, 160, 70, 1.4, [(0, -300)], 365, 1705.9, 61.309),
    (
        "C09",
        *("female", 40, 180, 80, 1.5),
        [(0, -50), (100, -100), (200, -150), (300, -200)],
        *(365, 2349.6, 76.406),
    ),
    ("C10", "female", 45, 165, 150, 1.4, [(0, -1000)], 730, 3006.3, 104.427),
    ("C13", "female", 35, 168, 80, 1.5, [(0, -100)], 1460, 2274.0, 75.122),
]


def man(**changes) -> Physiology:
    """36 years old, 173 cm, 76 kg, PAL 1.5: keeps his weight on 2,502.6 kcal."""
    given_ = {
        "sex": "male",
        "age_years": 36,
        "height_cm": 173,
        "body_mass_kg": 76,
        "activity_factor": 1.5,
    }
    return Physiology.at_baseline(**{**given_, **changes})


def changed_by(body: Physiology, changes, days: int, **diet) -> Projection:
    intake = [(day, body.expenditure_kcal + change) for day, change in changes]
    return project(body, intake, days, **diet)


def stored_kcal(curve: Projection, day: int) -> float:
    return (
        FAT_ENERGY * curve.fat_mass_kg[day]
        + LEAN_ENERGY * curve.lean_tissue_kg[day]
        + GLYCOGEN_ENERGY * curve.glycogen_kg[day]
    )


bodies = st.builds(
    Physiology.at_baseline,
    sex=st.sampled_from(["male", "female", "other"]),
    age_years=st.integers(18, 90),
    height_cm=st.floats(150, 200),
    body_mass_kg=st.floats(50, 160),
    activity_factor=st.floats(1.2, 2.4),
    carbohydrate_share=st.floats(0.1, 0.7),
)


@pytest.mark.parametrize(
    ("sex", "age", "height", "mass", "pal", "changes", "days", "maintenance", "end"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_end_of_a_projection_is_that_of_the_published_equations(
    sex, age, height, mass, pal, changes, days, maintenance, end
):
    body = Physiology.at_baseline(
        sex=sex, age_years=age, height_cm=height, body_mass_kg=mass, activity_factor=pal
    )

    assert body.expenditure_kcal == pytest.approx(maintenance, abs=0.051)
    assert changed_by(body, changes, days).body_mass_kg[-1] == pytest.approx(end, abs=0.001)


def test_less_sodium_and_less_carbohydrate_end_where_the_published_equations_do():
    woman = man(sex="female", age_years=40, height_cm=165, body_mass_kg=75)
    heavier = man(age_years=40, height_cm=180, body_mass_kg=90)
    c11 = changed_by(woman, [(0, 0)], 90, sodium_change_mg=-1500)
    c12 = changed_by(heavier, [(0, 0)], 90, carbohydrate_share=0.1)
    c14 = changed_by(man(), [(0, -500)], 180, sodium_change_mg=-800)

    assert c11.body_mass_kg[-1] == pytest.approx(74.536, abs=0.001)
    assert c12.body_mass_kg[-1] == pytest.approx(88.207, abs=0.001)
    assert c14.body_mass_kg[-1] == pytest.approx(66.968, abs=0.001)


def test_every_day_of_the_reference_curves(shared_data):
    table = json.loads((shared_data / "reference/hall_weight_dynamics.json").read_text())
    for case in table["cases"]:
        inputs, daily = case["inputs"], case["daily"]
        body = man(
            sex=inputs["sex"],
            age_years=inputs["age_y"],
            height_cm=inputs["height_m"] * 100,
            body_mass_kg=inputs["weight_kg"],
            activity_factor=inputs["pal"],
            carbohydrate_share=inputs["carb_fraction_baseline"],
        )
        curve = changed_by(
            body,
            inputs["intake_change_phases_startday_kcal"],
            inputs["days"],
            carbohydrate_share=inputs["carb_fraction_new"],
            sodium_change_mg=inputs["delta_sodium_mg_per_day"],
        )

        assert curve.body_mass_kg == pytest.approx(daily["ode_paper_weight_kg"], abs=5e-4)
        assert curve.fat_mass_kg == pytest.approx(daily["ode_paper_fat_kg"], abs=5e-4)
        assert curve.expenditure_kcal == pytest.approx(daily["ode_paper_tee_kcal"], abs=0.06)
        assert curve.body_mass_kg == pytest.approx(daily["nih_planner_js_weight_kg"], abs=0.03)


def test_the_baseline_of_the_reference(shared_data):
    table = json.loads((shared_data / "reference/hall_weight_dynamics.json").read_text())
    baseline = table["cases"][1]["baseline"]
    body = man()

    assert body.resting_kcal == pytest.approx(baseline["rmr_kcal"], abs=0.001)
    assert body.fat_mass_kg == pytest.approx(baseline["fat_kg"], abs=1e-4)
    assert body.extracellular_fluid_kg == pytest.approx(baseline["ecf_kg"], abs=1e-4)
    assert body.lean_tissue_kg == pytest.approx(baseline["lean_kg_excl_ecf_glycogen"], abs=1e-4)
    assert body.activity_kcal_per_kg == pytest.approx(baseline["delta_kcal_per_kg"], abs=1e-5)
    assert body.constant_kcal == pytest.approx(baseline["K_kcal"], abs=0.001)


def test_a_hundred_kcal_less_take_years():
    # SCIENCE.md §2: a woman of 80 kg, kilograms lost by day
    woman = man(sex="female", age_years=35, height_cm=168, body_mass_kg=80)
    mass = changed_by(woman, [(0, -100)], 1460).body_mass_kg
    lost = {90: 0.934, 180: 1.62, 365: 2.706, 730: 3.974, 1095: 4.585, 1460: 4.878}

    assert {day: 80 - mass[day] for day in lost} == pytest.approx(lost, abs=0.001)


def test_a_projection_is_not_the_rule_of_7700_kcal_per_kilogram():
    mass = changed_by(man(), [(0, -500)], 365).body_mass_kg

    lost = mass[0] - mass[365]

    assert lost == pytest.approx(13.97, abs=0.01)  # the rule: 500 × 365 / 7,700 = 23.7
    assert mass[0] - mass[180] > 1.2 * (mass[180] - mass[360])


@given(bodies)
@settings(max_examples=30, deadline=None)
def test_eating_what_one_spends_keeps_the_weight(body):
    curve = project(body, body.expenditure_kcal, 730)

    assert max(abs(mass - body.body_mass_kg) for mass in curve.body_mass_kg) < 1e-9
    assert curve.expenditure_kcal == pytest.approx([body.expenditure_kcal] * 731, abs=1e-6)


@given(bodies, st.floats(-800, 800), st.floats(0.2, 0.6), st.floats(-2000, 2000))
@settings(max_examples=30, deadline=None)
def test_energy_is_conserved(body, change, share, sodium):
    """Simpson's rule over 60 days, once glycogen has settled, and stores by their densities."""
    intake = max(800.0, body.expenditure_kcal + change)
    curve = project(body, intake, 74, carbohydrate_share=share, sodium_change_mg=sodium)
    spent = curve.expenditure_kcal[14:]
    total = (spent[0] + 4 * sum(spent[1:-1:2]) + 2 * sum(spent[2:-1:2]) + spent[-1]) / 3

    assert stored_kcal(curve, 74) - stored_kcal(curve, 14) == pytest.approx(
        60 * intake - total, abs=0.01
    )


@given(bodies, st.floats(0, 5000), st.floats(1, 1000))
@settings(max_examples=30, deadline=None)
def test_who_eats_more_weighs_more(body, intake, more):
    less = project(body, intake, 365).body_mass_kg[1:]
    heavier = project(body, intake + more, 365).body_mass_kg[1:]

    assert all(low < high for low, high in zip(less, heavier, strict=True))


@given(bodies, st.sampled_from([0.0, 300.0, 20_000.0]))
@settings(max_examples=20, deadline=None)
def test_whatever_one_eats_there_is_a_body(body, intake):
    curve = project(body, intake, 3650)

    assert all(map(math.isfinite, curve.body_mass_kg))
    assert min(curve.fat_mass_kg) >= 0
    assert min(curve.lean_tissue_kg) >= body.lean_tissue_kg / 2 - 1e-9
    assert min(curve.extracellular_fluid_kg) > 0


def test_starving_ends_at_half_of_the_lean_tissue():
    body = man()
    curve = project(body, 0, 400)

    assert curve.lean_tissue_kg[-1] == pytest.approx(body.lean_tissue_kg / 2)
    # Lean 19.01, fat 16.55 × e^(−19.01 / 10.4) = 2.66, fluid 19.57 − 4/3
    assert curve.body_mass_kg[-1] == pytest.approx(39.91, abs=0.02)
    assert curve.glycogen_kg[-1] < 0.01


def test_water_comes_back_when_the_salt_does():
    curve = project(man(), man().expenditure_kcal, 90, sodium_change_mg=[(0, -1500), (30, 0)])

    # 1,500 mg a day over an excretion of 3,000 mg per kilogram
    assert curve.extracellular_fluid_kg[0] - curve.extracellular_fluid_kg[30] == pytest.approx(
        0.5, abs=1e-6
    )
    assert curve.extracellular_fluid_kg[90] == pytest.approx(curve.extracellular_fluid_kg[0])
    assert curve.body_mass_kg[90] == pytest.approx(76, abs=0.02)


def test_a_change_counts_from_its_day_on():
    body = man()
    late = changed_by(body, [(10, -500)], 40).body_mass_kg

    assert late[:11] == pytest.approx([76.0] * 11, abs=1e-9)
    assert late[10:] == pytest.approx(changed_by(body, [(0, -500)], 30).body_mass_kg, abs=1e-9)


def test_a_phase_begun_again_changes_nothing():
    whole = project(man(), 2000, 60)
    cut = project(man(), [(0, 2000), (1, 2000), (33, 2000)], 60)

    assert cut.body_mass_kg == pytest.approx(whole.body_mass_kg, abs=1e-9)


def test_later_phases_beyond_the_end_and_no_days_at_all():
    assert project(man(), [(0, 2000), (100, 900)], 20) == project(man(), 2000, 20)
    assert project(man(), 2000, 0).body_mass_kg == pytest.approx((76.0,))


@given(bodies, st.floats(0.7, 1.4))
@settings(max_examples=30, deadline=None)
def test_a_plateau_is_where_a_long_projection_ends(body, share):
    intake = share * body.expenditure_kcal

    assert plateau(body, intake).body_mass_kg == pytest.approx(
        project(body, intake, 20_000).body_mass_kg[-1], abs=0.02
    )


def test_a_measured_expenditure_replaces_the_formula():
    body = man(expenditure_kcal=2800.0)

    assert body.activity_factor == pytest.approx(2800 / 1668.37)
    assert project(body, 2800, 100).body_mass_kg[-1] == pytest.approx(76, abs=1e-9)
    assert body == man(activity_factor=2800 / 1668.37, expenditure_kcal=2800.0)


def test_an_expenditure_below_the_resting_rate_does_not_make_activity_negative():
    body = man(expenditure_kcal=1200.0)

    assert body.activity_kcal_per_kg == 0
    assert project(body, 1100, 3650).body_mass_kg[-1] == pytest.approx(
        plateau(body, 1100).body_mass_kg, abs=0.1
    )


def test_other_lies_between_the_sexes():
    bodies_ = [man(sex=sex) for sex in ("female", "other", "male")]

    assert bodies_[1].resting_kcal == pytest.approx(1668.37 - 83)
    assert sorted(bodies_, key=lambda body: body.fat_mass_kg, reverse=True) == bodies_
    ends = [project(body, 2000, 365).body_mass_kg[-1] for body in bodies_]
    assert sorted(ends, reverse=True) == ends


def test_the_body_fat_of_the_reference_is_met(shared_data):
    table = json.loads((shared_data / "reference/bmr_equations.json").read_text())
    assert len(table["body_fat_cases"]) == 6
    for case in table["body_fat_cases"]:
        measures = (case["sex"], case["age_y"], case["height_cm"], case["weight_kg"])
        found = estimated_body_fat_percent(*measures)
        assert found == pytest.approx(case["expected_body_fat_pct"], abs=1e-6)


def test_body_fat_of_another_sex_is_the_mean_of_the_two():
    both = [estimated_body_fat_percent(sex, 30, 170, 70) for sex in ("female", "male")]

    assert estimated_body_fat_percent("other", 30, 170, 70) == pytest.approx(sum(both) / 2)


@pytest.mark.parametrize(
    ("height", "mass", "expected"),
    [
        (200, 50, 0.0),  # BMI 12.5: the regression gives −4.7 %
        (165, 150, 64.4930),  # 0.14 × 45 + 39.96 ln(55.096) − 102.01
        (165, 300, 70.0),  # 92.2 % by the regression
    ],
)
def test_body_fat_is_clamped_where_the_regression_leaves_what_a_body_can_be(height, mass, expected):
    sex, age = ("male", 36) if mass == 50 else ("female", 45)

    assert estimated_body_fat_percent(sex, age, height, mass) == pytest.approx(expected, abs=0.001)


def test_a_body_without_fat_lives_on_its_lean_tissue():
    lean = man(body_fat_percent=0)
    curve = project(lean, 2000, 60)

    assert set(curve.fat_mass_kg) == {0.0}
    assert curve.body_mass_kg[60] < 76


def test_a_tiny_adult_is_still_a_body():
    tiny = man(height_cm=105, body_mass_kg=25, body_fat_percent=20)

    assert project(tiny, tiny.expenditure_kcal, 365).body_mass_kg[-1] == pytest.approx(25)


@pytest.mark.parametrize(
    "changes",
    [
        {"body_mass_kg": 0},
        {"body_mass_kg": math.nan},
        {"body_mass_kg": 10, "height_cm": 60},  # no fluid is left by the regression
        {"height_cm": 1.73},  # metres
        {"age_years": -1},
        {"activity_factor": 0.5},
        {"expenditure_kcal": 0.0},
        {"expenditure_kcal": math.inf},
        {"body_fat_percent": -1},
        {"body_fat_percent": 71},
        {"carbohydrate_share": 0},
        {"carbohydrate_share": 50},
    ],
)
def test_figures_no_body_has_are_refused(changes):
    with pytest.raises(ValueError, match=r"not in|no body"):
        man(**changes)


@pytest.mark.parametrize(
    ("intake", "days", "diet"),
    [
        (-1, 10, {}),
        (math.nan, 10, {}),
        (20_001, 10, {}),
        ([(-1, 2000)], 10, {}),
        (2000, -1, {}),
        (2000, 10**6, {}),
        (2000, 10, {"carbohydrate_share": 1.1}),
        (2000, 10, {"sodium_change_mg": math.inf}),
    ],
)
def test_figures_no_diet_has_are_refused(intake, days, diet):
    with pytest.raises(ValueError, match="not in"):
        project(man(), intake, days, **diet)
