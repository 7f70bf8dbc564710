"""Which reference values hold for whom; the figures are those of the sources."""

from decimal import Decimal

import pytest

from apps.meals.domain.reference_intakes import (
    Adult,
    Person,
    possible_adults,
    references,
)
from apps.meals.domain.reference_values import (
    EFSA_VALUES,
    LARN_V_VALUES,
    Basis,
    Body,
    Evidence,
    Kind,
)
from apps.meals.tests.references import reference

KCAL_2000 = Decimal(2000)
# EFSA's names, as ours, with what its unit is in ours.
EFSA_NAMES = {
    "Calcium": ("calcium_mg", 1),
    "Iron": ("iron_mg", 1),
    "Fluoride": ("fluoride_mg", 1),
    "Iodine": ("iodine_ug", 1),
    "Manganese": ("manganese_mg", 1),
    "Molybdenum": ("molybdenum_ug", 1),
    "Phosphorus": ("phosphorus_mg", 1),
    "Potassium": ("potassium_mg", 1),
    "Selenium": ("selenium_ug", 1),
    "Copper": ("copper_mg", 1),
    "Magnesium": ("magnesium_mg", 1),
    "Chloride": ("chloride_mg", 1000),
    "Sodium": ("sodium_mg", 1000),
    "Folate": ("folate_ug", 1),
    "Niacin": ("niacin_mg", 1),
    "Riboflavin": ("riboflavin_mg", 1),
    "Thiamin": ("thiamin_mg", 1),
    "Vitamin A": ("vitamin_a_ug", 1),
    "Vitamin B6": ("vitamin_b6_mg", 1),
    "Vitamin C": ("vitamin_c_mg", 1),
    "alpha-Tocopherol": ("vitamin_e_mg", 1),
    "Biotin": ("biotin_ug", 1),
    "Choline": ("choline_mg", 1),
    "Cobalamin": ("vitamin_b12_ug", 1),
    "Pantothenic acid": ("pantothenic_acid_mg", 1),
    "Vitamin D": ("vitamin_d_ug", 1),
    "Vitamin K": ("vitamin_k_ug", 1),
    "Linoleic acid": ("linoleic_acid_g", 1),
    "alpha-linolenic acid": ("alpha_linolenic_acid_g", 1),
}
# LARN V lists these, or they are no nutrient of ours, or depend on what nobody logs (phytate).
EFSA_NOT_TAKEN = {
    "Total carbohydrates", "Dietary fibre", "Total fat", "Saturated fatty acids", "EPA+DHA",
    "Trans-fatty acids", "Water", "Protein", "Zinc", "Energy", "DHA",
}  # fmt: skip
EFSA_UL_NAMES = {
    "vitamin D": "vitamin_d_ug",
    "vitamin E": "vitamin_e_mg",
    "vitamin B6": "vitamin_b6_mg",
    "calcium": "calcium_mg",
    "zinc": "zinc_mg",
    "copper": "copper_mg",
    "iodine": "iodine_ug",
    "selenium": "selenium_ug",
    "molybdenum": "molybdenum_ug",
    "fluoride": "fluoride_mg",
}


def adult(sex="female", age=30, mass=None) -> Adult:
    [one] = possible_adults(Person(sex, age, mass))
    return one


def held(nutrient, who, energy_kcal=KCAL_2000, **options):
    return {one.kind: one for one in references(nutrient, who, energy_kcal, **options)}


def low(nutrient, kind, who, **options):
    return held(nutrient, who, **options)[kind].low


@pytest.mark.parametrize(
    ("sex", "age", "larn_v", "efsa"),
    [("female", 30, 18, 16), ("female", 60, 10, 11), ("male", 30, 10, 11)],
)
def test_iron_depends_on_menopause_and_larn_comes_first(sex, age, larn_v, efsa):
    who = adult(sex, age)
    assert low("iron_mg", Kind.PRI, who) == larn_v
    assert low("iron_mg", Kind.PRI, who, bodies=[Body.EFSA]) == efsa


