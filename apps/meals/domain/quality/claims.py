"""Labels and claims against what the food holds."""

from decimal import Decimal

from apps.meals.domain.quality.facts import Facts, Figures, Severity
from apps.meals.domain.quality.rules import CLAIMS, OFF, OWN, rule

VEGAN = frozenset({"en:vegan"})
VEGETARIAN = frozenset({"en:vegetarian"})
NO_FAT = frozenset({"en:no-fat", "en:fat-free"})
NO_SATURATED_FAT = frozenset({"en:saturated-fat-free", "en:no-saturated-fat"})
NO_SUGAR = frozenset({"en:no-sugar", "en:sugar-free", "en:sugars-free"})
NO_ADDED_SUGAR = frozenset({"en:no-added-sugar", "en:no-added-sugars"})
OMEGA_3 = frozenset({"en:source-of-omega-3", "en:rich-in-omega-3"})
SUGARS = frozenset(
    {"en:sugar", "en:cane-sugar", "en:glucose", "en:glucose-syrup", "en:dextrose", "en:fructose"}
    | {"en:glucose-fructose-syrup", "en:invert-sugar", "en:honey", "en:brown-sugar"}
    | {"en:maltose", "en:agave-syrup", "en:maple-syrup", "en:corn-syrup", "en:added-sugar"}
)
MOST_FAT = Decimal("0.5")
MOST_SATURATED_FAT = Decimal("0.1")
MOST_SUGARS = Decimal("0.5")
LEAST_ALA = Decimal("0.3")
LEAST_EPA_AND_DHA = Decimal("0.04")


def _contradicted(food: Facts, labels: frozenset[str], key: str) -> Figures | None:
    against = food.label.get(key)
    return {"ingredients": against} if against and food.has_label(labels) else None


def _over(food: Facts, labels: frozenset[str], code: str, limit: Decimal) -> Figures | None:
    value = food.amounts.get(code)
    return {code: f"{value:f}"} if value and value > limit and food.has_label(labels) else None


@rule(
    "vegan-label-but-non-vegan-ingredient",
    Severity.ERROR,
    "labelled vegan, with an ingredient that is not",
    it="Dichiarato vegano, con un ingrediente che non lo è.",
    en="Labelled vegan, with an ingredient that is not.",
    of_label=True,
)
def not_vegan(food: Facts) -> Figures | None:
    return _contradicted(food, VEGAN, "non_vegan")


@rule(
    "vegan-label-but-could-not-confirm-for-all-ingredients",
    Severity.WARNING,
    "labelled vegan, with ingredients nothing is known of",
    it="Dichiarato vegano; di alcuni ingredienti non si sa.",
    en="Labelled vegan; of some ingredients it is not known.",
    of_label=True,
)
def perhaps_vegan(food: Facts) -> Figures | None:
    return _contradicted(food, VEGAN, "vegan_unknown")


@rule(
    "vegetarian-label-but-non-vegetarian-ingredient",
    Severity.ERROR,
    "labelled vegetarian, with an ingredient that is not",
    it="Dichiarato vegetariano, con un ingrediente che non lo è.",
    en="Labelled vegetarian, with an ingredient that is not.",
    of_label=True,
)
def not_vegetarian(food: Facts) -> Figures | None:
    return _contradicted(food, VEGETARIAN, "non_vegetarian")


@rule(
    "vegetarian-label-but-could-not-confirm-for-all-ingredients",
    Severity.WARNING,
    "labelled vegetarian, with ingredients nothing is known of",
    it="Dichiarato vegetariano; di alcuni ingredienti non si sa.",
    en="Labelled vegetarian; of some ingredients it is not known.",
    of_label=True,
)
def perhaps_vegetarian(food: Facts) -> Figures | None:
    return _contradicted(food, VEGETARIAN, "vegetarian_unknown")


@rule(
    "no-fat-label-claim-but-fat-above-0.5",
    Severity.WARNING,
    "claims no fat, fat > 0.5 g",
    it="«Senza grassi», ma più di 0,5 g.",
    en="Claims no fat, but has over 0.5 g.",
    source=f"{OFF}; {CLAIMS}",
    of_label=True,
)
def not_fat_free(food: Facts) -> Figures | None:
    return _over(food, NO_FAT, "fat_g", MOST_FAT)


