"""Foods that may be one and the same."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from apps.meals.domain import barcodes

# How much each likeness says; names decide, nutrients were alike to begin with.
NAME_WEIGHT = Decimal("0.6")
NUTRIENTS_WEIGHT = Decimal("0.3")
BRAND_WEIGHT = Decimal("0.1")
LEAST_NAME_LIKENESS = Decimal("0.6")
LEAST_SCORE = Decimal("0.75")
STEP = Decimal("0.001")


class Likeness(StrEnum):
    """Why two foods were proposed."""

    GTIN = "gtin"
    NAME = "name"
    BY_HAND = "by_hand"


def gtin_variants(gtin: str) -> set[str]:
    """Other GTIN-14 that the same thing may be filed under: a UPC-E taken for a GTIN-8, and the
    case it is packed in (indicator 1–8) for the piece."""
    variants = set()
    if barcodes.is_gtin_8(gtin):
        variants.add(barcodes.normalise(gtin[-8:], is_upc_e=True))
    elif gtin[0] in "12345678":
        body = f"0{gtin[1:-1]}"
        variants.add(body + barcodes.check_digit(body))
    return variants - {gtin}


def nutrient_likeness(
    one: Mapping[str, Decimal | None], other: Mapping[str, Decimal | None]
) -> Decimal:
    """1 for equal values, less for each share by which those known of both differ."""
    shares = []
    for code, value in one.items():
        against = other.get(code)
        if value is not None and against is not None:
            larger = max(value, against, Decimal(1))
            shares.append(1 - abs(value - against) / larger)
    return sum(shares, Decimal(0)) / len(shares) if shares else Decimal(0)


def likeness(name: Decimal, brand: Decimal, nutrients: Decimal) -> Decimal:
    """All three in one figure from 0 to 1."""
    whole = NAME_WEIGHT * name + BRAND_WEIGHT * brand + NUTRIENTS_WEIGHT * nutrients
    return whole.quantize(STEP)
