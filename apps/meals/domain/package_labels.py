"""What a vision model reads on a package: the printed figures, as they are printed."""

from math import isfinite
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

MOST_AMOUNTS = 60
LONGEST_TEXT = 300
MOST = 1_000_000

# Why a photo gives no food; stable codes.
UNREADABLE = "label_unreadable"
SERVING_UNKNOWN = "label_serving_unknown"

Unit = Literal["kJ", "kcal", "g", "mg", "µg", "% vol"]
# Energy, and the nutrients of Regulation (EU) 1169/2011 by their tags at Open Food Facts.
Nutrient = Literal[
    "energy",
    "fat",
    "saturated-fat",
    "monounsaturated-fat",
    "polyunsaturated-fat",
    "trans-fat",
    "cholesterol",
    "carbohydrates",
    "sugars",
    "polyols",
    "starch",
    "fiber",
    "proteins",
    "salt",
    "sodium",
    "alcohol",
    "vitamin-a",
    "vitamin-d",
    "vitamin-e",
    "vitamin-k",
    "vitamin-c",
    "vitamin-b1",
    "vitamin-b2",
    "vitamin-pp",
    "vitamin-b6",
    "vitamin-b9",
    "vitamin-b12",
    "biotin",
    "pantothenic-acid",
    "potassium",
    "chloride",
    "calcium",
    "phosphorus",
    "magnesium",
    "iron",
    "zinc",
    "copper",
    "manganese",
    "selenium",
    "iodine",
]


class LabelNotRead(Exception):
    """A photo that gives no food, and a second look at it would not either."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SeenAmount(BaseModel):
    """One printed figure; energy may be there twice, in kJ and in kcal."""

    model_config = ConfigDict(extra="forbid")

    nutrient: Nutrient
    value: float
    unit: Unit
    modifier: Literal["", "<", "~"]

    @model_validator(mode="after")
    def refuse_the_impossible(self) -> Self:
        if not isfinite(self.value) or not 0 <= self.value <= MOST:
            raise ValueError("an amount is out of range")
        return self


class SeenLabel(BaseModel):
    """The nutrition table; without amounts when there is none to be read."""

    model_config = ConfigDict(extra="forbid")

    name: str
    brand: str
    per: Literal["100g", "100ml", "serving"]
    serving_size: float | None
    serving_unit: Literal["g", "ml"] | None
    amounts: list[SeenAmount]

    @model_validator(mode="after")
    def refuse_the_impossible(self) -> Self:
        if len(self.amounts) > MOST_AMOUNTS:
            raise ValueError("too many amounts")
        if max(len(self.name), len(self.brand)) > LONGEST_TEXT:
            raise ValueError("a text is too long")
        if self.serving_size is not None and not 0 < self.serving_size <= MOST:
            raise ValueError("a serving is out of range")
        return self
