"""Where a value comes from and how far to trust it (0–1).

Priorities and penalties are the product's own rules; see docs/data-sources.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

ONE = Decimal(1)
MICRONUTRIENT_PENALTY = Decimal("0.2")
HIGH_CONFIDENCE = Decimal("0.8")
MEDIUM_CONFIDENCE = Decimal("0.6")
# What a food with an error in it is trusted, of what its source is: whatever the source, the level
# becomes low until somebody has looked.
FLAGGED_FACTOR = Decimal("0.5")


class Source(StrEnum):
    """Who stated a nutrient value, best first."""

    MANUAL = "manual"
    CREA = "crea"
    USDA = "usda"
    CIQUAL = "ciqual"
    SWISS = "swiss"
    BLS = "bls"
    OPENFOODFACTS = "openfoodfacts"
    VISION = "vision"
    ESTIMATED = "estimated"


# Reference tables like CREA, of foods grown elsewhere.
SOURCE_PRIORITY: dict[Source, Decimal] = {
    Source.MANUAL: Decimal("1.0"),
    Source.CREA: Decimal("0.9"),
    Source.USDA: Decimal("0.85"),
    Source.CIQUAL: Decimal("0.85"),
    Source.SWISS: Decimal("0.85"),
    Source.BLS: Decimal("0.85"),
    Source.OPENFOODFACTS: Decimal("0.8"),
    Source.VISION: Decimal("0.6"),
    Source.ESTIMATED: Decimal("0.3"),
}


class Licence(StrEnum):
    """Terms under which a value may be passed on (SPDX identifiers where there is one)."""

    OWN = "proprietary"
    CREA = "crea-terms"
    CC0 = "CC0-1.0"
    ETALAB = "etalab-2.0"
    ODBL = "ODbL-1.0"
    FSVO = "fsvo-terms"
    CC_BY = "CC-BY-4.0"


# What is made of values under several licences is under the first: terms to be kept come before
# mere courtesy.
STRICTEST = (
    Licence.ODBL,
    Licence.CREA,
    Licence.OWN,
    Licence.CC_BY,
    Licence.FSVO,
    Licence.ETALAB,
    Licence.CC0,
)


def strictest(licences: Iterable[str]) -> Licence:
    """The licence of what is made of values under these."""
    return min(map(Licence, licences), key=STRICTEST.index)


@dataclass(frozen=True)
class Provenance:
    """Who stated a value, under which terms, when we got it, and how far it is trusted (0–1)."""

    source: Source
    licence: Licence
    confidence: Decimal
    fetched_at: datetime
    source_id: str = ""

    @property
    def weight(self) -> Decimal:
        """Its say where sources disagree: priority of the source × confidence."""
        return SOURCE_PRIORITY[self.source] * self.confidence


class ConfidenceLevel(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def confidence_level(confidence: Decimal) -> ConfidenceLevel:
    """The word for a confidence: high from 0.8, medium from 0.6."""
    if confidence >= HIGH_CONFIDENCE:
        return ConfidenceLevel.HIGH
    return ConfidenceLevel.MEDIUM if confidence >= MEDIUM_CONFIDENCE else ConfidenceLevel.LOW


def held_confidence(confidence: Decimal, *, flagged: bool) -> Decimal:
    """Trust in a food's values: the source's, or half of it while a check says they are wrong."""
    return confidence * FLAGGED_FACTOR if flagged else confidence


def item_confidence(
    *, source_confidence: Decimal, completeness: Decimal, quantity_confidence: Decimal
) -> Decimal:
    """Trust in one plate: the source's, less up to 0.2 for unknown micronutrients, times the
    trust in the amount eaten."""
    composition = source_confidence - MICRONUTRIENT_PENALTY * (ONE - completeness)
    return max(Decimal(0), composition) * quantity_confidence


def energy_weighted_confidence(items: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """Mean confidence over (energy_kcal, confidence) pairs, weighted by energy.

    Items of unknown or no energy weigh nothing; when all do, each counts the same. None without
    items.
    """
    pairs = list(items)
    if not pairs:
        return None
    weight = sum((energy or Decimal(0) for energy, _ in pairs), Decimal(0))
    if weight == 0:
        return sum((confidence for _, confidence in pairs), Decimal(0)) / len(pairs)
    weighted = sum(((energy or Decimal(0)) * c for energy, c in pairs), Decimal(0))
    return weighted / weight


def overall_confidence(consumed: Decimal | None, expenditure: Decimal | None) -> Decimal | None:
    """Mean of the two sides of a balance, or half of the one that is there."""
    if consumed is not None and expenditure is not None:
        return (consumed + expenditure) / 2
    one_side = consumed if consumed is not None else expenditure
    return None if one_side is None else one_side / 2
