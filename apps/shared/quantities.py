"""Amounts of food in the units people use, as grams with how far to trust them (0–1).

Ounce and pound are the international avoirdupois ones. Cup, tablespoon and teaspoon are those of
food labels, 240, 15 and 5 ml (US 21 CFR 101.9(b)(5)(viii)).
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

ZERO = Decimal(0)
WATER_DENSITY_G_PER_ML = Decimal(1)

# Read off a scale or a measuring jug: as given. A household measure varies about a tenth. Foods
# that are not as dense as water lie between 0.5 (flour) and 1.4 (honey) g/ml.
MEASURED_CONFIDENCE = Decimal(1)
HOUSEHOLD_CONFIDENCE = Decimal("0.9")
ASSUMED_DENSITY_FACTOR = Decimal("0.8")


class Unit(StrEnum):
    G = "g"
    KG = "kg"
    MG = "mg"
    ML = "ml"
    L = "l"
    OZ = "oz"
    LB = "lb"
    CUP = "cup"
    TBSP = "tbsp"
    TSP = "tsp"
    PORTION = "portion"


MASS_G = {
    Unit.G: Decimal(1),
    Unit.KG: Decimal(1000),
    Unit.MG: Decimal("0.001"),
    Unit.OZ: Decimal("28.349523125"),
    Unit.LB: Decimal("453.59237"),
}
VOLUME_ML = {
    Unit.ML: Decimal(1),
    Unit.L: Decimal(1000),
    Unit.CUP: Decimal(240),
    Unit.TBSP: Decimal(15),
    Unit.TSP: Decimal(5),
}
HOUSEHOLD = frozenset({Unit.CUP, Unit.TBSP, Unit.TSP, Unit.PORTION})


@dataclass(frozen=True)
class FoodMeasure:
    """What turns units into grams of one food.

    ``by_volume`` says that its composition is per 100 ml: millilitres are then exact whatever it
    weighs. ``portion_g`` is the mass of the portion meant by ``Unit.PORTION``.
    """

    density_g_per_ml: Decimal | None = None
    by_volume: bool = False
    portion_g: Decimal | None = None


class Mass(NamedTuple):
    """Grams and the confidence (0–1) in them."""

    grams: Decimal
    confidence: Decimal


def mass_of(amount: Decimal, unit: Unit, food: FoodMeasure = FoodMeasure()) -> Mass:
    """Grams of an amount in any unit; a volume of unknown density is taken for water.

    Raises ValueError for portions of a food whose portion is not known.
    """
    confidence = HOUSEHOLD_CONFIDENCE if unit in HOUSEHOLD else MEASURED_CONFIDENCE
    if unit in MASS_G:
        return Mass(amount * MASS_G[unit], confidence)
    if unit is Unit.PORTION:
        if food.portion_g is None:
            raise ValueError("the mass of the portion is not known")
        return Mass(amount * food.portion_g, confidence)
    if food.density_g_per_ml is None and not food.by_volume:
        confidence *= ASSUMED_DENSITY_FACTOR
    density = food.density_g_per_ml or WATER_DENSITY_G_PER_ML
    return Mass(amount * VOLUME_ML[unit] * density, confidence)


class Interval(NamedTuple):
    low: Decimal
    high: Decimal


def interval_g(quantity_g: Decimal, precision_g: Decimal) -> Interval:
    """What ± ``precision_g`` leaves possible; nobody eats less than nothing."""
    return Interval(max(ZERO, quantity_g - precision_g), quantity_g + precision_g)


def energy_interval_kcal(
    energy_kcal: Decimal | None, *, quantity_g: Decimal, precision_g: Decimal
) -> Interval | None:
    """The energy of that interval, for a plate whose ``quantity_g`` hold ``energy_kcal``."""
    if energy_kcal is None:
        return None
    low, high = interval_g(quantity_g, precision_g)
    return Interval(energy_kcal * low / quantity_g, energy_kcal * high / quantity_g)
