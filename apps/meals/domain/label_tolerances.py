"""How far an analysis may lie from a label: EC guidance on tolerances (December 2012).

The guidance is not binding and has no tolerance for energy. Measurement uncertainty is included.
The declared value chooses the band.
"""

from dataclasses import dataclass
from decimal import Decimal

from apps.meals.domain.label_rounding import label_step, rounded_for_label, to_step
from apps.shared.nutrients import MICRO_CODES, NUTRIENTS
from apps.shared.quantities import Interval

ZERO = Decimal(0)
TEN = Decimal(10)
TWENTY_PERCENT = (Decimal("0.8"), Decimal("1.2"))


@dataclass(frozen=True)
class Band:
    """From ``from_`` on: ± ``grams``, or between two multiples of the value."""

    from_: Decimal
    grams: Decimal | None = None
    times: tuple[Decimal, Decimal] = TWENTY_PERCENT
    inclusive: bool = True

    def holds(self, declared: Decimal) -> bool:
        return declared >= self.from_ if self.inclusive else declared > self.from_

    def around(self, low: Decimal, high: Decimal) -> Interval:
        if self.grams is not None:
            return Interval(max(ZERO, low - self.grams), high + self.grams)
        return Interval(low * self.times[0], high * self.times[1])


def _macro(below_ten_g: str) -> tuple[Band, ...]:
    return (
        Band(Decimal(40), Decimal(8), inclusive=False),
        Band(TEN),
        Band(ZERO, Decimal(below_ten_g)),
    )


def _small(limit_g: str, below_g: str) -> tuple[Band, ...]:
    return (Band(Decimal(limit_g)), Band(ZERO, Decimal(below_g)))


VITAMIN = (Band(ZERO, times=(Decimal("0.65"), Decimal("1.5"))),)
MINERAL = (Band(ZERO, times=(Decimal("0.65"), Decimal("1.45"))),)
MINERALS = frozenset(
    f"{name}_{unit}"
    for unit, names in {
        "mg": "calcium iron magnesium phosphorus potassium chloride zinc copper manganese fluoride",
        "ug": "selenium chromium molybdenum iodine",
    }.items()
    for name in names.split()
)
VITAMINS = frozenset(code for code in MICRO_CODES if NUTRIENTS[code].nrv) - MINERALS

BANDS: dict[str, tuple[Band, ...]] = {
    **dict.fromkeys(("carbohydrate_g", "sugars_g", "protein_g", "fiber_g"), _macro("2")),
    "fat_g": _macro("1.5"),
    **dict.fromkeys(
        ("saturated_fat_g", "monounsaturated_fat_g", "polyunsaturated_fat_g"), _small("4", "0.8")
    ),
    "sodium_g": _small("0.5", "0.15"),
    "salt_g": _small("1.25", "0.375"),
    **dict.fromkeys(VITAMINS, VITAMIN),
    **dict.fromkeys(MINERALS, MINERAL),
}


def tolerance(nutrient: str, declared: Decimal) -> Interval | None:
    """What the declared value as such allows; None for a nutrient without a tolerance."""
    return _band(nutrient, declared, Interval(declared, declared))


def label_tolerance(nutrient: str, declared: Decimal) -> Interval | None:
    """The same for the value as printed, which stands for all that are rounded to it: 12 g is 11.5
    to 12.4 g, as the guidance counts."""
    if nutrient not in BANDS:
        return None
    printed = rounded_for_label(nutrient, declared)
    step = label_step(nutrient, printed)
    covered = Interval(printed - step / 2, printed + step / 2 - step / TEN)
    return _band(nutrient, printed, covered)


def within_tolerance(nutrient: str, declared: Decimal, measured: Decimal) -> bool | None:
    """Whether an analysis bears out a label, with all figures rounded as the declared one is."""
    allowed = label_tolerance(nutrient, declared)
    if allowed is None:
        return None
    step = label_step(nutrient, rounded_for_label(nutrient, declared))
    low, high, found = (to_step(amount, step) for amount in (*allowed, measured))
    return low <= found <= high


def _band(nutrient: str, declared: Decimal, covered: Interval) -> Interval | None:
    bands = BANDS.get(nutrient, ())
    return next((band.around(*covered) for band in bands if band.holds(declared)), None)
