"""What a mistyped GTIN may have been meant to be."""

from collections.abc import Iterator

from apps.meals.domain.barcodes.gtin import GTIN_LENGTH, check_digit, has_right_check_digit

WRITTEN_LENGTHS = (8, 13, GTIN_LENGTH)


def corrections(wrong_gtin: str) -> list[str]:
    """GTINs one slip away from fourteen digits with a wrong check digit, the likeliest first.

    Slips are a wrong digit and two neighbours exchanged; these two make up nine in ten of typing
    errors (Verhoeff, Error Detecting Decimal Codes, 1969). First comes the one with another last
    digit.
    """
    last = wrong_gtin[:-1] + check_digit(wrong_gtin[:-1])
    return list(dict.fromkeys([last, *_exchanged(wrong_gtin), *_substituted(wrong_gtin)]))


def _exchanged(gtin: str) -> Iterator[str]:
    for place in _written(gtin)[:-1]:
        left, right = gtin[place], gtin[place + 1]
        candidate = gtin[:place] + right + left + gtin[place + 2 :]
        if left != right and has_right_check_digit(candidate):
            yield candidate


def _substituted(gtin: str) -> Iterator[str]:
    for place in _written(gtin):
        for digit in "0123456789":
            candidate = gtin[:place] + digit + gtin[place + 1 :]
            if candidate != gtin and has_right_check_digit(candidate):
                yield candidate


def _written(gtin: str) -> range:
    """The places that were typed: the padding of a short code was not."""
    significant = len(gtin.lstrip("0"))
    length = next(length for length in WRITTEN_LENGTHS if length >= significant)
    return range(GTIN_LENGTH - length, GTIN_LENGTH)
