"""Energy: in two units, and against what the macronutrients give, with the factors of the source.

Bands and limits: Open Food Facts.
"""

from collections.abc import Mapping
from decimal import Decimal

from apps.meals.domain.energy_factors import LABEL, Fuel, factors_of
from apps.meals.domain.quality.categories import (
    ACIDIC,
    ALCOHOLIC,
    FIBRE_RICH,
    SUGAR_FREE_SWEETS,
    SWEETENED_WITH_POLYOLS,
)
from apps.meals.domain.quality.facts import Facts, Figures, Severity
from apps.meals.domain.quality.rules import LABELS, OFF, rule

LEAST_KJ_PER_KCAL = Decimal("3.7")
MOST_KJ_PER_KCAL = Decimal("4.7")
ROUNDING = 2
NEGLIGIBLE_KJ = 55
NEGLIGIBLE_KCAL = 13
ERROR_BAND = (Decimal("0.7"), Decimal("1.3"))
WARNING_BAND = (Decimal("0.85"), Decimal("1.15"))
BAND_SLACK = 5
MOST_KJ = 3911
MOST_KJ_ONCE = 3800
MOST_KCAL = 935
ZERO = Decimal(0)


def stated_kcal(food: Facts) -> Decimal | None:
    """The declared kilocalories; those the importer made of the declared kilojoules are none."""
    derived = "derived" in food.notes.get("energy_kcal", ())
    return None if derived and "energy_kj" in food.label else food.amounts.get("energy_kcal")


def computed(food: Facts, per_gram: Mapping[Fuel, Decimal]) -> Decimal | None:
    """Energy of the stated nutrients; None when a main one is unknown."""
    amounts = food.amounts
    try:
        fat, carbohydrate, protein = (
            amounts["fat_g"],
            amounts["carbohydrate_g"],
            amounts["protein_g"],
        )
    except KeyError:
        return None
    erythritol = food.further("erythritol") or ZERO if food.label else ZERO
    polyols = max(amounts.get("polyols_g", ZERO), erythritol)
    return (
        (carbohydrate - polyols) * per_gram[Fuel.CARBOHYDRATE]
        + (polyols - erythritol) * per_gram[Fuel.POLYOLS]
        + protein * per_gram[Fuel.PROTEIN]
        + fat * per_gram[Fuel.FAT]
        + amounts.get("fiber_g", ZERO) * per_gram[Fuel.FIBRE]
        + amounts.get("alcohol_g", ZERO) * per_gram[Fuel.ALCOHOL]
    )


def is_exempt(food: Facts) -> bool:
    """Foods whose energy comes from what a label need not state."""
    amounts = food.amounts
    return (
        food.in_category(ACIDIC)
        or (not amounts.get("alcohol_g") and food.in_category(ALCOHOLIC))
        or (not amounts.get("fiber_g") and food.in_category(FIBRE_RICH))
        or ("polyols_g" not in amounts and _holds_unstated_polyols(food))
    )


def _holds_unstated_polyols(food: Facts) -> bool:
    return food.in_category(SUGAR_FREE_SWEETS) or not SWEETENED_WITH_POLYOLS.isdisjoint(
        food.label.get("ingredients") or ()
    )


def _outside(declared: Decimal, found: Decimal, band: tuple[Decimal, Decimal]) -> bool:
    return found < band[0] * declared - BAND_SLACK or found > band[1] * declared + BAND_SLACK


def _disagreement(
    food: Facts, declared: Decimal | None, per_gram: Mapping[Fuel, Decimal], negligible: int
) -> tuple[Decimal, Decimal] | None:
    """Declared and computed energy where they lie apart by more than the narrow band."""
    if declared is None:
        return None
    found = computed(food, per_gram)
    if found is None or (declared <= negligible and found <= negligible):
        return None
    if not _outside(declared, found, WARNING_BAND) or is_exempt(food):
        return None
    if _fibre_is_in_carbohydrate(food):
        without = found - food.amounts["fiber_g"] * per_gram[Fuel.CARBOHYDRATE]
        if not _outside(declared, without, WARNING_BAND):
            return None
    return declared, found


def _fibre_is_in_carbohydrate(food: Facts) -> bool:
    """Labels of the United States and Canada count fibre as carbohydrate."""
    gtin = food.gtin or ""
    return gtin[1:3] <= "13" and gtin[:7] not in {"", "0000000"} and "fiber_g" in food.amounts


def _kj(food: Facts) -> tuple[Decimal, Decimal] | None:
    return _disagreement(food, food.number("energy_kj"), LABEL.kj, NEGLIGIBLE_KJ)


def _kcal(food: Facts) -> tuple[Decimal, Decimal] | None:
    per_gram = factors_of(food.source).kcal
    return _disagreement(food, stated_kcal(food), per_gram, NEGLIGIBLE_KCAL)


def _figures(found: tuple[Decimal, Decimal] | None, *, error: bool) -> Figures | None:
    if found is None or _outside(*found, ERROR_BAND) is not error:
        return None
    declared, expected = found
    return {"declared": f"{declared:f}", "computed": f"{expected:f}"}


