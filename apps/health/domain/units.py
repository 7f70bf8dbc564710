"""HealthKit's unit strings, and what to do with a number to have it in a type's unit."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import pint

from apps.health.domain.types import HealthType


class Conversion(NamedTuple):
    """canonical = sent × factor + offset"""

    factor: float
    offset: float


class UnitError(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_registry: pint.UnitRegistry[Any] = pint.UnitRegistry(non_int_type=Fraction)

# HealthKit's names that are pint's as well; nothing else of what a phone sends reaches pint.
_SAME = (
    "kg g mg km m cm mm yd ft mi L l dL dl mL ml d min s ms J kJ cal kcal W kW"
    " Pa kPa hPa mmHg inHg atm K degC degF Hz lb oz"
)
# HealthKit's "%" is a fraction: 0.2 of 1, not 20 of 100.
_NAMES = {name: name for name in _SAME.split()} | {
    "count": "dimensionless",
    "%": "dimensionless",
    "1": "dimensionless",
    "Cal": "kilocalorie",
    "mcg": "microgram",
    "hr": "hour",
    "st": "stone",
    "in": "inch",
    "fl_oz_us": "US_fluid_ounce",
    "fl_oz_imp": "imperial_fluid_ounce",
    "cup_us": "US_liquid_cup",
    "cup_imp": "imperial_cup",
    "pt_us": "US_pint",
    "pt_imp": "imperial_pint",
    "cmAq": "centimeter_H2O",
}
# m, m^2, s^-1
_TERM = re.compile(r"([A-Za-z%_]+|1)(?:\^(-?[1-3]))?")
# mmol<180.1558800000541>: so many grams a mole of this substance.
_MOLES = re.compile(r"([mµun]?)mol<([1-9]\d{0,3}(?:\.\d{1,20})?)>")
_LONGEST = 64


def _term(text: str) -> Any:
    if moles := _MOLES.fullmatch(text):
        return _registry.Quantity(Fraction(moles[2]), f"{moles[1]}g")
    found = _TERM.fullmatch(text)
    if found is None or found[1] not in _NAMES:
        raise UnitError("UNIT_UNKNOWN")
    return _registry.Quantity(Fraction(1), _NAMES[found[1]]) ** int(found[2] or 1)


def _product(text: str) -> Any:
    product = _registry.Quantity(Fraction(1), "dimensionless")
    for term in re.split(r"[*·]", text.strip("()")):
        product = product * _term(term)
    return product


def _quantity(text: str) -> Any:
    """One of the unit. All that follows the only slash is below it: mL/kg*min is mL/(kg min)."""
    above, slash, below = text.partition("/")
    return _product(above) / _product(below) if slash else _product(above)


_TEMPERATURES = {"degC", "degF", "K"}


def _temperature(unit: str, canonical: str) -> Conversion:
    at_zero, at_one = (
        _registry.Quantity(Fraction(degrees), unit).to(canonical).magnitude for degrees in (0, 1)
    )
    return Conversion(float(at_one - at_zero), float(at_zero))


@lru_cache(maxsize=4096)
def conversion(hk_unit: str, kind: HealthType) -> Conversion:
    """Raises UnitError: UNIT_UNKNOWN, or UNIT_INCOMPATIBLE with what the type measures."""
    if hk_unit == kind.unit:
        return Conversion(1.0, 0.0)
    if len(hk_unit) > _LONGEST:
        raise UnitError("UNIT_UNKNOWN")
    try:
        if hk_unit in _TEMPERATURES and kind.unit in _TEMPERATURES:
            return _temperature(hk_unit, kind.unit)
        factor = (_quantity(hk_unit) / _quantity(kind.unit)).to("dimensionless").magnitude
    except (pint.DimensionalityError, pint.OffsetUnitCalculusError) as error:
        raise UnitError("UNIT_INCOMPATIBLE") from error
    return Conversion(float(factor), 0.0)
