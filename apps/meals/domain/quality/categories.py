"""Categories: which ones excuse what, which ones exclude each other, and what is usual in them.

Tags are those of the taxonomy of Open Food Facts.
"""

from apps.meals.domain.quality.facts import Facts, Figures, Severity
from apps.meals.domain.quality.rules import OFF, OWN, rule

ACIDIC = frozenset(
    {"en:lemon-juices", "en:lemon-juice", "en:lime-juices", "en:vinegars", "en:balsamic-vinegars"}
    | {"en:wine-vinegars", "en:apple-cider-vinegars", "en:cider-vinegars"}
)
ALCOHOLIC = frozenset(
    {"en:alcoholic-beverages", "en:hard-liquors", "en:spirits", "en:vodkas", "en:whisky"}
    | {"en:grappas", "en:liqueurs", "en:rums", "en:gins", "en:wines", "en:beers", "en:ciders"}
    | {"en:red-wines", "en:white-wines", "en:sparkling-wines", "en:aperitif"}
)
NOT_ALCOHOLIC = frozenset(
    {"en:non-alcoholic-beverages", "en:non-alcoholic-beers", "en:non-alcoholic-wines"}
)
FIBRE_RICH = frozenset(
    {"en:brans", "en:wheat-brans", "en:oat-brans", "en:psyllium", "en:dietary-fibers", "en:fibers"}
    | {"en:unsweetened-cocoa-powders", "en:cocoa-powders", "en:teas", "en:coffees", "en:spices"}
)
SUGAR_FREE_SWEETS = frozenset(
    {"en:chewing-gum", "en:sugar-free-chewing-gum", "en:sweeteners", "en:sugar-substitutes"}
    | {"en:sugar-free-candies", "en:erythritol", "en:xylitol", "en:chewing-gums"}
    | {"it:chewing-gum", "it:gomma-da-masticare", "it:gomme-da-masticare"}
)
# Sorbitol, mannitol, isomalt, maltitol, lactitol, xylitol, erythritol.
SWEETENED_WITH_POLYOLS = frozenset(
    {"en:e420", "en:e421", "en:e953", "en:e965", "en:e965i", "en:e965ii", "en:e966", "en:e967"}
    | {"en:e968", "en:sorbitol", "en:maltitol", "en:xylitol", "en:erythritol", "en:isomalt"}
)
ZERO_BY_NATURE = frozenset(
    {"en:waters", "en:mineral-waters", "en:spring-waters", "en:teas", "en:herbal-teas"}
    | {"en:coffees", "en:sweeteners", "en:sugar-substitutes", "en:salts"}
    | {"en:artificially-sweetened-beverages", "en:diet-beverages", "en:flavoured-waters"}
)
PLANT_MILK = frozenset({"en:plant-milks", "en:plant-based-milk-alternatives", "en:soy-milks"})
DAIRY = frozenset({"en:dairies", "en:dairy-products"})

# Dishes that cannot be made of fewer things; our own figures.
LEAST_INGREDIENTS = {
    "en:pizzas": 3,
    "en:lasagne": 3,
    "en:lasagna": 3,
    "en:sandwiches": 3,
    "en:ice-creams": 3,
    "en:tiramisu": 3,
    "en:ragu": 3,
    "en:pestos": 3,
}
DEVIATIONS = 4


@rule(
    "alcoholic-beverages-category-without-alcohol-value",
    Severity.WARNING,
    "an alcoholic beverage without an alcohol value",
    it="Bevanda alcolica senza il grado alcolico.",
    en="An alcoholic beverage without its alcohol.",
)
def alcohol_unstated(food: Facts) -> Figures | None:
    if "alcohol_g" in food.amounts or not food.in_category(ALCOHOLIC):
        return None
    return None if food.in_category(NOT_ALCOHOLIC) else {}


@rule(
    "alcohol-value-without-alcoholic-category",
    Severity.WARNING,
    "alcohol > 1 g, categories given, none of them alcoholic",
    it="C'è alcol, ma nessuna categoria di bevande alcoliche.",
    en="There is alcohol, but no category of alcoholic beverages.",
    of_label=True,
)
def alcohol_uncategorised(food: Facts) -> Figures | None:
    alcohol = food.amounts.get("alcohol_g")
    if not alcohol or alcohol <= 1 or not food.label.get("categories_tags"):
        return None
    return None if food.in_category(ALCOHOLIC) else {"alcohol_g": f"{alcohol:f}"}


@rule(
    "alcoholic-and-non-alcoholic-categories",
    Severity.WARNING,
    "both an alcoholic and a non-alcoholic category",
    it="Categorie di bevande alcoliche e analcoliche insieme.",
    en="Categories of alcoholic and of non-alcoholic beverages together.",
    of_label=True,
)
def alcoholic_and_not(food: Facts) -> Figures | None:
    return {} if food.in_category(ALCOHOLIC) and food.in_category(NOT_ALCOHOLIC) else None


@rule(
    "incompatible-categories-plant-milk-and-dairy",
    Severity.WARNING,
    "both a plant milk and a dairy category",
    it="Bevanda vegetale e latticino insieme.",
    en="A plant milk and a dairy product at once.",
    of_label=True,
)
def plant_and_dairy(food: Facts) -> Figures | None:
    return {} if food.in_category(PLANT_MILK) and food.in_category(DAIRY) else None


def _far_from_usual(food: Facts, *, below: bool) -> Figures | None:
    far = {}
    for code, usual in food.usual.items():
        value = food.amounts.get(code)
        if value is None:
            continue
        away = usual.mean - value if below else value - usual.mean
        if away > DEVIATIONS * usual.deviation:
            far[code] = {"value": f"{value:f}", "mean": f"{usual.mean:.1f}"}
    return {"nutrients": far, "category": food.category} if far else None


@rule(
    "nutrition-value-very-low-for-category",
    Severity.WARNING,
    "a value below the category's mean by more than 4 standard deviations",
    it="Valori molto più bassi di quelli della categoria.",
    en="Values far below the category's.",
)
def very_low(food: Facts) -> Figures | None:
    return _far_from_usual(food, below=True) if food.usual else None


@rule(
    "nutrition-value-very-high-for-category",
    Severity.WARNING,
    "a value above the category's mean by more than 4 standard deviations",
    it="Valori molto più alti di quelli della categoria.",
    en="Values far above the category's.",
)
def very_high(food: Facts) -> Figures | None:
    return _far_from_usual(food, below=False) if food.usual else None


@rule(
    "ingredients-count-lower-than-expected-for-the-category",
    Severity.ERROR,
    "fewer ingredients than such a dish can be made of",
    it="Meno ingredienti di quanti ne richieda la categoria.",
    en="Fewer ingredients than the category needs.",
    source=f"{OFF}; figures {OWN}",
    of_label=True,
)
def too_few_ingredients(food: Facts) -> Figures | None:
    count, least = food.label.get("ingredients_n"), food.minimum_ingredients
    if least is None:
        tags = food.label.get("categories_tags") or ()
        least = max((LEAST_INGREDIENTS.get(tag, 0) for tag in tags), default=0)
    return {"ingredients": count, "expected": least} if count and 0 < count < least else None
