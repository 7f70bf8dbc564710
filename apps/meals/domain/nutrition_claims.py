"""What a label may claim: Regulation (EC) 1924/2006 (Annex) and 1169/2011 (Annexes I, XIII).

Amounts are per 100 g of a solid food or 100 ml of a liquid one. A claim whose nutrients are not
known is not made.
"""

from decimal import Decimal
from enum import StrEnum

from apps.shared.nutrients import NUTRIENTS, Nutrients

SIGNIFICANT_PERCENT = Decimal(15)
SIGNIFICANT_PERCENT_OF_DRINKS = Decimal("7.5")
PROTEIN_KCAL, FAT_KCAL = Decimal(4), Decimal(9)
SATURATES_PERCENT_OF_ENERGY = Decimal(10)


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
AT_LEAST: dict[Claim, tuple[str, Decimal]] = {
    Claim.SOURCE_OF_FIBRE: ("fiber_g", Decimal(3)),
    Claim.HIGH_FIBRE: ("fiber_g", Decimal(6)),
}
PROTEIN_PERCENT_OF_ENERGY = {
    Claim.SOURCE_OF_PROTEIN: Decimal(12),
    Claim.HIGH_PROTEIN: Decimal(20),
}


def claims(nutrients: Nutrients, *, liquid: bool = False) -> set[Claim]:
    """All claims the composition bears out."""
    made = {
        claim
        for claim, (code, solid, drink) in AT_MOST.items()
        if _within(nutrients.get(code), drink if liquid else solid)
    }
    made |= {
        claim
        for claim, (code, least) in AT_LEAST.items()
        if (amount := nutrients.get(code)) is not None and amount >= least
    }
    protein = _percent_of_energy(nutrients, "protein_g", PROTEIN_KCAL)
    made |= {
        claim
        for claim, least in PROTEIN_PERCENT_OF_ENERGY.items()
        if protein is not None and protein >= least
    }
    saturates = _percent_of_energy(nutrients, "saturated_fat_g", FAT_KCAL)
    if saturates is None or saturates > SATURATES_PERCENT_OF_ENERGY:
        made.discard(Claim.LOW_SATURATES)
    return made


def _within(amount: Decimal | None, most: Decimal | None) -> bool:
    return amount is not None and most is not None and amount <= most


def _percent_of_energy(nutrients: Nutrients, code: str, kcal_per_g: Decimal) -> Decimal | None:
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