@pytest.mark.parametrize(
    ("age", "kind", "expected"), [(30, Kind.PRI, 54), (70, Kind.PRI, 54), (70, Kind.SDT, 66)]
)
def test_protein_goes_by_body_mass(age, kind, expected):
    assert low("protein_g", kind, adult("female", age, Decimal(60))) == expected


def test_protein_of_an_unknown_mass_is_that_of_larns_reference():
    assert low("protein_g", Kind.PRI, adult("male", 30)) == 63  # 0.9 × 70 kg


def test_thiamin_is_per_megajoule():
    ten_mj = Decimal(10_000) / Decimal("4.184")
    assert low("thiamin_mg", Kind.PRI, adult(), energy_kcal=ten_mj) == pytest.approx(1)
    assert low("thiamin_mg", Kind.AR, adult(), energy_kcal=ten_mj) == pytest.approx(Decimal("0.72"))


@pytest.mark.parametrize(
    ("nutrient", "kind", "energy", "low", "high"),
    [
        ("fiber_g", Kind.RI, 2600, "32.8", "43.4"),  # 12.6 and 16.7 g per 1000 kcal
        ("fiber_g", Kind.RI, 1000, "25.0", "25.0"),  # never below 25 g
        ("fat_g", Kind.RI, 2000, "44.4", "77.8"),  # 20 and 35 % at 9 kcal/g
        ("carbohydrate_g", Kind.RI, 2000, "225", "300"),
        ("saturated_fat_g", Kind.SDT, 2000, None, "22.2"),
        ("sugars_g", Kind.SDT, 2000, None, "75.0"),
    ],
)
def test_shares_of_energy_become_grams(nutrient, kind, energy, low, high):
    one = held(nutrient, adult(), Decimal(energy))[kind]
    printed = [None if bound is None else round(bound, 1) for bound in (one.low, one.high)]
    assert printed == [None if text is None else Decimal(text) for text in (low, high)]


def test_what_goes_by_energy_is_unknown_without_it():
    assert held("thiamin_mg", adult(), None) == held("thiamin_mg", adult(), Decimal(0)) == {}
    assert set(held("fiber_g", adult(), None)) == {Kind.AI}


def test_each_type_keeps_its_own_source():
    calcium = held("calcium_mg", adult())
    assert {kind: (one.body, one.low, one.high) for kind, one in calcium.items()} == {
        Kind.PRI: (Body.LARN_V, 950, None),
        Kind.AR: (Body.EFSA, 750, None),
        Kind.UL: (Body.EFSA, None, 2500),
    }


@pytest.mark.parametrize(("age", "expected"), [(74, 15), (75, 20)])
def test_vitamin_d_rises_at_75(age, expected):
    assert low("vitamin_d_ug", Kind.PRI, adult("male", age)) == expected


def test_between_45_and_55_a_woman_may_be_either():
    assert [one.fertile for one in possible_adults(Person("female", 44))] == [True]
    assert [one.fertile for one in possible_adults(Person("female", 45))] == [True, False]
    assert [one.fertile for one in possible_adults(Person("female", 56))] == [False]


def test_who_tells_no_sex_may_be_either():
    for sex in ("other", ""):
        both = possible_adults(Person(sex, 30))
        assert {one.sex for one in both} == {"male", "female"}


def test_there_are_no_values_for_children():
    assert possible_adults(Person("female", 17)) == []


def test_a_recalled_value_says_so():
    assert held("vitamin_b6_mg", adult())[Kind.UL].evidence is Evidence.RECALLED
    assert held("vitamin_b6_mg", adult())[Kind.PRI].evidence is Evidence.SECONDARY


