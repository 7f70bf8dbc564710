"""Barcodes of consumer products, from whatever was scanned to a GTIN-14."""

from dataclasses import dataclass
from datetime import date

from apps.meals.domain.barcodes.carriers import carried
from apps.meals.domain.barcodes.corrections import corrections
from apps.meals.domain.barcodes.gtin import (
    EMPTY,
    GTIN_LENGTH,
    NO_GTIN,
    NOT_DIGITS,
    TOO_LONG,
    TOO_SHORT,
    WRONG_CHECK_DIGIT,
    BarcodeError,
    check_digit,
    gtin_of,
    is_gtin_8,
    off_code,
)
from apps.meals.domain.barcodes.numbering import Kind, is_in_store, is_italian, kind_of

__all__ = [
    "EMPTY",
    "GTIN_LENGTH",
    "NOT_DIGITS",
    "NO_GTIN",
    "TOO_LONG",
    "TOO_SHORT",
    "WRONG_CHECK_DIGIT",
    "BarcodeError",
    "Kind",
    "Scanned",
    "check_digit",
    "corrections",
    "gtin_in",
    "is_gtin_8",
    "is_in_store",
    "is_italian",
    "kind_of",
    "normalise",
    "off_code",
    "read_scanned",
]


@dataclass(frozen=True)
class Scanned:
    """What a code says: which product, and of this package batch and last good day if it tells."""

    gtin: str
    kind: Kind
    batch: str | None = None
    expiry: date | None = None


def read_scanned(text: str, *, is_upc_e: bool = False) -> Scanned:
    """Read a scanned or typed code: EAN, UPC, ITF-14, GS1 elements, a GS1 digital link.

    Raises BarcodeError.
    """
    found = carried(text)
    gtin = gtin_of(found.digits, is_upc_e=is_upc_e)
    return Scanned(gtin, kind_of(gtin), found.batch, found.expiry)


def normalise(text: str, *, is_upc_e: bool = False) -> str:
    """The GTIN-14 of a scanned, typed or stored code. Raises BarcodeError."""
    if text.isdecimal() and len(text) <= GTIN_LENGTH:
        return gtin_of(text, is_upc_e=is_upc_e)
    return read_scanned(text, is_upc_e=is_upc_e).gtin


def gtin_in(text: str) -> str | None:
    """The GTIN-14 of what may be a code."""
    try:
        return normalise(text)
    except BarcodeError:
        return None
