"""Amounts per 100 g or 100 ml, each for itself and side by side."""

from collections.abc import Mapping
from decimal import Decimal

from apps.meals.domain.quality.categories import ZERO_BY_NATURE
from apps.meals.domain.quality.facts import Facts, Figures, Severity
from apps.meals.domain.quality.rules import OWN, rule

ZERO = Decimal(0)
MOST = 105
FAR_TOO_MUCH = 1000
HUNDRED = 100
SUMMED = ("fat_g", "carbohydrate_g", "protein_g", "salt_g")
MAIN = ("fat_g", "carbohydrate_g", "protein_g")
STATED = ("fat_g", "saturated_fat_g", "carbohydrate_g", "sugars_g", "fiber_g", "protein_g")


def plain(values: Mapping[str, Decimal]) -> Figures:
    return {code: f"{value:f}" for code, value in values.items()}


def _over(food: Facts, limit: int) -> Figures | None:
    over = {c: v for c, v in food.amounts.items() if v > limit and c[-2:] == "_g"}
    return {"nutrients": plain(over)} if over else None


@rule(
    "value-negative",
    Severity.ERROR,
    "an amount < 0; the importer keeps it out and notes it",
    it="La fonte dà un valore negativo.",
    en="The source states a negative value.",
)
def negative(food: Facts) -> Figures | None:
    below = {
        code: said.get("rejected", "")
        for code, said in food.notes.items()
        if said.get("reason") == "negative"
    }
    return {"nutrients": below} if below else None


@rule(
    "value-not-understood",
    Severity.ERROR,
    "a number or unit the importer could not read, and kept out",
    it="La fonte dà un valore che non si legge.",
    en="The source states a value that cannot be read.",
    source=OWN,
)
def not_understood(food: Facts) -> Figures | None:
    unread = {
        code: said["rejected"]
        for code, said in food.notes.items()
        if "rejected" in said and said.get("reason") != "negative"
    }
    return {"nutrients": unread} if unread else None


@rule(
    "value-over-105",
    Severity.ERROR,
    "an amount > 105 g",
    it="Più di 105 g in 100.",
    en="More than 105 g in 100.",
)
def over_105(food: Facts) -> Figures | None:
    return _over(food, MOST)


@rule(
    "value-over-1000",
    Severity.ERROR,
    "an amount > 1000 g",
    it="Più di 1000 g in 100.",
    en="More than 1000 g in 100.",
)
def over_1000(food: Facts) -> Figures | None:
    return _over(food, FAR_TOO_MUCH)


@rule(
    "value-over-100",
    Severity.WARNING,
    "100 g < an amount <= 105 g, of a food sold by weight",
    it="Più di 100 g in 100 g.",
    en="More than 100 g in 100 g.",
    source=OWN,
)
def over_100(food: Facts) -> Figures | None:
    over = _over(food, HUNDRED) if food.per == "100g" else None
    return None if over is None or _over(food, MOST) else over


@rule(
    "value-total-over-105",
    Severity.ERROR,
    "fat + carbohydrate + protein + salt > 105 g",
    it="Grassi, carboidrati, proteine e sale superano 105 g in 100.",
    en="Fat, carbohydrate, protein and salt are more than 105 g in 100.",
)
def total_over_105(food: Facts) -> Figures | None:
    return _total_over(food, MOST)


@rule(
    "value-total-over-1000",
    Severity.ERROR,
    "fat + carbohydrate + protein + salt > 1000 g",
    it="Grassi, carboidrati, proteine e sale superano 1000 g in 100.",
    en="Fat, carbohydrate, protein and salt are more than 1000 g in 100.",
)
def total_over_1000(food: Facts) -> Figures | None:
    return _total_over(food, FAR_TOO_MUCH)


def _total_over(food: Facts, limit: int) -> Figures | None:
    get = food.amounts.get
    total = sum([get(code, ZERO) for code in SUMMED])
    return {"total": f"{total:f}"} if total > limit else None


@rule(
    "all-nutrition-values-are-set-to-0",
    Severity.WARNING,
    "energy and every stated nutrient = 0; not for water, coffee, tea, sweeteners",
    it="Tutti i valori sono zero.",
    en="All values are zero.",
)
def all_zero(food: Facts) -> Figures | None:
    amounts = food.amounts
    if amounts.get("energy_kcal", 1) or any(amounts.get(code, 1) for code in MAIN):
        return None
    return None if any(amounts.values()) or food.in_category(ZERO_BY_NATURE) else {}


@rule(
    "values-are-all-identical",
    Severity.ERROR,
    "fat, carbohydrate, protein and the other stated amounts are the same, not zero",
    it="Tutti i valori sono uguali.",
    en="All values are the same.",
)
def all_identical(food: Facts) -> Figures | None:
    get = food.amounts.get
    fat = get("fat_g")
    if not fat or get("carbohydrate_g") != fat or get("protein_g") != fat:
        return None
    same = all(get(code, fat) == fat for code in (*STATED, "salt_g"))
    return {"value": f"{fat:f}"} if same else None


@rule(
    "3-or-more-values-are-identical",
    Severity.WARNING,
    ">= 3 of fat, saturates, carbohydrate, sugars, fibre, protein, salt, sodium equal and > 1 g",
    it="Tre o più valori sono uguali.",
    en="Three or more values are the same.",
)
def three_identical(food: Facts) -> Figures | None:
    get = food.amounts.get
    large = [v for code in (*STATED, "salt_g") if (v := get(code)) is not None and v > 1]
    sodium = get("sodium_mg")
    if sodium is not None and sodium > FAR_TOO_MUCH:
        large.append(sodium / FAR_TOO_MUCH)
    if len(large) - len(set(large)) < 2:
        return None
    most = max(set(large), key=large.count)
    return {"value": f"{most:f}"} if large.count(most) >= 3 else None
