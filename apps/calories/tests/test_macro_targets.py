"""Protein, carbohydrate and fat of a day; figures are worked by hand."""

from decimal import Decimal

import pytest

from apps.calories.domain.macros import (
    KCAL_PER_G,
    PRESETS,
    REFERENCE_PERCENT,
    Eater,
    MacrosInvalid,
    by_body_mass,
    by_percent,
    by_preset,
)

ANNA = Eater(Decimal(60), age_years=35)
KCAL = Decimal(2000)


def shares(carbohydrate, fat, protein) -> dict[str, Decimal]:
    return {
        "carbohydrate": Decimal(carbohydrate),
        "fat": Decimal(fat),
        "protein": Decimal(protein),
    }


def grams(found) -> tuple[Decimal, ...]:
    return tuple(round(each, 1) for each in (found.carbohydrate_g, found.fat_g, found.protein_g))


def energy_of(found) -> Decimal:
    return sum(getattr(found, f"{name}_g") * kcal for name, kcal in KCAL_PER_G.items())


def problems_of(make, *given) -> list[tuple[str, str]]:
    with pytest.raises(MacrosInvalid) as raised:
        make(*given)
    return [(each.param, each.code) for each in raised.value.problems]


def test_shares_of_energy_become_grams():
    found = by_percent(shares(50, 30, 20), KCAL, ANNA)

    # 1000 / 4, 600 / 9, 400 / 4
    assert grams(found) == (250, Decimal("66.7"), 100)
    assert found.warnings == ()


@pytest.mark.parametrize("percent", [(50, "30.5", 20), (50, "29.5", 20)])
def test_shares_may_miss_100_by_half_and_still_yield_the_energy(percent):
    found = by_percent(shares(*percent), KCAL, ANNA)

    assert energy_of(found) == pytest.approx(KCAL, abs=Decimal("0.0001"))


def test_what_shares_have_beyond_100_is_shared_out():
    found = by_percent(shares(50, "30.5", 20), KCAL, ANNA)

    # 20 / 100.5 × 2000 / 4 and 50 / 100.5 × 2000 / 4
    assert round(found.protein_g, 2) == Decimal("99.50")
    assert round(found.carbohydrate_g, 2) == Decimal("248.76")


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (shares(50, "30.6", 20), [("percent", "NOT_100")]),
        (shares(50, "29.4", 20), [("percent", "NOT_100")]),
        (
            shares(-10, 120, -10),
            [
                ("carbohydrate_percent", "OUT_OF_RANGE"),
                ("fat_percent", "OUT_OF_RANGE"),
                ("protein_percent", "OUT_OF_RANGE"),
            ],
        ),
        (shares("NaN", 50, 50), [("carbohydrate_percent", "OUT_OF_RANGE")]),
        (
            {"fat": Decimal(100)},
            [("carbohydrate_percent", "MISSING"), ("protein_percent", "MISSING")],
        ),
    ],
)
def test_shares_that_cannot_be_are_named_by_field(percent, expected):
    assert problems_of(by_percent, percent, KCAL, ANNA) == expected


def test_no_energy_and_no_body_are_named_together():
    assert problems_of(by_percent, shares(50, 30, 20), Decimal(0), Eater(Decimal(-1))) == [
        ("energy_kcal", "NOT_POSITIVE"),
        ("body_mass_kg", "NOT_POSITIVE"),
    ]


def test_protein_and_fat_per_kg_leave_the_rest_to_carbohydrate():
    found = by_body_mass(Decimal("1.6"), Decimal(1), KCAL, ANNA)

    # 96 g, 60 g; (2000 − 384 − 540) / 4
    assert grams(found) == (269, 60, 96)


def test_less_than_nothing_left_for_carbohydrate_is_an_error():
    # 60 × 5 × 4 + 60 × 2 × 9 = 2280 kcal
    given = (Decimal(5), Decimal(2), KCAL, ANNA)

    assert problems_of(by_body_mass, *given) == [("carbohydrate", "NOTHING_LEFT")]


def test_nothing_at_all_left_for_carbohydrate_is_possible_but_warned_of():
    # 60 × 2.5 × 4 + 60 × 2 × 9 = 1680 kcal
    found = by_body_mass(Decimal("2.5"), Decimal(2), Decimal(1680), ANNA)

    assert found.carbohydrate_g == 0
    assert found.warnings == (
        "carbohydrate_below_reference",
        "fat_above_reference",
        "protein_above_reference",
    )


def test_grams_per_kg_nobody_means_are_named_by_field():
    given = (Decimal(16), Decimal(-1), KCAL, ANNA)

    assert problems_of(by_body_mass, *given) == [
        ("protein_g_per_kg", "OUT_OF_RANGE"),
        ("fat_g_per_kg", "OUT_OF_RANGE"),
    ]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_adds_up(preset):
    found = by_preset(preset, KCAL, ANNA)

    assert sum(PRESETS[preset].values()) == 100
    assert energy_of(found) == pytest.approx(KCAL, abs=Decimal("0.0001"))


@pytest.mark.parametrize("preset", ["balanced", "mediterranean"])
def test_the_presets_for_everyone_are_within_the_reference(preset):
    found = by_preset(preset, KCAL, ANNA)

    assert found.warnings == ()
    for name, (lowest, highest) in REFERENCE_PERCENT.items():
        assert lowest <= round(found.percent_of_energy[name], 6) <= highest


@pytest.mark.parametrize(
    ("preset", "warnings"),
    [
        ("high_protein", ("carbohydrate_below_reference", "protein_above_reference")),
        (
            "low_carb",
            (
                "carbohydrate_below_reference",
                "fat_above_reference",
                "protein_above_reference",
            ),
        ),
    ],
)
def test_the_other_presets_warn_of_what_is_outside(preset, warnings):
    assert by_preset(preset, KCAL, ANNA).warnings == warnings


def test_a_preset_there_is_not_is_named():
    assert problems_of(by_preset, "air", KCAL, ANNA) == [("preset", "UNKNOWN")]


@pytest.mark.parametrize(
    ("age_years", "warnings"),
    [(64, ()), (65, ("protein_per_kg_below_reference",)), (None, ())],
)
def test_who_is_older_needs_more_protein(age_years, warnings):
    # 12 % of 2000 kcal is 60 g, 1.0 g/kg: above 0.90, below 1.1
    eater = Eater(Decimal(60), age_years)

    assert by_percent(shares(58, 30, 12), KCAL, eater).warnings == warnings


def test_a_restriction_caps_protein_at_the_reference_and_gives_the_rest_to_carbohydrate():
    restricted = Eater(Decimal(60), 70, protein_restricted=True)

    found = by_percent(shares(50, 30, 20), KCAL, restricted)

    # 0.83 × 60 instead of 100 g; (2000 − 199.2 − 600) / 4
    assert (found.protein_g, found.protein_capped_from_g) == (Decimal("49.80"), 100)
    assert round(found.carbohydrate_g, 1) == Decimal("300.2")
    # The rest of the day's energy: 60.04 %, within the reference as it is printed
    assert found.warnings == ("protein_below_reference",)


def test_a_restriction_leaves_less_protein_alone():
    restricted = Eater(Decimal(60), protein_restricted=True)

    found = by_body_mass(Decimal("0.8"), Decimal(1), KCAL, restricted)

    assert (found.protein_g, found.protein_capped_from_g) == (48, None)
    assert "protein_per_kg_below_reference" in found.warnings
