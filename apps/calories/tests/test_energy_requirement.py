"""How much energy is required, by the published tables and formulas."""

import json
from decimal import Decimal

import pytest

from apps.calories.domain import requirement
from apps.calories.domain.metabolic_rate import Equation, Evidence, estimate_kcal


def number(value) -> Decimal:
    return Decimal(str(value))


def reference(shared_data) -> dict:
    return json.loads((shared_data / "reference/energy_requirements_pal.json").read_text())


def iom(case: dict, body_mass_kg: Decimal) -> Decimal:
    return requirement.iom_2005(
        sex=case["sex"],
        age_years=case["age_y"],
        height_cm=number(case["height_m"]) * 100,
        body_mass_kg=body_mass_kg,
        activity=case["activity"],
    ).energy_kcal


def nasem(case: dict) -> Decimal:
    return requirement.nasem_2023(
        sex=case["sex"],
        age_years=case["age_y"],
        height_cm=number(case["height_cm"]),
        body_mass_kg=number(case["weight_kg"]),
        activity=case["level"],
    ).energy_kcal


def average(sex, age_years, level):
    return requirement.efsa_2013_average(
        sex=sex, age_years=age_years, physical_activity_level=number(level)
    )


def test_every_cell_of_the_iom_table_is_met(shared_data):
    cases = reference(shared_data)["iom_eer_table_cases"]

    assert len(cases) == 24
    for case in cases:
        body_mass_kg = number(case["bmi"]) * number(case["height_m"]) ** 2
        assert abs(iom(case, body_mass_kg) - case["expected_eer_kcal"]) <= 1


def test_every_nasem_case_is_met(shared_data):
    cases = reference(shared_data)["nasem_2023_eer_adults"]["cases"]

    assert len(cases) == 14
    for case in cases:
        assert abs(nasem(case) - number(case["eer_kcal"])) <= Decimal("0.01")


def test_the_printed_ranges_of_nasem_are_met(shared_data):
    (check,) = reference(shared_data)["nasem_2023_eer_adults"]["published_ranges_check"]
    woman = {"sex": "female", "age_y": 56, "height_cm": 157}
    for level in ("inactive", "low_active", "active"):
        found = [nasem({**woman, "weight_kg": mass, "level": level}) for mass in (55, 85)]
        assert [round(kcal, -1) for kcal in found] == check[level]


def test_every_nasem_coefficient_is_the_one_of_the_reference(shared_data):
    theirs = reference(shared_data)["nasem_2023_eer_adults"]["coefficients"]
    ours = {
        sex: {level: [float(each) for each in row] for level, row in levels.items()}
        for sex, levels in requirement.NASEM_2023.items()
    }

    assert ours == theirs


def test_every_cell_of_efsas_table_is_met(shared_data):
    cells = reference(shared_data)["efsa_energy_ar_adults"]["cells"]

    assert len(cells) == 48
    for cell in cells:
        for age_years in (int(cell["age"][:2]), int(cell["age"][3:5])):
            found = average(cell["sex"], age_years, cell["pal"])
            assert abs(found.energy_mj - number(cell["ar_mj"])) < Decimal("0.05")
            assert round(found.energy_kcal) == cell["ar_kcal"]


def test_efsas_method_gives_what_efsa_prints(shared_data):
    for check in reference(shared_data)["henry_recompute_checks"]:
        for level, printed_mj in check["efsa_printed_MJ"].items():
            found = requirement.efsa_2013(
                sex=check["sex"],
                age_years=check["age_y"],
                height_cm=number(check["height_m"]) * 100,
                physical_activity_level=number(level),
            )
            assert abs(found.energy_mj - number(printed_mj)) <= number(check["tolerance_MJ"])


def test_the_example_of_fao_is_met(shared_data):
    example = reference(shared_data)["fao_worked_example"]
    basal_kcal = estimate_kcal(
        Equation.SCHOFIELD_1985,
        sex=example["sex"],
        age_years=25,
        body_mass_kg=number(example["weight_kg"]),
    )
    found = requirement.factorial(basal_kcal, number(example["pal"]))

    # FAO rounds the basal rate to 0.01 MJ and the requirement to 10 kcal on the way
    assert abs(found.energy_mj - number(example["requirement_MJ"])) <= Decimal("0.02")
    assert round(found.energy_kcal, -1) == example["requirement_kcal"]