def test_efsas_values_are_all_here(shared_data):
    """Adults neither pregnant nor breast-feeding; the file does not tell PRI from AI."""
    rows = reference(shared_data, "reference_intakes.json")["efsa"]["adult_values"]
    checked = 0
    for row in rows:
        if row["nutrient"] in EFSA_NOT_TAKEN or row["stage"] in ("pregnancy", "lactation"):
            continue
        nutrient, times = EFSA_NAMES[row["nutrient"]]
        found = {
            (value.low, value.high)
            for value in EFSA_VALUES
            if value.nutrient == nutrient
            and value.kind.value in row["type"].split("/")
            and row["sex"] in ("both", value.sex or row["sex"])
            and value.fertile in (None, row["stage"] == "premenopausal")
            and (("18-24" in row["age"]) == (value.ages == (18, 24)))
            and ("/MJ" in row["unit"]) == (value.basis is Basis.MJ)
        }
        assert found == {(row["value"] * times, None)}, row
        checked += 1
    assert checked > 70


def test_efsas_upper_levels_are_here_where_they_can_be_compared(shared_data):
    rows = reference(shared_data, "reference_intakes.json")["efsa_upper_levels_adults"]["values"]
    levels = {
        EFSA_UL_NAMES[row["nutrient"]]: row["ul"]
        for row in rows
        if row["nutrient"] in EFSA_UL_NAMES
    }
    ours = {value.nutrient: value.high for value in EFSA_VALUES if value.kind is Kind.UL}
    assert ours == levels


def test_larn_vs_micronutrients_are_all_here(shared_data):
    groups = {
        "m_18_64": ("male", 30), "m_65": ("male", 70), "f_18_64": ("female", 30),
        "f_premenopause": ("female", 30), "f_post_menopause": ("female", 60),
        "f_65": ("female", 70), "over_75": ("female", 75),
    }  # fmt: skip
    larn = reference(shared_data, "reference_intakes.json")["larn_2024_v"]
    for row in larn["micronutrients"]:
        for group in groups.keys() & row.keys():
            found = held(row["n"], adult(*groups[group]), bodies=[Body.LARN_V])
            assert found[Kind(row["type"])].low == row[group], (row["n"], group)


def test_larn_vs_macronutrients_are_all_here(shared_data):
    larn = reference(shared_data, "reference_intakes.json")["larn_2024_v"]
    figures = {
        (value.nutrient, value.kind, value.basis): [value.low, value.high]
        for value in LARN_V_VALUES
    }
    fat, protein = larn["fat"], larn["protein"]
    percent = {
        ("carbohydrate_g", Kind.RI): larn["carbohydrate"]["ri_energy_pct"],
        ("sugars_g", Kind.SDT): [None, larn["sugars_total"]["sdt_energy_pct_max"]],
        ("fat_g", Kind.RI): fat["ri_energy_pct"],
        ("saturated_fat_g", Kind.SDT): [None, fat["saturated_sdt_energy_pct_max"]],
        ("polyunsaturated_fat_g", Kind.RI): fat["pufa_ri_energy_pct"],
        ("omega_6_fat_g", Kind.RI): fat["n6_ri_energy_pct"],
        ("omega_3_fat_g", Kind.RI): fat["n3_ri_energy_pct"],
        ("protein_g", Kind.RI): protein["energy_pct_ri"],
    }
    for (nutrient, kind), bounds in percent.items():
        assert figures[nutrient, kind, Basis.ENERGY_PERCENT] == bounds
    for sex in ("male", "female"):
        assert low("water_g", Kind.AI, adult(sex)) == larn["water_ml"][sex]
        assert low("protein_g", Kind.PRI, adult(sex)) == protein["pri_g"][sex]
        assert round(low("protein_g", Kind.AR, adult(sex))) == protein["ar_g"][sex]
        assert low("protein_g", Kind.SDT, adult(sex, 65)) == protein["sdt_65plus_g"][sex]


def test_larn_iv_has_nothing_that_the_first_two_lack(shared_data):
    older = reference(shared_data, "reference_intakes.json")["larn_2014_iv"]
    named = {*older["vitamins_pri_ai"]["male_18_59"], *older["minerals"]} - {"evidence"}
    codes = {name.removesuffix("_ai").removesuffix("_re") for name in named}

    assert {code for code in codes if not held(code, adult())} == set()
