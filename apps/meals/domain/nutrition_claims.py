"""What a label may claim: Regulation (EC) 1924/2006 (Annex) and 1169/2011 (Annexes I, XIII).

Amounts are per 100 g of a solid food or 100 ml of a liquid one. A claim that hangs on what is not
known is left undecided.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from apps.meals.domain.energy_factors import ETHANOL_G_PER_ML
from apps.meals.domain.nutriscore import Kind, Missing, kind_of
from apps.meals.domain.sentences.measures import KINDS
from apps.shared.nutrients import NUTRIENTS, Nutrients

SIGNIFICANT_PERCENT = Decimal(15)
SIGNIFICANT_PERCENT_OF_DRINKS = Decimal("7.5")
PROTEIN_KCAL, FAT_KCAL = Decimal(4), Decimal(9)
SATURATES_PERCENT_OF_ENERGY = Decimal(10)
# Regulation 1924/2006, Article 4(3): drinks of more than 1.2 % vol make none of these claims.
STRONG_DRINK_G = Decimal("1.2") * ETHANOL_G_PER_ML
DRINKS = frozenset({"beverages", "alcoholic-beverages"})
DRINKS_OR_NOT = frozenset({"milk-yogurt", "fats-oils"})
ALCOHOLIC_TAG = "en:alcoholic-beverages"

Verdict = bool | None


class Claim(StrEnum):
    LOW_ENERGY = "low_energy"
    ENERGY_FREE = "energy_free"
    LOW_FAT = "low_fat"
    FAT_FREE = "fat_free"
    LOW_SATURATES = "low_saturates"
    SATURATES_FREE = "saturates_free"
    LOW_SUGARS = "low_sugars"
    SUGARS_FREE = "sugars_free"
    LOW_SODIUM = "low_sodium"
    VERY_LOW_SODIUM = "very_low_sodium"
    SODIUM_FREE = "sodium_free"
    SOURCE_OF_FIBRE = "source_of_fibre"
    HIGH_FIBRE = "high_fibre"
    SOURCE_OF_PROTEIN = "source_of_protein"
    HIGH_PROTEIN = "high_protein"


# At most so much in a solid food and in a liquid one; None where the claim is not for that kind.
AT_MOST: dict[Claim, tuple[str, Decimal | None, Decimal]] = {
    Claim.LOW_ENERGY: ("energy_kcal", Decimal(40), Decimal(20)),
    Claim.ENERGY_FREE: ("energy_kcal", None, Decimal(4)),
    Claim.LOW_FAT: ("fat_g", Decimal(3), Decimal("1.5")),
    Claim.FAT_FREE: ("fat_g", Decimal("0.5"), Decimal("0.5")),
    Claim.LOW_SATURATES: ("saturated_fat_g", Decimal("1.5"), Decimal("0.75")),
    Claim.SATURATES_FREE: ("saturated_fat_g", Decimal("0.1"), Decimal("0.1")),
    Claim.LOW_SUGARS: ("sugars_g", Decimal(5), Decimal("2.5")),
    Claim.SUGARS_FREE: ("sugars_g", Decimal("0.5"), Decimal("0.5")),
    Claim.LOW_SODIUM: ("sodium_mg", Decimal(120), Decimal(120)),
    Claim.VERY_LOW_SODIUM: ("sodium_mg", Decimal(40), Decimal(40)),
    Claim.SODIUM_FREE: ("sodium_mg", Decimal(5), Decimal(5)),
}
# At least so much in 100 g or 100 ml, or half of it in 100 kcal.
AT_LEAST: dict[Claim, tuple[str, Decimal]] = {
    Claim.SOURCE_OF_FIBRE: ("fiber_g", Decimal(3)),
    Claim.HIGH_FIBRE: ("fiber_g", Decimal(6)),
}
PROTEIN_PERCENT_OF_ENERGY = {
    Claim.SOURCE_OF_PROTEIN: Decimal(12),
    Claim.HIGH_PROTEIN: Decimal(20),
}


def is_drink(*, per_100_ml: bool, category: str, tags: Iterable[str]) -> Verdict:
    """Whether the limits of liquid food hold; None where neither unit nor category tells."""
    found = set(tags)
    if per_100_ml or ALCOHOLIC_TAG in found:
        return True
    kind = KINDS.get(category, category)
    if kind in DRINKS or kind in DRINKS_OR_NOT or kind in KINDS.values():
        return None if kind in DRINKS_OR_NOT else kind in DRINKS
    rated = kind_of(found)
    return None if isinstance(rated, Missing) else rated in {Kind.BEVERAGE, Kind.WATER}


def verdicts(nutrients: Nutrients, *, liquid: Verdict) -> dict[Claim, Verdict]:
    """For every claim whether the composition bears it out; None where that is not known."""
    if liquid is None:
        solid, drink = (verdicts(nutrients, liquid=one) for one in (False, True))
        return {claim: one if one is drink[claim] else None for claim, one in solid.items()}
    if liquid and (nutrients.get("alcohol_g") or 0) > STRONG_DRINK_G:
        return dict.fromkeys(Claim, False)
    protein = _percent_of_energy(nutrients, "protein_g", PROTEIN_KCAL)
    found = {
        **{claim: _limited(nutrients, claim, liquid=liquid) for claim in AT_MOST},
        **{claim: _fibre(nutrients, code, least) for claim, (code, least) in AT_LEAST.items()},
        **{claim: _reaches(protein, least) for claim, least in PROTEIN_PERCENT_OF_ENERGY.items()},
    }
    share = _percent_of_energy(nutrients, "saturated_fat_g", FAT_KCAL)
    found[Claim.LOW_SATURATES] = _both(
        found[Claim.LOW_SATURATES], None if share is None else share <= SATURATES_PERCENT_OF_ENERGY
    )
    return found


def _limited(nutrients: Nutrients, claim: Claim, *, liquid: bool) -> Verdict:
    code, solid, drink = AT_MOST[claim]
    amount, most = nutrients.get(code), drink if liquid else solid
    if most is None:
        return False
    return None if amount is None else amount <= most


def _fibre(nutrients: Nutrients, code: str, least: Decimal) -> Verdict:
    of_weight = _reaches(nutrients.get(code), least)
    of_energy = _reaches(_percent_of_energy(nutrients, code, Decimal(1)), least / 2)
    if of_weight or of_energy:
        return True
    return None if of_weight is None or of_energy is None else False


def _reaches(amount: Decimal | None, least: Decimal) -> Verdict:
    return None if amount is None else amount >= least


def _both(one: Verdict, other: Verdict) -> Verdict:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _percent_of_energy(nutrients: Nutrients, code: str, kcal_per_g: Decimal) -> Decimal | None:
    """Of 100 kcal, how many come from the nutrient."""
    amount, energy = nutrients.get(code), nutrients.get("energy_kcal")
    if amount is None or energy is None:
        return None
    if not amount:
        return Decimal(0)
    return amount * kcal_per_g * 100 / energy if energy else None


def nrv_percent(code: str, amount: Decimal) -> Decimal | None:
    """Percent of the reference on labels: NRV (Annex XIII A) or adult reference intake (B)."""
    nrv = NUTRIENTS[code].nrv
    return amount * 100 / nrv if nrv else None


def is_significant(code: str, amount: Decimal, *, drink: bool = False) -> bool:
    """Whether a vitamin or mineral may be declared, from its amount per 100 g, per 100 ml of a
    drink, or in a pack that holds one portion."""
    percent = nrv_percent(code, amount)
    least = SIGNIFICANT_PERCENT_OF_DRINKS if drink else SIGNIFICANT_PERCENT
    return percent is not None and percent >= least
