"""Barcodes of consumer products as one canonical text: fourteen digits, the GTIN-14.

GS1 General Specifications: check digit §7.9, restricted circulation numbers §1.4.2, UPC-E §7.10.
"""

import re

from stdnum import ean

GTIN_LENGTH = 14
SHORTEST = 8  # "123" happens to have a right check digit
LONGEST = 24  # more leading zeros than this are not padding, as in Open Food Facts' paths
GTIN_8_PADDING = "000000"

# What scanners and QR codes put around a GTIN: FNC1 marks, the (01) element, a digital link.
GS1_WRAPPING = re.compile(
    r"^(?:(?:\](?:C1|e0|d2|Q3|J1))?(?:\(01\)|01)|https?://[^?#]*/01/)(\d{14})(?!\d)", re.ASCII
)
SEPARATORS = str.maketrans("", "", " -\u00a0\u2010\u2011\u2012\u2013\t\r\n")


class BarcodeError(ValueError):
    """Not a barcode; ``code`` is stable, ``expected_digit`` set when only the last digit is off."""

    def __init__(self, code: str, detail: str, expected_digit: str | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.expected_digit = expected_digit


EMPTY = "barcode_empty"
NOT_DIGITS = "barcode_not_digits"
TOO_SHORT = "barcode_too_short"
TOO_LONG = "barcode_too_long"
WRONG_CHECK_DIGIT = "barcode_wrong_check_digit"


def normalise(text: str, *, is_upc_e: bool = False) -> str:
    """The GTIN-14 of a scanned, typed or stored code.

    Eight digits that begin with 0 are read as UPC-E where that fits: a GTIN-8 beginning with 0 is
    only ever used inside one shop. ``is_upc_e`` is for scanners that say so.
    """
    digits = _digits(text)
    upc_a = _expanded_upc_e(digits)
    if upc_a and (is_upc_e or digits[0] == "0"):
        return upc_a.zfill(GTIN_LENGTH)
    significant = digits.lstrip("0")
    if not significant:
        raise BarcodeError(EMPTY, "only zeros")
    if len(significant) > GTIN_LENGTH or len(digits) > LONGEST:
        raise BarcodeError(TOO_LONG, f"{len(significant)} digits, at most {GTIN_LENGTH}")
    gtin = significant.zfill(GTIN_LENGTH)
    expected = check_digit(gtin[:-1])
    if gtin[-1] == expected:
        return gtin
    if upc_a:
        return upc_a.zfill(GTIN_LENGTH)
    raise BarcodeError(WRONG_CHECK_DIGIT, f"last digit is {gtin[-1]}, not {expected}", expected)


def check_digit(body: str) -> str:
    """The digit that belongs after these ones."""
    return str(ean.calc_check_digit(body))


def off_code(gtin: str) -> str:
    """The form Open Food Facts files a GTIN-14 under: 8, 13 or 14 digits."""
    significant = gtin.lstrip("0")
    return significant.zfill(8 if len(significant) <= 8 else 13)


def is_in_store(gtin: str) -> bool:
    """Numbered by one shop for itself (weighed goods, own labels): not unique in the world."""
    if is_gtin_8(gtin):
        return gtin[6] in "02"
    return gtin[1:3] in {"02", "04"} or gtin[1] == "2"


def is_italian(gtin: str) -> bool:
    """GS1 prefix 800–839, given out by GS1 Italy; says where the brand registered, no more."""
    prefix = gtin[6:9] if is_gtin_8(gtin) else gtin[1:4]
    return "800" <= prefix <= "839"


def is_gtin_8(gtin: str) -> bool:
    return gtin.startswith(GTIN_8_PADDING)


def _digits(text: str) -> str:
    digits = text.translate(SEPARATORS)
    if not digits:
        raise BarcodeError(EMPTY, "nothing given")
    wrapped = GS1_WRAPPING.match(digits)
    if wrapped:
        digits = wrapped[1]
    if not (digits.isascii() and digits.isdecimal()):
        raise BarcodeError(NOT_DIGITS, "other characters than digits")
    if len(digits) < SHORTEST:
        raise BarcodeError(TOO_SHORT, f"{len(digits)} digits, at least {SHORTEST}")
    return digits


def _expanded_upc_e(digits: str) -> str | None:
    """The UPC-A that eight UPC-E digits stand for; None when they are not UPC-E."""
    if len(digits) != 8 or digits[0] not in "01":
        return None
    system, body, last, check = digits[0], digits[1:6], digits[6], digits[7]
    if last in "012":
        body = f"{body[:2]}{last}0000{body[2:]}"
    elif last == "3":
        body = f"{body[:3]}00000{body[3:]}"
    elif last == "4":
        body = f"{body[:4]}00000{body[4:]}"
    else:
        body = f"{body}0000{last}"
    return f"{system}{body}{check}" if check_digit(system + body) == check else None