@rule(
    "saturated-fat-free-label-claim-but-fat-above-0.1",
    Severity.WARNING,
    "claims no saturated fat, saturated fat > 0.1 g",
    it="«Senza grassi saturi», ma più di 0,1 g.",
    en="Claims no saturated fat, but has over 0.1 g.",
    source=f"{OFF}; {CLAIMS}",
    of_label=True,
)
def not_free_of_saturated_fat(food: Facts) -> Figures | None:
    return _over(food, NO_SATURATED_FAT, "saturated_fat_g", MOST_SATURATED_FAT)


@rule(
    "sugar-free-label-claim-but-sugar-above-limitation",
    Severity.WARNING,
    "sold in the EU, claims no sugar, sugars > 0.5 g",
    it="«Senza zuccheri», ma più di 0,5 g.",
    en="Claims no sugar, but has over 0.5 g.",
    source=f"{OFF}; {CLAIMS}",
    of_label=True,
)
def not_sugar_free(food: Facts) -> Figures | None:
    return _over(food, NO_SUGAR, "sugars_g", MOST_SUGARS) if food.is_european else None


@rule(
    "no-added-sugar-label-claim-but-contains-added-sugar",
    Severity.WARNING,
    "sold in the EU, claims no added sugar, has one among its ingredients",
    it="«Senza zuccheri aggiunti», ma con zucchero tra gli ingredienti.",
    en="Claims no added sugar, with one among its ingredients.",
    source=f"{OFF}; {CLAIMS}",
    of_label=True,
)
def sugar_added(food: Facts) -> Figures | None:
    if not food.has_label(NO_ADDED_SUGAR) or not food.is_european:
        return None
    added = sorted(SUGARS.intersection(food.label.get("ingredients") or ()))
    return {"ingredients": added} if added else None


@rule(
    "source-of-omega-3-label-claim-but-ala-or-sum-of-epa-and-dha-below-limitation",
    Severity.WARNING,
    "claims omega 3; what is stated is under 0.3 g ALA and under 0.04 g EPA + DHA",
    it="«Fonte di omega 3», ma ne ha meno di quanto serve per dirlo.",
    en="Claims omega 3, but has less than the claim needs.",
    source=f"{OFF}; {CLAIMS}",
    of_label=True,
)
def too_little_omega_3(food: Facts) -> Figures | None:
    if not food.has_label(OMEGA_3):
        return None
    ala = food.amounts.get("alpha_linolenic_acid_g")
    marine = [food.amounts[code] for code in ("epa_g", "dha_g") if code in food.amounts]
    if ala is None and not marine:
        return None
    enough = (ala or 0) >= LEAST_ALA or sum(marine) >= LEAST_EPA_AND_DHA
    return None if enough else {"ala_g": f"{ala or 0:f}", "epa_dha_g": f"{sum(marine):f}"}


@rule(
    "nutriscore-grade-producer-mismatch-nok",
    Severity.WARNING,
    "the producer's Nutri-Score is not the one of Open Food Facts",
    it="Il Nutri-Score del produttore è diverso da quello calcolato.",
    en="The producer's Nutri-Score differs from the computed one.",
    of_label=True,
)
def grades_differ(food: Facts) -> Figures | None:
    producer, grade = (
        food.label.get("nutriscore_grade_producer"),
        food.label.get("nutriscore_grade"),
    )
    differ = producer and grade and producer != grade
    return {"producer": producer, "computed": grade} if differ else None


@rule(
    "no-nutrition-data",
    Severity.INFO,
    "the source says that the label has no nutrition facts",
    it="L'etichetta non riporta valori nutrizionali.",
    en="The label has no nutrition facts.",
    of_label=True,
)
def no_nutrition_facts(food: Facts) -> Figures | None:
    return {} if food.label.get("no_nutrition_data") else None


@rule(
    "no-nutrition-data-but-values",
    Severity.WARNING,
    "the label is said to have no nutrition facts, yet there are values",
    it="L'etichetta sarebbe senza valori, ma ci sono.",
    en="The label is said to have no values, yet there are some.",
    source=OWN,
    of_label=True,
)
def facts_nonetheless(food: Facts) -> Figures | None:
    found = food.label.get("no_nutrition_data") and food.amounts
    return {"nutrients": sorted(food.amounts)} if found else None
