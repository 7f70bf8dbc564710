"""GTINs as one canonical text of fourteen digits.

GS1 General Specifications: check digit §7.9, UPC-E §7.10.
"""

GTIN_LENGTH = 14
SHORTEST = 8  # "123" happens to have a right check digit
LONGEST = 24  # more leading zeros than this are not padding, as in Open Food Facts' paths
GTIN_8_PADDING = "000000"
ZERO = ord("0")

EMPTY = "barcode_empty"
NOT_DIGITS = "barcode_not_digits"
TOO_SHORT = "barcode_too_short"
TOO_LONG = "barcode_too_long"
NO_GTIN = "barcode_without_gtin"
WRONG_CHECK_DIGIT = "barcode_wrong_check_digit"


class BarcodeError(ValueError):
    """Not a barcode; ``code`` is stable.

    ``wrong_gtin`` and ``expected_digit`` are set when only the check digit speaks against it.
    """

    def __init__(
        self, code: str, detail: str, *, wrong_gtin: str = "", expected_digit: str | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.wrong_gtin = wrong_gtin
        self.expected_digit = expected_digit


def gtin_of(digits: str, *, is_upc_e: bool = False) -> str:
    """The GTIN-14 of a number of 8 to 14 digits, with leading zeros too many or too few.

    Eight digits that begin with 0 are read as UPC-E where that fits: a GTIN-8 beginning with 0 is
    only ever used inside one shop. ``is_upc_e`` is for scanners that say so.
    """
    if not (digits.isascii() and digits.isdecimal()):
        raise BarcodeError(NOT_DIGITS, "other characters than digits")
    if len(digits) < SHORTEST:
        raise BarcodeError(TOO_SHORT, f"{len(digits)} digits, at least {SHORTEST}")
    upc_a = _expanded_upc_e(digits)
    if upc_a and (is_upc_e or digits[0] == "0"):
        return upc_a.zfill(GTIN_LENGTH)
    gtin = _padded(digits)
    expected = check_digit(gtin[:-1])
    if gtin[-1] == expected:
        return gtin
    if upc_a:
        return upc_a.zfill(GTIN_LENGTH)
    detail = f"last digit is {gtin[-1]}, not {expected}"
    raise BarcodeError(WRONG_CHECK_DIGIT, detail, wrong_gtin=gtin, expected_digit=expected)


def check_digit(body: str) -> str:
    """The digit that belongs after these ones: weights 3, 1, 3 … from the right.

    By bytes, because an import works it out for every row: a tenth of what python-stdnum takes.
    """
    digits = body.encode()
    threefold, single = digits[::-2], digits[-2::-2]
    weights = 3 * len(threefold) + len(single)
    return str((ZERO * weights - 3 * sum(threefold) - sum(single)) % 10)


def has_right_check_digit(gtin: str) -> bool:
    return gtin[-1] == check_digit(gtin[:-1])


def off_code(gtin: str) -> str:
    """The form Open Food Facts files a GTIN-14 under: 8, 13 or 14 digits."""
    significant = gtin.lstrip("0")
    return significant.zfill(8 if len(significant) <= 8 else 13)


def is_gtin_8(gtin: str) -> bool:
    return gtin.startswith(GTIN_8_PADDING)


def _padded(digits: str) -> str:
    significant = digits.lstrip("0")
    if not significant:
        raise BarcodeError(EMPTY, "only zeros")
    if len(significant) > GTIN_LENGTH or len(digits) > LONGEST:
        raise BarcodeError(TOO_LONG, f"{len(significant)} digits, at most {GTIN_LENGTH}")
    return significant.zfill(GTIN_LENGTH)


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
