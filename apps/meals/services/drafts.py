"""A meal as a sentence tells it: a draft for the phone to confirm. Nothing is stored."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from apps.accounts.models import User

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Choice:
    """A food that may have been meant, with what the amount said is in grams of it.

    ``portion_id`` and ``portion_count`` are there when the grams follow from a portion of the food.
    """

    food_id: UUID
    food_name: str
    brand: str
    category: str
    quantity_g: Decimal
    precision_g: Decimal
    energy_kcal: Decimal | None
    portion_id: UUID | None
    portion_name: str
    portion_count: Decimal | None
    source: str
    licence: str
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One food of a draft: the likeliest choice, up to four others, and the words it came from."""

    choice: Choice
    alternatives: tuple[Choice, ...]
    meal_type: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Words that no food was found for, by their offsets in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a text says was eaten; ``type`` is the given one, or the only one it speaks of."""

    text: str
    type: str | None
    eaten_at: datetime | None
    items: tuple[DraftItem, ...]
    unmatched: tuple[Unmatched, ...]


def draft_from_text(
    user: "User", text: str, *, type: str | None = None, eaten_at: datetime | None = None
) -> Draft:
    """Read what was eaten out of an Italian sentence, typed or transcribed. Changes nothing."""
    raise NotImplementedError
