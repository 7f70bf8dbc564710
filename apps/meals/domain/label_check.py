"""Whether a label can be true: its energy against its macros, parts against wholes.

Thresholds of Open Food Facts (DataQualityFood.pm), which wger uses as well; every comparison is
strict. Where a fuel is not on the label (spirits without alcohol, sweets without polyols, vinegar,
fibre counted as carbohydrate) the energy proves nothing, and the caller leaves that check out.
"""

from decimal import Decimal
from enum import StrEnum

from apps.meals.domain.energy_factors import LABEL, Factors, energy_of, fuels_of
from apps.shared.nutrients import Nutrients

NEGLIGIBLE_KCAL = Decimal(13)
NEGLIGIBLE_KJ = Decimal(55)
SLACK = Decimal(5)
MOST_G = Decimal(100)
MOST_TOGETHER_G = Decimal(105)
SUMMED = ("protein_g", "carbohydrate_g", "fat_g")
PARTS_OF = {"saturated_fat_g": "fat_g", "sugars_g": "carbohydrate_g"}


class Agreement(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


def energy_agreement(
    declared: Decimal, computed: Decimal, *, negligible: Decimal = NEGLIGIBLE_KCAL
) -> Agreement:
    """How a declared energy fits the one computed; ``negligible`` in the unit of both."""
    if declared <= negligible and computed <= negligible:
        return Agreement.OK
    if not _near(declared, computed, Decimal("0.3")):
        return Agreement.ERROR
    return Agreement.OK if _near(declared, computed, Decimal("0.15")) else Agreement.WARNING


def _near(declared: Decimal, computed: Decimal, share: Decimal) -> bool:
    low, high = declared * (1 - share) - SLACK, declared * (1 + share) + SLACK
    return low <= computed <= high


def faults(per_100_g: Nutrients, factors: Factors = LABEL) -> list[str]:
    """What cannot be as stated, by nutrient: "energy_kcal", "protein_g", "macros" …"""
    grams = {code: known for code in SUMMED if (known := per_100_g.get(code)) is not None}
    found = [code for code, amount in grams.items() if amount > MOST_G]
    if sum(grams.values()) > MOST_TOGETHER_G:
        found.append("macros")
    found += [part for part, whole in PARTS_OF.items() if _exceeds(per_100_g, part, whole)]
    energy = per_100_g.get("energy_kcal")
    if energy is not None:
        computed = energy_of(fuels_of(per_100_g), factors).kcal
        if energy_agreement(energy, computed) is Agreement.ERROR:
            found.append("energy_kcal")
    return found


def _exceeds(nutrients: Nutrients, part: str, whole: str) -> bool:
    some, all_of_it = nutrients.get(part), nutrients.get(whole)
    return some is not None and all_of_it is not None and some > all_of_it
