"""Parts and wholes: no part of a nutrient is more than it, and salt is 2.5 times sodium."""

from collections.abc import Iterable
from decimal import Decimal

from apps.meals.domain.quality.facts import Facts, Figures, Severity
from apps.meals.domain.quality.rules import LABELS, OFF, OWN, rule
from apps.meals.domain.salt import salt_g

ZERO = Decimal(0)
ONE = Decimal(1)
SLACK_G = Decimal("0.001")
TOTAL_SLACK_G = Decimal("0.1")
SMALL_TOTAL_SLACK_G = Decimal("0.01")
IN_TOTAL = ("sugars_g", "starch_g", "fiber_g")
SUGARS = ("fructose", "glucose", "maltose", "lactose", "sucrose")
FATTY = ("saturated_fat_g", "monounsaturated_fat_g", "polyunsaturated_fat_g", "trans_fat_g")
# Covers rounding, and 2.54, which Open Food Facts counted with until 2020.
SALT_SLACK = Decimal("0.02")


def _greater(food: Facts, parts: Iterable[str], whole: str, slack: Decimal) -> Figures | None:
    """Parts that are more than their whole, when that and some of them are known."""
    limit = food.amounts.get(whole)
    if limit is None:
        return None
    known = {part: food.amounts[part] for part in parts if part in food.amounts}
    if not known or sum(known.values()) <= limit + slack:
        return None
    return {code: f"{value:f}" for code, value in (*known.items(), (whole, limit))}


@rule(
    "saturated-fat-greater-than-fat",
    Severity.ERROR,
    "saturated fat > fat + 0.001 g",
    it="I grassi saturi superano i grassi.",
    en="Saturated fat is more than fat.",
)
def saturated_over_fat(food: Facts) -> Figures | None:
    return _greater(food, ("saturated_fat_g",), "fat_g", SLACK_G)


@rule(
    "fat-parts-greater-than-fat",
    Severity.WARNING,
    "saturated + monounsaturated + polyunsaturated + trans > fat + 0.1 g, saturated alone is not",
    it="Le parti dei grassi superano i grassi.",
    en="The parts of fat are more than fat.",
    source=OWN,
)
def fat_parts(food: Facts) -> Figures | None:
    if len(food.amounts.keys() & set(FATTY)) < 2 or saturated_over_fat(food):
        return None
    return _greater(food, FATTY, "fat_g", TOTAL_SLACK_G)


@rule(
    "sugars-plus-starch-greater-than-carbohydrates",
    Severity.ERROR,
    "sugars + starch > carbohydrate + 0.001 g",
    it="Zuccheri e amido superano i carboidrati.",
    en="Sugars and starch are more than carbohydrate.",
)
def sugars_over_carbohydrate(food: Facts) -> Figures | None:
    return _greater(food, ("sugars_g", "starch_g"), "carbohydrate_g", SLACK_G)


@rule(
    "polyols-greater-than-carbohydrates",
    Severity.WARNING,
    "polyols > carbohydrate + 0.001 g: a label's carbohydrate includes them",
    it="I polioli superano i carboidrati.",
    en="Polyols are more than carbohydrate.",
    source=f"{LABELS}, Annex I",
)
def polyols_over_carbohydrate(food: Facts) -> Figures | None:
    return _greater(food, ("polyols_g",), "carbohydrate_g", SLACK_G)


@rule(
    "sugars-plus-starch-plus-fiber-greater-than-carbohydrates-total",
    Severity.ERROR,
    "sugars + starch + fibre > total carbohydrate with fibre + 0.1 g (0.01 g below 10 g)",
    it="Zuccheri, amido e fibra superano i carboidrati totali.",
    en="Sugars, starch and fibre are more than total carbohydrate.",
    of_label=True,
)
def parts_over_total_carbohydrate(food: Facts) -> Figures | None:
    total = food.further("carbohydrates-total")
    if total is None:
        return None
    slack = TOTAL_SLACK_G if total >= 10 else SMALL_TOTAL_SLACK_G
    parts = sum((food.amounts.get(code, ZERO) for code in IN_TOTAL), ZERO)
    if round(parts, 2) <= round(total + slack, 2):
        return None
    return {"parts": f"{parts:f}", "total": f"{total:f}"}


@rule(
    "fructose-plus-glucose-plus-maltose-plus-lactose-plus-sucrose-greater-than-sugars",
    Severity.ERROR,
    "the five sugars > sugars + 0.001 g",
    it="I singoli zuccheri superano gli zuccheri.",
    en="The single sugars are more than sugars.",
    of_label=True,
)
def single_sugars(food: Facts) -> Figures | None:
    sugars = food.amounts.get("sugars_g")
    if sugars is None or "further_g" not in food.label:
        return None
    parts = sum((food.further(tag) or ZERO for tag in SUGARS), ZERO)
    return {"parts": f"{parts:f}", "sugars": f"{sugars:f}"} if parts > sugars + SLACK_G else None


@rule(
    "sodium-salt-miscalculated",
    Severity.WARNING,
    "salt and 2.5 × sodium differ by more than 0.02 g and by more than 2 %",
    it="Sale e sodio non corrispondono.",
    en="Salt and sodium do not match.",
    source=f"{OFF}; {LABELS}, Annex I",
)
def salt_and_sodium(food: Facts) -> Figures | None:
    salt, sodium = food.amounts.get("salt_g"), food.amounts.get("sodium_mg")
    if salt is None or sodium is None:
        return None
    if abs(salt - salt_g(sodium)) <= SALT_SLACK * max(salt, ONE):
        return None
    return {"salt_g": f"{salt:f}", "sodium_mg": f"{sodium:f}"}


@rule(
    "value-under-0-001-salt",
    Severity.WARNING,
    "0 < salt < 0.001 g",
    it="Il sale è meno di 0,001 g: forse è in un'altra unità.",
    en="Salt is under 0.001 g: perhaps in another unit.",
)
def hardly_any_salt(food: Facts) -> Figures | None:
    return _salt_under(food, Decimal("0.001"))


@rule(
    "value-under-0-01-salt",
    Severity.WARNING,
    "0 < salt < 0.01 g",
    it="Il sale è meno di 0,01 g, il minimo che un'etichetta scrive.",
    en="Salt is under 0.01 g, the least a label states.",
)
def little_salt(food: Facts) -> Figures | None:
    return _salt_under(food, Decimal("0.01"))


def _salt_under(food: Facts, limit: Decimal) -> Figures | None:
    salt = food.amounts.get("salt_g")
    return {"salt_g": f"{salt:f}"} if salt and salt < limit else None
