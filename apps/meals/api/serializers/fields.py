"""Fields the inputs share."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.meals.domain.barcodes import (
    EMPTY,
    NO_GTIN,
    NOT_DIGITS,
    TOO_LONG,
    TOO_SHORT,
    BarcodeError,
    normalise,
    off_code,
)
from apps.meals.models import Food
from apps.shared.days import zone
from apps.shared.quantities import Unit

# Portions have fields of their own.
UNITS = [unit for unit in Unit if unit is not Unit.PORTION]


def grams(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=8, decimal_places=2, max_value=20000, **options)


class ZoneField(serializers.CharField):
    """An IANA time zone name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=64, **options)

    def to_internal_value(self, data: Any) -> str:
        name: str = super().to_internal_value(data)
        try:
            zone(name)
        except ValueError:
            message = _("%(name)s is not a time zone.") % {"name": name}
            raise serializers.ValidationError(message, "unknown_time_zone") from None
        return name


def barcode_message(error: BarcodeError, likely: Sequence[Food] = ()) -> str:
    """The sentence for a barcode that cannot be one; ``likely`` are foods it may be meant for."""
    if likely:
        return _("The check digit is wrong. Did you mean %(barcode)s, %(name)s?") % {
            "barcode": off_code(likely[0].gtin or ""),
            "name": likely[0].name,
        }
    if error.expected_digit is not None:
        return _("The check digit is wrong; it should be %(digit)s.") % {
            "digit": error.expected_digit
        }
    sentences = {
        EMPTY: _("The barcode is empty."),
        NOT_DIGITS: _("A barcode has only digits."),
        NO_GTIN: _("This code does not name a product."),
        TOO_SHORT: _("A barcode has at least 8 digits."),
        TOO_LONG: _("A barcode has at most 14 digits."),
    }
    return sentences.get(error.code, _("The barcode is not valid."))


LONGEST_SCAN = 300


class BarcodeField(serializers.CharField):
    """A barcode as scanned, with whatever GS1 puts around it; becomes its GTIN-14."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_SCAN, **options)

    def to_internal_value(self, data: Any) -> str:
        try:
            return normalise(super().to_internal_value(data))
        except BarcodeError as error:
            raise serializers.ValidationError(barcode_message(error), error.code) from error
