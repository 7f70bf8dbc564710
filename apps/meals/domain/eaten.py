"""What the diary knows of a nutrient over some items or days, and how much of them tells it."""

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True)
class Items:
    """How many items, how many of them with known energy, and how much that is."""

    count: int = 0
    with_energy: int = 0
    energy_kcal: Decimal = ZERO

    def energy_share_of(self, whole: "Items") -> Decimal:
        """Share (0–1) of the energy of ``whole`` that these items make up.

        An item of unknown energy weighs as much as the mean of the others; without any energy
        every item counts the same.
        """
        if not whole.energy_kcal:
            return Decimal(self.count) / whole.count if whole.count else ONE
        mean = whole.energy_kcal / whole.with_energy
        mine, all_of_it = (
            items.energy_kcal + mean * (items.count - items.with_energy) for items in (self, whole)
        )
        return mine / all_of_it


@dataclass(frozen=True)
class Eaten:
    """The sum of one nutrient in its unit, None when nobody told it; over how many days with an
    item that did; those items, and all items."""

    total: Decimal | None
    days: int
    told_by: Items
    of: Items

    @property
    def mean(self) -> Decimal | None:
        """Per day on which something was told: a day without a word is not a day without."""
        return self.total / self.days if self.total is not None and self.days else None

    @property
    def coverage(self) -> Decimal:
        """Share (0–1) of items that told it."""
        return Decimal(self.told_by.count) / self.of.count if self.of.count else ONE

    @property
    def energy_coverage(self) -> Decimal:
        """Share (0–1) of the energy eaten that came from them: an unknown coffee hides less than
        an unknown plate of pasta."""
        return self.told_by.energy_share_of(self.of)