@rule(
    "energy-value-in-kcal-greater-than-in-kj",
    Severity.ERROR,
    "kcal > kJ",
    it="L'energia in kcal è maggiore di quella in kJ.",
    en="The energy in kcal is greater than in kJ.",
)
def kcal_over_kj(food: Facts) -> Figures | None:
    kj, kcal = food.number("energy_kj"), food.amounts.get("energy_kcal")
    if kj is None:
        flag = food.notes.get("energy_kcal", {}).get("flag", "")
        return {"kcal": f"{kcal:f}"} if flag.endswith("kcal-greater-than-in-kj") else None
    return {"kcal": f"{kcal:f}", "kj": f"{kj:f}"} if kcal is not None and kcal > kj else None


@rule(
    "energy-value-in-kcal-and-kj-are-reversed",
    Severity.ERROR,
    "kcal > kJ and 3.7 kJ - 2 < kcal < 4.7 kJ + 2",
    it="kcal e kJ sembrano scambiati.",
    en="kcal and kJ seem to be swapped.",
    of_label=True,
)
def reversed_units(food: Facts) -> Figures | None:
    kj, kcal = food.number("energy_kj"), food.amounts.get("energy_kcal")
    if kj is None or kcal is None or kcal <= kj:
        return None
    swapped = LEAST_KJ_PER_KCAL * kj - ROUNDING < kcal < MOST_KJ_PER_KCAL * kj + ROUNDING
    return {"kcal": f"{kcal:f}", "kj": f"{kj:f}"} if swapped else None


@rule(
    "energy-value-in-kcal-does-not-match-value-in-kj",
    Severity.ERROR,
    "kcal <= kJ and (kJ < 3.7 kcal - 2 or kJ > 4.7 kcal + 2)",
    it="L'energia in kcal non corrisponde a quella in kJ.",
    en="The energy in kcal does not match the one in kJ.",
    of_label=True,
)
def units_disagree(food: Facts) -> Figures | None:
    kj, kcal = food.number("energy_kj"), stated_kcal(food)
    if kj is None or kcal is None or kcal > kj:
        return None
    if LEAST_KJ_PER_KCAL * kcal - ROUNDING <= kj <= MOST_KJ_PER_KCAL * kcal + ROUNDING:
        return None
    return {"kcal": f"{kcal:f}", "kj": f"{kj:f}"}


@rule(
    "energy-value-in-kj-does-not-match-value-computed-from-other-nutrients",
    Severity.ERROR,
    "computed < 0.7 kJ - 5 or > 1.3 kJ + 5; not when both are at most 55 kJ, nor for exempt foods",
    it="L'energia in kJ non corrisponde a quella calcolata dai nutrienti.",
    en="The energy in kJ does not match the one computed from the nutrients.",
    source=f"{OFF}; {LABELS}, Annex XIV",
    of_label=True,
)
def kj_not_from_nutrients(food: Facts) -> Figures | None:
    return _figures(_kj(food), error=True)


@rule(
    "energy-value-in-kcal-does-not-match-value-computed-from-other-nutrients",
    Severity.ERROR,
    "computed < 0.7 kcal - 5 or > 1.3 kcal + 5; not when both are at most 13 kcal, nor for exempt"
    " foods",
    it="L'energia in kcal non corrisponde a quella calcolata dai nutrienti.",
    en="The energy in kcal does not match the one computed from the nutrients.",
    source=f"{OFF}; {LABELS}, Annex XIV",
)
def kcal_not_from_nutrients(food: Facts) -> Figures | None:
    return _figures(_kcal(food), error=True)


@rule(
    "energy-value-in-kj-may-not-match-value-computed-from-other-nutrients",
    Severity.WARNING,
    "computed < 0.85 kJ - 5 or > 1.15 kJ + 5, within the wider band",
    it="L'energia in kJ si discosta da quella calcolata dai nutrienti.",
    en="The energy in kJ differs from the one computed from the nutrients.",
    source=f"{OFF}; {LABELS}, Annex XIV",
    of_label=True,
)
def kj_off_nutrients(food: Facts) -> Figures | None:
    return _figures(_kj(food), error=False)


@rule(
    "energy-value-in-kcal-may-not-match-value-computed-from-other-nutrients",
    Severity.WARNING,
    "computed < 0.85 kcal - 5 or > 1.15 kcal + 5, within the wider band",
    it="L'energia in kcal si discosta da quella calcolata dai nutrienti.",
    en="The energy in kcal differs from the one computed from the nutrients.",
    source=f"{OFF}; {LABELS}, Annex XIV",
)
def kcal_off_nutrients(food: Facts) -> Figures | None:
    return _figures(_kcal(food), error=False)


@rule(
    "value-over-3911-energy",
    Severity.ERROR,
    "kJ > 3911 or kcal > 935, a little more than pure fat",
    it="Più energia di quanta ne ha il grasso puro.",
    en="More energy than pure fat has.",
)
def more_than_fat(food: Facts) -> Figures | None:
    kj, kcal = food.number("energy_kj"), food.amounts.get("energy_kcal")
    if kj is not None and kj > MOST_KJ:
        return {"kj": f"{kj:f}"}
    return {"kcal": f"{kcal:f}"} if kcal is not None and kcal > MOST_KCAL else None


@rule(
    "value-over-3800-energy",
    Severity.WARNING,
    "3800 < kJ <= 3911: an error once; oils rounded upwards get here",
    it="L'energia supera 3800 kJ.",
    en="The energy is over 3800 kJ.",
    of_label=True,
)
def nearly_more_than_fat(food: Facts) -> Figures | None:
    kj = food.number("energy_kj")
    return {"kj": f"{kj:f}"} if kj is not None and MOST_KJ_ONCE < kj <= MOST_KJ else None
