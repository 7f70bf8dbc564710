"""From the ingredients of a dish to what 100 g of it, cooked, contain.

1. The amounts of all ingredients are added up; cooking changes none of them but water.
2. Mass lost on cooking is water that evaporated, mass gained is water taken up, so the dish's mass
   is the raw mass times the yield factor, and its water changes by the difference.
3. A nutrient that ingredients of more than ``UNKNOWN_SHARE`` of the raw mass do not state is
   unknown of the dish. Where less is silent (pepper, a bay leaf) the sum is kept as a lower bound,
   trusted in proportion to the mass that told.
4. The dish is trusted like its ingredients, weighted by their energy.

Losses of vitamins by heat and into thrown-away water (retention factors) are not modelled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.meals.domain.plates import CONFIDENCE_STEP, rounded
from apps.shared.nutrients import TRACE, Amount, Nutrients
from apps.shared.provenance import energy_weighted_confidence, strictest

HUNDRED = Decimal(100)
UNKNOWN_SHARE = Decimal("0.05")
WATER = "water_g"


@dataclass(frozen=True)
class Ingredient:
    """What the raw amount of one food contains, and how far to trust it (0–1)."""

    quantity_g: Decimal
    nutrients: Nutrients
    confidence: Decimal
    licence: str


@dataclass(frozen=True)
class Dish:
    """Per 100 g cooked. ``told`` has the share of raw mass behind each nutrient not all stated."""

    mass_g: Decimal
    nutrients: Nutrients
    confidence: Decimal
    licence: str
    told: dict[str, Decimal]


def cook(ingredients: Sequence[Ingredient], *, yield_factor: Decimal) -> Dish:
    raw_g = sum((one.quantity_g for one in ingredients), Decimal(0))
    cooked_g = raw_g * yield_factor
    shares = _shares(ingredients, raw_g)
    known = {code: share for code, share in shares.items() if 1 - share <= UNKNOWN_SHARE}
    amounts = {code: _sum(code, ingredients) for code in known}
    if WATER in amounts:
        water = max(amounts[WATER].value + cooked_g - raw_g, Decimal(0))
        amounts[WATER] = Amount(water)
    return Dish(
        mass_g=cooked_g,
        nutrients=Nutrients({c: _in_100_g(amount, cooked_g) for c, amount in amounts.items()}),
        confidence=_confidence(ingredients),
        licence=strictest(one.licence for one in ingredients).value,
        told={code: share for code, share in known.items() if share < 1},
    )


def _in_100_g(amount: Amount, mass_g: Decimal) -> Amount:
    return Amount(amount.value * HUNDRED / mass_g, amount.trace)


def _shares(ingredients: Sequence[Ingredient], raw_g: Decimal) -> dict[str, Decimal]:
    """Share of the raw mass whose ingredients state each nutrient."""
    told: dict[str, Decimal] = {}
    for one in ingredients:
        for code in one.nutrients.amounts:
            told[code] = told.get(code, Decimal(0)) + one.quantity_g
    return {code: mass_g / raw_g for code, mass_g in told.items()}


def _sum(code: str, ingredients: Sequence[Ingredient]) -> Amount:
    """Traces alone are a trace."""
    amounts = [one.nutrients.amounts[code] for one in ingredients if code in one.nutrients.amounts]
    value = sum((amount.value for amount in amounts), Decimal(0))
    return TRACE if value == 0 and any(amount.trace for amount in amounts) else Amount(value)


def _confidence(ingredients: Sequence[Ingredient]) -> Decimal:
    mean = energy_weighted_confidence(
        (one.nutrients.get("energy_kcal"), one.confidence) for one in ingredients
    )
    return rounded(mean or Decimal(0), CONFIDENCE_STEP)
