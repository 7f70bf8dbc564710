"""Whether everything eaten on a day is logged: a half-logged day says nothing of what was eaten."""

from decimal import Decimal

# Of breakfast, lunch and dinner; dinner among them, because what is missing is mostly the end.
FEWEST_MAIN_MEALS = 2
# Adults who report less than half of their basal rate have not reported everything: Goldberg's
# cut-off for a single day is about 0.9 times the basal rate for a group's mean and far lower for
# one person (Goldberg GR et al. Eur J Clin Nutr 1991;45:569-581); half spares those who eat little.
LEAST_SHARE_OF_BASAL = Decimal("0.5")


def is_complete(
    *,
    said: bool | None,
    energy_kcal: Decimal,
    main_meals_count: int,
    has_dinner: bool,
    basal_kcal: Decimal | None,
) -> bool:
    """What the user said of the day, else what its meals suggest."""
    if said is not None:
        return said
    enough = basal_kcal is None or energy_kcal >= LEAST_SHARE_OF_BASAL * basal_kcal
    return has_dinner and main_meals_count >= FEWEST_MAIN_MEALS and enough
