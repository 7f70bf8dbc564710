"""What the checker looks at, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from apps.shared.provenance import Source

Figures = dict[str, Any]
"""What a rule saw, ready for JSON; the same figures are the same finding."""

# Member states, as Open Food Facts tags them: claims are judged by Regulation (EC) 1924/2006.
EU = frozenset(
    {"en:austria", "en:belgium", "en:bulgaria", "en:croatia", "en:cyprus"}
    | {"en:czech-republic", "en:denmark", "en:estonia", "en:finland", "en:france"}
    | {"en:germany", "en:greece", "en:hungary", "en:ireland", "en:italy"}
    | {"en:latvia", "en:lithuania", "en:luxembourg", "en:malta", "en:netherlands"}
    | {"en:poland", "en:portugal", "en:romania", "en:slovakia", "en:slovenia"}
    | {"en:spain", "en:sweden"}
)


class Severity(StrEnum):
    """How bad; an error holds the food's values at lower confidence."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    COMPLETENESS = "completeness"
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class Figure:
    """Mean and standard deviation of a nutrient over the foods of a category."""

    mean: Decimal
    deviation: Decimal


@dataclass(slots=True)
class Facts:
    """One food as it is known, per 100 g or 100 ml.

    ``amounts`` leaves out what is unknown. In ``label`` a key that is absent is something the
    source says nothing of; an empty one is something it has a place for and left blank.
    """

    name: str = ""
    brand: str = ""
    category: str = ""
    gtin: str | None = None
    is_generic: bool = False
    is_italian: bool = False
    per: str = "100g"
    source: str = Source.OPENFOODFACTS
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    label: Mapping[str, Any] = field(default_factory=dict)
    usual: Mapping[str, Figure] = field(default_factory=dict)
    minimum_ingredients: int | None = None

    def number(self, key: str) -> Decimal | None:
        """A number of the label that is kept as text."""
        text = self.label.get(key)
        return None if text is None else Decimal(text)

    def further(self, tag: str) -> Decimal | None:
        """Grams of something that is no nutrient of ours."""
        text = self.label.get("further_g", {}).get(tag)
        return None if text is None else Decimal(text)

    def in_category(self, tags: frozenset[str]) -> bool:
        return self.category in tags or not tags.isdisjoint(self.label.get("categories_tags") or ())

    def has_label(self, tags: frozenset[str]) -> bool:
        return not tags.isdisjoint(self.label.get("labels_tags") or ())

    @property
    def is_european(self) -> bool:
        countries = self.label.get("countries_tags")
        return not EU.isdisjoint(countries) if countries else self.is_italian


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a food breaks."""

    code: str
    severity: Severity
    figures: Figures
