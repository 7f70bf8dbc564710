"""How a figure is printed on a label: EC guidance on tolerances (December 2012), point 6.

For display only: amounts are stored, summed and compared as they are.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from apps.shared.nutrients import MICRO_CODES, NUTRIENTS

ONE, TENTH, HUNDREDTH = Decimal(1), Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Decimals:
    """Amounts from ``coarse_from`` are rounded to ``coarse``, smaller ones to ``fine``; what is at
    most ``negligible`` is printed as less than ``less_than``."""

    coarse_from: Decimal
    coarse: Decimal
    fine: Decimal
    negligible: Decimal
    less_than: Decimal

    def step(self, amount: Decimal) -> Decimal:
        return self.coarse if amount >= self.coarse_from else self.fine


@dataclass(frozen=True)
class Figures:
    """Rounded to so many significant figures."""

    count: int

    def step(self, amount: Decimal) -> Decimal:
        return ONE if not amount else Decimal(1).scaleb(amount.adjusted() + 1 - self.count)


_WHOLE = Decimals(Decimal(0), ONE, ONE, Decimal(-1), Decimal(0))
_MACRO = Decimals(Decimal(10), ONE, TENTH, Decimal("0.5"), Decimal("0.5"))
_FATTY_ACIDS = Decimals(Decimal(10), ONE, TENTH, TENTH, TENTH)
_SODIUM = Decimals(ONE, TENTH, HUNDREDTH, Decimal("0.005"), Decimal("0.005"))
_SALT = Decimals(ONE, TENTH, HUNDREDTH, Decimal("0.0125"), HUNDREDTH)

ROUNDING: dict[str, Decimals | Figures] = {
    "energy_kj": _WHOLE,
    "energy_kcal": _WHOLE,
    **dict.fromkeys(
        ("fat_g", "carbohydrate_g", "sugars_g", "protein_g", "fiber_g", "polyols_g", "starch_g"),
        _MACRO,
    ),
    **dict.fromkeys(
        ("saturated_fat_g", "monounsaturated_fat_g", "polyunsaturated_fat_g"), _FATTY_ACIDS
    ),
    "sodium_g": _SODIUM,
    "salt_g": _SALT,
    **{code: Figures(2) for code in MICRO_CODES if NUTRIENTS[code].nrv is not None},
    **dict.fromkeys(
        (
            "vitamin_a_ug",
            "folate_ug",
            "chloride_mg",
            "calcium_mg",
            "phosphorus_mg",
            "magnesium_mg",
            "iodine_ug",
            "potassium_mg",
        ),
        Figures(3),
    ),
}


def label_step(nutrient: str, amount: Decimal) -> Decimal:
    """The rounding step at that size; raises KeyError for what no label states."""
    return ROUNDING[nutrient].step(amount)


def rounded_for_label(nutrient: str, amount: Decimal) -> Decimal:
    """The number printed, half up."""
    return to_step(amount, label_step(nutrient, amount))


def to_step(amount: Decimal, step: Decimal) -> Decimal:
    """Rounded half up to a multiple of ``step``."""
    steps = (amount / step).quantize(ONE, rounding=ROUND_HALF_UP)
    return (steps * step).quantize(min(step, ONE))


def label_text(nutrient: str, amount: Decimal, *, trace: bool = False) -> str:
    """The text printed; a negligible amount, as a trace is, is "<" its limit, none at all "0"."""
    rule = ROUNDING[nutrient]
    if not amount and not trace:
        return "0"
    if isinstance(rule, Decimals) and amount <= rule.negligible:
        return f"<{rule.less_than}"
    return f"{rounded_for_label(nutrient, amount):f}"
