"""What 100 g of no food can contain."""

from decimal import Decimal

from apps.meals.domain.quality.energy import MOST_KCAL as MOST_STATED_KCAL
from apps.shared.nutrients import Nutrients

# Pure fat, in 9 kcal/g (Regulation (EU) 1169/2011, Annex XIV), and a label's rounding.
MOST_KCAL = Decimal(902)
# Parts are rounded each for itself on a label.
MOST_G = Decimal(105)
PARTS_OF_WHOLE = ("protein_g", "carbohydrate_g", "fat_g", "fiber_g", "alcohol_g", "salt_g")
PART_AND_WHOLE = (("sugars_g", "carbohydrate_g"), ("saturated_fat_g", "fat_g"))
ROUNDING_G = Decimal("0.5")
# The densest syrups weigh 1.45 g/ml.
MOST_G_PER_100_ML = Decimal(150)
IN_ONE_GRAM = {"g": 1, "mg": 1_000, "ug": 1_000_000}


def impossible(nutrients: Nutrients) -> str | None:
    """The code of a nutrient that cannot be so high in 100 g (or ml), None when all can be."""
    if (nutrients.get("energy_kcal") or 0) > MOST_KCAL:
        return "energy_kcal"
    parts = {code: nutrients.get(code) or Decimal(0) for code in PARTS_OF_WHOLE}
    if sum(parts.values()) > MOST_G:
        return max(parts, key=lambda code: parts[code])
    for part, whole in PART_AND_WHOLE:
        known = nutrients.get(whole)
        if known is not None and (nutrients.get(part) or 0) > known + ROUNDING_G:
            return part
    return next((c for c, a in nutrients.amounts.items() if c[-2:] == "_g" and a.value > 100), None)


def possible(nutrients: Nutrients, *, per_100_ml: bool = False) -> Nutrients:
    """What is known without the amounts that 100 g (or ml) cannot hold.

    They are slips of the label or of who typed it in, mostly of the unit: of a food that says so we
    do not know how much of that nutrient was eaten. Energy has the checker's limit: what is unknown
    here is flagged there.
    """
    most_g = MOST_G_PER_100_ML if per_100_ml else MOST_G

    def most(code: str) -> Decimal:
        unit = code.rsplit("_", 1)[1]
        return Decimal(MOST_STATED_KCAL) if unit == "kcal" else most_g * IN_ONE_GRAM[unit]

    if all(amount.value <= most(code) for code, amount in nutrients.amounts.items()):
        return nutrients
    return Nutrients({c: a for c, a in nutrients.amounts.items() if a.value <= most(c)})
