"""Amounts in the units people use; grams worked out by hand."""

from decimal import Decimal

import pytest

from apps.shared.quantities import (
    FoodMeasure,
    Unit,
    energy_interval_kcal,
    interval_g,
    mass_of,
)

OIL = FoodMeasure(density_g_per_ml=Decimal("0.92"))


@pytest.mark.parametrize(
    ("amount", "unit", "grams"),
    [
        ("80", "g", "80"),
        ("0.25", "kg", "250"),
        ("1500", "mg", "1.5"),
        ("2", "oz", "56.69904625"),
        ("1", "lb", "453.59237"),
    ],
)
def test_masses_are_exact(amount, unit, grams):
    assert mass_of(Decimal(amount), Unit(unit)) == (Decimal(grams), 1)


@pytest.mark.parametrize(
    ("amount", "unit", "grams", "confidence"),
    [
        ("500", "ml", "460", "1"),
        ("0.5", "l", "460", "1"),
        ("1", "cup", "220.8", "0.9"),
        ("2", "tbsp", "27.6", "0.9"),
        ("1", "tsp", "4.6", "0.9"),
    ],
)
def test_volumes_weigh_by_the_foods_density(amount, unit, grams, confidence):
    assert mass_of(Decimal(amount), Unit(unit), OIL) == (Decimal(grams), Decimal(confidence))


def test_a_volume_of_unknown_density_is_taken_for_water_and_trusted_less():
    assert mass_of(Decimal(100), Unit.ML) == (100, Decimal("0.8"))
    assert mass_of(Decimal(1), Unit.CUP) == (240, Decimal("0.72"))  # 0.9 × 0.8


def test_millilitres_of_what_is_described_per_100_ml_are_certain():
    assert mass_of(Decimal(330), Unit.ML, FoodMeasure(by_volume=True)) == (330, 1)


def test_portions_weigh_what_this_foods_portion_weighs():
    slice_of_bread = FoodMeasure(portion_g=Decimal(35))

    assert mass_of(Decimal("1.5"), Unit.PORTION, slice_of_bread) == (
        Decimal("52.5"),
        Decimal("0.9"),
    )
    with pytest.raises(ValueError, match="portion"):
        mass_of(Decimal(1), Unit.PORTION)


def test_precision_is_an_interval_in_grams_and_in_energy():
    assert interval_g(Decimal(80), Decimal(20)) == (60, 100)
    # 200 kcal in 80 g are 2.5 kcal/g
    energy = energy_interval_kcal(Decimal(200), quantity_g=Decimal(80), precision_g=Decimal(20))
    assert energy == (150, 250)


def test_nobody_eats_less_than_nothing():
    assert interval_g(Decimal(5), Decimal(20)) == (0, 25)
    energy = energy_interval_kcal(Decimal(10), quantity_g=Decimal(5), precision_g=Decimal(20))
    assert energy == (0, 50)


def test_unknown_energy_has_no_interval():
    assert energy_interval_kcal(None, quantity_g=Decimal(5), precision_g=Decimal(2)) is None
