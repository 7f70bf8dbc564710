"""Intake read from weight, on curves of the dynamic model whose intake is known."""

import json
from datetime import date, timedelta
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.calories.domain.intake_from_weight import WINDOW_DAYS, LinearModel
from apps.calories.domain.weight_dynamics import Physiology, project
from apps.calories.domain.weight_trend import slope_kg_per_day
from apps.calories.tests.test_weight_dynamics import CASES, changed_by, man

FIRST = date(2025, 1, 1)

# The inputs of the cases as in test_weight_dynamics, with the three that change something else.
BODIES = {
    name: (sex, age, height, mass, pal, changes, days, {})
    for name, sex, age, height, mass, pal, changes, days, _, _ in CASES
} | {
    "C11": ("female", 40, 165, 75, 1.5, [(0, 0)], 90, {"sodium_change_mg": -1500}),
    "C12": ("male", 40, 180, 90, 1.5, [(0, 0)], 90, {"carbohydrate_share": 0.1}),
    "C14": ("male", 36, 173, 76, 1.5, [(0, -500)], 180, {"sodium_change_mg": -800}),
}


def window(masses, start: int, end: int) -> list[tuple[date, float]]:
    """Weigh-ins from the start day to the end day, both inclusive."""
    return [(FIRST + timedelta(day), masses[day]) for day in range(start, end + 1)]


def body_and_masses(name: str):
    sex, age, height, mass, pal, changes, days, diet = BODIES[name]
    body = Physiology.at_baseline(
        sex=sex, age_years=age, height_cm=height, body_mass_kg=mass, activity_factor=pal
    )
    return body, changed_by(body, changes, days, **diet).body_mass_kg


def test_density_and_cost_by_hand():
    # C02: α = 10.4 / 16.5519 = 0.628326; (179.254 + 9440.727 + α (229.446 + 1816.444)) /
    # (0.76 (1 + α)) = 8812.3; ((3.10707 + 21.98853 α) / (1 + α) + 7.68328) / 0.76 = 23.7845
    model = LinearModel.around(man())

    assert model.energy_density_kcal_per_kg == pytest.approx(8812.3, abs=0.05)
    assert model.expenditure_kcal_per_kg == pytest.approx(23.7845, abs=1e-4)
    assert model.time_constant_days == pytest.approx(370.5, abs=0.05)


def test_every_case_of_the_reference(shared_data):
    table = json.loads((shared_data / "reference/linearized_intake_from_weight.json").read_text())
    for case in table["cases"]:
        body, masses = body_and_masses(case["id"][:3])
        model = LinearModel.around(body)

        assert model.energy_density_kcal_per_kg == pytest.approx(case["rho_kcal_per_kg"], rel=1e-5)
        assert model.expenditure_kcal_per_kg == pytest.approx(
            case["epsilon_kcal_per_kg_day"], rel=1e-5
        )
        assert model.time_constant_days == pytest.approx(case["tau_days"], abs=0.06)
        for row in case["windows"]:
            seen = window(masses, row["day_from"], row["day_to"])
            estimate = model.intake_change_kcal(seen)
            assert slope_kg_per_day(seen) == pytest.approx(row["slope_kg_per_day"], abs=3e-6)
            assert fmean(kg for _, kg in seen) == pytest.approx(row["mean_weight_kg"], abs=3e-4)
            assert estimate == pytest.approx(row["dEI_estimated_kcal"], abs=0.1)


@pytest.mark.parametrize("name", ["C02", "C03", "C04", "C05", "C08", "C10", "C13"])
def test_a_lasting_change_of_intake_is_found_within_30_kcal(name):
    change = BODIES[name][5][0][1]
    body, masses = body_and_masses(name)
    model = LinearModel.around(body)
    off = [
        model.intake_change_kcal(window(masses, start, start + WINDOW_DAYS)) - change
        for start in range(28, 336, 28)
    ]

    assert max(map(abs, off)) < 30


def test_intake_is_the_baseline_and_the_change():
    body = man()
    flat = window([76.0] * 29, 0, 28)

    assert LinearModel.around(body).intake_kcal(flat) == pytest.approx(body.expenditure_kcal)


@given(st.floats(-400, 400), st.floats(15, 40))
@settings(max_examples=25, deadline=None)
def test_small_changes_are_found_in_the_second_month(change, fat):
    body = man(body_fat_percent=fat)
    masses = project(body, body.expenditure_kcal + change, 90).body_mass_kg
    estimate = LinearModel.around(body).intake_change_kcal(window(masses, 56, 84))

    assert estimate == pytest.approx(change, abs=30)


def test_a_body_without_fat_has_the_densities_of_lean_tissue():
    model = LinearModel.around(man(body_fat_percent=0))

    # Lean tissue stores 1816.444 kcal/kg and costs 229.446; 76 % of a change is felt.
    assert model.energy_density_kcal_per_kg == pytest.approx(2691.96, abs=0.01)


@pytest.mark.parametrize("weigh_ins", [[], [(FIRST, 76.0)]])
def test_too_few_weigh_ins_are_refused(weigh_ins):
    with pytest.raises(ValueError, match="at least"):
        LinearModel.around(man()).intake_change_kcal(weigh_ins)
