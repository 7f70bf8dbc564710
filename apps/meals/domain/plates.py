"""From what is known of a food to what a plate of it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from apps.meals.domain.plausibility import possible
from apps.shared.nutrients import Nutrients
from apps.shared.provenance import item_confidence
from apps.shared.quantities import (
    HOUSEHOLD_CONFIDENCE,
    MEASURED_CONFIDENCE,
    WATER_DENSITY_G_PER_ML,
    Interval,
)

HUNDRED = Decimal(100)
STORED_STEP = Decimal("0.0001")
CONFIDENCE_STEP = Decimal("0.001")

WEIGHED_CONFIDENCE = MEASURED_CONFIDENCE
PORTION_CONFIDENCE = HOUSEHOLD_CONFIDENCE
DEFAULT_PRECISION_G = Decimal(20)


@dataclass(frozen=True)
class Plate:
    """An amount eaten of one food: its nutrients and how far to trust them (0–1)."""

    nutrients: Nutrients
    confidence: Decimal


def plate(
    composition: Nutrients,
    *,
    quantity_g: Decimal,
    per_100_ml: bool = False,
    density_g_per_ml: Decimal | None = None,
    source_confidence: Decimal,
    completeness: Decimal,
    quantity_confidence: Decimal,
) -> Plate:
    """Scale a composition per 100 g (or 100 ml) to ``quantity_g``.

    Grams of a drink become millilitres by its density; unknown density is taken as water's. An
    amount that no food can hold is unknown on the plate.
    """
    amount = quantity_g
    if per_100_ml:
        amount = quantity_g / (density_g_per_ml or WATER_DENSITY_G_PER_ML)
    confidence = item_confidence(
        source_confidence=source_confidence,
        completeness=completeness,
        quantity_confidence=quantity_confidence,
    )
    known = possible(composition, per_100_ml=per_100_ml)
    return Plate(known.scaled(amount / HUNDRED), rounded(confidence, CONFIDENCE_STEP))


def rounded(value: Decimal, step: Decimal = STORED_STEP) -> Decimal:
    """Half to even, as amounts and confidences are stored."""
    return value.quantize(step, rounding=ROUND_HALF_EVEN)


def margins_together(margins: Iterable[Decimal | None]) -> Decimal:
    """± of a sum: the errors of its parts are independent and add in quadrature."""
    return sum((one**2 for one in margins if one is not None), Decimal(0)).sqrt()


def energy_margin_kcal(
    energy_kcal: Decimal | None, *, quantity_g: Decimal, precision_g: Decimal
) -> Decimal | None:
    """± kcal that ± ``precision_g`` means; one cannot have eaten less than nothing."""
    if energy_kcal is None:
        return None
    return energy_kcal * min(precision_g, quantity_g) / quantity_g


def interval_together(parts: Iterable[tuple[Decimal, Interval]]) -> Interval:
    """The interval of the sum of values with intervals of their own, each side in quadrature."""
    parts = list(parts)
    whole = sum((value for value, _ in parts), Decimal(0))
    below = margins_together(value - interval.low for value, interval in parts)
    above = margins_together(interval.high - value for value, interval in parts)
    return Interval(whole - below, whole + above)
