"""From what a vision model sees on a plate to a draft of a meal.

The model names foods and guesses masses; every nutrient is the catalogue's.
"""

from decimal import Decimal
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator

from apps.meals.domain.plates import CONFIDENCE_STEP, rounded
from apps.meals.domain.sentences.words import stems
from apps.shared.provenance import SOURCE_PRIORITY, Source

ONE = Decimal(1)
GRAM_STEP = Decimal("0.1")
MOST_GRAMS = 5000
LONGEST_NAME = 100
MOST_FOODS = 30
ALTERNATIVES = 3

# Large plates are underestimated. O'Hara et al. 2025 (Nutrients, 114 meals, ChatGPT-4o) give mean
# masses of 425.8 g seen for 580.5 g weighed and 529.5 g for 798.1 g; the line through both meets
# "seen = weighed" at 285 g. Below it nothing is corrected.
UNBIASED_G = Decimal(285)


class SeenFood(BaseModel):
    """One food as the model answers; grams are of the edible part on the plate."""

    model_config = ConfigDict(extra="forbid")

    name_it: str
    name_en: str
    size: Literal["small", "medium", "large"]
    grams_low: float
    grams_likely: float
    grams_high: float
    confidence: float

    @model_validator(mode="after")
    def refuse_the_impossible(self) -> Self:
        grams = (self.grams_low, self.grams_likely, self.grams_high)
        if not all(0 < mass <= MOST_GRAMS for mass in grams):
            raise ValueError("a mass is out of range")
        if not 0 <= self.confidence <= 1:
            raise ValueError("a confidence is out of range")
        if not self.name_it.strip() or len(self.name_it) > LONGEST_NAME:
            raise ValueError("a name is missing or too long")
        return self


class SeenMeal(BaseModel):
    """Everything edible in the picture; empty when there is nothing."""

    model_config = ConfigDict(extra="forbid")

    foods: list[SeenFood]

    @model_validator(mode="after")
    def refuse_too_many(self) -> Self:
        if len(self.foods) > MOST_FOODS:
            raise ValueError("too many foods")
        return self


class Grams(BaseModel):
    """A mass with the range it is believed to be in."""

    low: Decimal
    likely: Decimal
    high: Decimal

    def times(self, factor: Decimal) -> "Grams":
        return Grams(
            low=rounded(self.low * factor, GRAM_STEP),
            likely=rounded(self.likely * factor, GRAM_STEP),
            high=rounded(self.high * factor, GRAM_STEP),
        )


class Candidate(BaseModel):
    """A food of the catalogue that may be meant; ``match`` is how well the names agree (0–1)."""

    food_id: UUID
    name: str
    brand: str
    source: str
    match: Decimal


class Macros(BaseModel):
    """Main nutrients in the units of their names; None is unknown."""

    energy_kcal: Decimal | None = None
    protein_g: Decimal | None = None
    carbohydrate_g: Decimal | None = None
    sugars_g: Decimal | None = None
    fat_g: Decimal | None = None
    saturated_fat_g: Decimal | None = None
    fiber_g: Decimal | None = None
    salt_g: Decimal | None = None
    sodium_mg: Decimal | None = None
    alcohol_g: Decimal | None = None


class DraftItem(BaseModel):
    """One food to confirm. ``estimated_g`` is the model's, ``suggested_g`` corrected for bias.

    Nutrients are of ``suggested_g.likely``; none without a food.
    """

    id: UUID
    seen_as: str
    seen_as_en: str
    size: str
    food: Candidate | None
    alternatives: list[Candidate]
    estimated_g: Grams
    suggested_g: Grams
    nutrients: Macros | None
    confidence: Decimal


class PortionBias(BaseModel):
    """The correction made: masses were multiplied by ``factor``."""

    slope: Decimal
    unbiased_g: Decimal
    factor: Decimal


class PhotoDraft(BaseModel):
    """What the plate seems to hold, for the user to confirm."""

    items: list[DraftItem]
    portion_bias: PortionBias


def grams_of(seen: SeenFood) -> Grams:
    """The model's masses in ascending order, whichever way round it gave them."""
    low, likely, high = sorted((seen.grams_low, seen.grams_likely, seen.grams_high))
    return Grams(low=Decimal(str(low)), likely=Decimal(str(likely)), high=Decimal(str(high)))


def portion_bias(total_g: Decimal, *, slope: Decimal) -> PortionBias:
    """How to correct a plate estimated at ``total_g``; ``slope`` is that of (seen − weighed) on
    weighed, negative where large plates are underestimated."""
    factor = ONE
    if total_g > UNBIASED_G:
        weighed = UNBIASED_G + (total_g - UNBIASED_G) / (ONE + slope)
        factor = rounded(weighed / total_g)
    return PortionBias(slope=slope, unbiased_g=UNBIASED_G, factor=factor)


def name_match(asked: str, found: str) -> Decimal:
    """The share of the asked words that the found name has; singular and plural are one word."""
    wanted = stems(asked)
    if not wanted:
        return Decimal(0)
    return rounded(Decimal(len(wanted & stems(found))) / len(wanted), CONFIDENCE_STEP)


def seen_confidence(model_confidence: float, match: Decimal) -> Decimal:
    """Trust in a food seen in a photo: vision's own, times the model's, times the name's match."""
    trust = SOURCE_PRIORITY[Source.VISION] * Decimal(str(model_confidence)) * match
    return rounded(trust, CONFIDENCE_STEP)
