"""What 100 g of no food can contain."""

from decimal import Decimal

from apps.shared.nutrients import Nutrients

# Pure fat, in 9 kcal/g (Regulation (EU) 1169/2011, Annex XIV), and a label's rounding.
MOST_KCAL = Decimal(902)
# Parts are rounded each for itself on a label.
MOST_G = Decimal(105)
PARTS_OF_WHOLE = ("protein_g", "carbohydrate_g", "fat_g", "fiber_g", "alcohol_g", "salt_g")
PART_AND_WHOLE = (("sugars_g", "carbohydrate_g"), ("saturated_fat_g", "fat_g"))
ROUNDING_G = Decimal("0.5")


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