def test_the_matrix_of_nih_is_the_one_of_the_reference(shared_data):
    theirs = reference(shared_data)["nih_planner_pal_matrix"]["rows_leisure"]
    ours = {
        leisure: {work: float(factor) for work, factor in row.items()}
        for leisure, row in requirement.NIH_PLANNER_PAL.items()
    }

    assert ours == theirs


def test_the_activity_levels_are_those_of_the_reference(shared_data):
    table = reference(shared_data)
    levels = {str(level) for level in requirement.EFSA_PAL.values()}

    assert levels == set(table["efsa_pal"]) - {"evidence"}
    for band, bounds in requirement.FAO_PAL_BANDS.items():
        assert [float(each) for each in bounds] == table["fao_2004_pal"][band]
    for sex, coefficients in requirement.IOM_2005_ACTIVITY.items():
        theirs = table["iom_pal_bands"][f"PA_coeff_{sex}"]
        assert {name: float(each) for name, each in coefficients.items()} == theirs


def test_efsas_rounded_figures_are_those_of_its_table(shared_data):
    printed = reference(shared_data)["efsa_rounded_AR_PAL1_6_kcal"]
    for age_years, key in ((30, "women/men 30-39"), (50, "50-59"), (70, "70-79")):
        found = [average(sex, age_years, "1.6").energy_kcal for sex in ("female", "male")]
        # The press release rounds to 100 kcal, and the women's 2,079 down
        assert all(abs(kcal - near) < 100 for kcal, near in zip(found, printed[key], strict=True))


def test_the_products_levels_are_efsas_and_one_between():
    assert {
        "sedentary": Decimal("1.4"),
        "light": Decimal("1.5"),
        "moderate": Decimal("1.6"),
        "active": Decimal("1.8"),
        "very_active": Decimal("2.0"),
    } == requirement.ACTIVITY_FACTORS


def test_iom_2005_by_hand():
    # 662 − 9.53 × 30 + 1.25 × (15.91 × 70 + 539.6 × 1.75)
    found = requirement.iom_2005(
        sex="male",
        age_years=30,
        height_cm=Decimal(175),
        body_mass_kg=Decimal(70),
        activity="active",
    )

    assert found.energy_kcal == Decimal("2948.6")
    assert (found.evidence, "2005" in found.source) == (Evidence.RETRIEVED, True)


def test_another_sex_requires_the_mean_of_the_two():
    body = {"age_y": 30, "height_cm": 165, "weight_kg": 60, "level": "inactive"}
    both = [nasem({**body, "sex": sex}) for sex in ("female", "male")]

    assert nasem({**body, "sex": "other"}) == sum(both) / 2


@pytest.mark.parametrize(
    ("activity", "evidence"),
    [("active", Evidence.SECONDARY), ("very_active", Evidence.RECALLED)],
)
def test_what_is_recalled_says_so(activity, evidence):
    found = requirement.nasem_2023(
        sex="male",
        age_years=30,
        height_cm=Decimal(178),
        body_mass_kg=Decimal(75),
        activity=activity,
    )

    assert found.evidence == evidence


@pytest.mark.parametrize("formula", [requirement.iom_2005, requirement.nasem_2023])
def test_the_formulas_of_adults_refuse_who_is_none(formula):
    with pytest.raises(ValueError, match="19 years"):
        formula(
            sex="male",
            age_years=18,
            height_cm=Decimal(175),
            body_mass_kg=Decimal(70),
            activity="low_active",
        )


@pytest.mark.parametrize("formula", [requirement.iom_2005, requirement.nasem_2023])
def test_the_formulas_of_adults_begin_with_19_years(formula):
    found = formula(
        sex="male",
        age_years=19,
        height_cm=Decimal(175),
        body_mass_kg=Decimal(70),
        activity="low_active",
    )

    assert found.energy_kcal > 2500


@pytest.mark.parametrize(("age_years", "level"), [(17, "1.6"), (80, "1.6"), (30, "1.5")])
def test_there_is_no_cell_for_other_ages_and_levels(age_years, level):
    assert average("male", age_years, level) is None


@pytest.mark.parametrize(
    ("trimester", "lactating", "kcal"),
    [
        (None, False, 0),
        (1, False, 70),
        (2, False, 260),
        (3, False, 500),
        (None, True, 500),
        (1, True, 570),  # pregnant while still breast-feeding
    ],
)
def test_a_pregnancy_and_breast_feeding_add_to_it(trimester, lactating, kcal):
    found = requirement.addition(trimester=trimester, lactating=lactating)

    assert found.energy_kcal == kcal


def test_there_is_no_fourth_trimester():
    with pytest.raises(KeyError):
        requirement.addition(trimester=4)
