"""How far a confirmed meal is from the draft it was confirmed from."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

# Phones show whole grams: less than this is the same amount.
SAME_G = Decimal("0.5")


@dataclass(frozen=True)
class Line:
    """A food and its amount, under the id the draft gave it."""

    id: UUID
    food_id: UUID | None
    quantity_g: Decimal


@dataclass(frozen=True)
class Corrections:
    changed: int
    removed: int
    added: int


def is_same(drafted: Line, logged: Line) -> bool:
    return (
        drafted.food_id == logged.food_id and abs(drafted.quantity_g - logged.quantity_g) <= SAME_G
    )


def corrections(drafted: Iterable[Line], logged: Iterable[Line]) -> Corrections:
    """Count what the user changed, took out and put in."""
    before = {line.id: line for line in drafted}
    after = {line.id: line for line in logged}
    kept = before.keys() & after.keys()
    return Corrections(
        changed=sum(not is_same(before[key], after[key]) for key in kept),
        removed=len(before.keys() - after.keys()),
        added=len(after.keys() - before.keys()),
    )
