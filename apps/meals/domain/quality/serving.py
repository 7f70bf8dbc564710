"""Serving and package: sizes that can be read, and that fit each other."""

import re
from decimal import Decimal

from apps.meals.domain.quality.facts import Facts, Figures, Severity
from apps.meals.domain.quality.rules import rule

DIGIT = re.compile(r"\d")
MEASURED = re.compile(r"\d\s*(?:mg|g|kg|gr|ml|cl|dl|l|oz|fl\.? ?oz|lb|kj)\b", re.IGNORECASE)
MILLIGRAMS = re.compile(r"\d\s*mg", re.IGNORECASE)
ESTIMATED_SIGN = re.compile(r"\d\s*(?:[mk]?g|[mcd]?l)\s*[e℮](?![a-z])", re.IGNORECASE)
HUGE_SERVING = 500
HUGE_PRODUCT = 10_000
ABSURD_PRODUCT = 30_000
THOUSANDTH = 1000


@rule(
    "nutrition-data-per-serving-missing-serving-size",
    Severity.ERROR,
    "values per serving, no serving size",
    it="Valori per porzione senza la grandezza della porzione.",
    en="Values per serving without the size of the serving.",
    of_label=True,
)
def size_missing(food: Facts) -> Figures | None:
    return {} if food.label.get("per_serving") and not food.label.get("serving_size") else None


@rule(
    "nutrition-data-per-serving-serving-quantity-is-0",
    Severity.ERROR,
    "values per serving, the serving is 0",
    it="La porzione è di 0 g.",
    en="The serving is 0 g.",
    of_label=True,
)
def serving_is_nothing(food: Facts) -> Figures | None:
    return {} if food.label.get("per_serving") and food.number("serving_quantity") == 0 else None


@rule(
    "serving-size-is-missing-digits",
    Severity.ERROR,
    "a serving size without any digit",
    it="La porzione non ha un numero.",
    en="The serving size has no number.",
    of_label=True,
)
def size_without_digits(food: Facts) -> Figures | None:
    size = food.label.get("serving_size")
    return {"serving_size": size} if size and not DIGIT.search(size) else None


@rule(
    "nutrition-data-per-serving-serving-quantity-is-not-recognized",
    Severity.WARNING,
    "a serving size with digits that gives no quantity",
    it="La porzione non si capisce.",
    en="The serving size is not understood.",
    of_label=True,
)
def size_not_read(food: Facts) -> Figures | None:
    size = food.label.get("serving_size")
    if not size or "serving_quantity" in food.label or not DIGIT.search(size):
        return None
    return None if MEASURED.search(size) else {"serving_size": size}


@rule(
    "serving-quantity-over-product-quantity",
    Severity.WARNING,
    "serving > package",
    it="La porzione è più grande della confezione.",
    en="The serving is larger than the package.",
    of_label=True,
)
def serving_over_product(food: Facts) -> Figures | None:
    serving, product = food.number("serving_quantity"), food.number("product_quantity")
    if serving is None or product is None or serving <= product:
        return None
    return {"serving": f"{serving:f}", "product": f"{product:f}"}


@rule(
    "serving-quantity-less-than-product-quantity-divided-by-1000",
    Severity.WARNING,
    "serving < package / 1000",
    it="La porzione è meno di un millesimo della confezione.",
    en="The serving is less than a thousandth of the package.",
    of_label=True,
)
def serving_is_a_crumb(food: Facts) -> Figures | None:
    serving, product = food.number("serving_quantity"), food.number("product_quantity")
    if not serving or product is None or serving * THOUSANDTH >= product:
        return None
    return {"serving": f"{serving:f}", "product": f"{product:f}"}


@rule(
    "serving-quantity-defined-but-quantity-undefined",
    Severity.WARNING,
    "a serving, but no size of the package",
    it="C'è la porzione ma non la quantità della confezione.",
    en="There is a serving but no size of the package.",
    of_label=True,
)
def product_unknown(food: Facts) -> Figures | None:
    serving = food.number("serving_quantity")
    unknown = food.label.get("product_quantity_known") is False
    return {"serving": f"{serving:f}"} if serving and unknown else None


@rule(
    "serving-quantity-over-500g",
    Severity.WARNING,
    "serving > 500 g",
    it="La porzione supera 500 g.",
    en="The serving is over 500 g.",
    of_label=True,
)
def huge_serving(food: Facts) -> Figures | None:
    serving = food.number("serving_quantity")
    return {"serving": f"{serving:f}"} if serving is not None and serving > HUGE_SERVING else None


@rule(
    "serving-quantity-under-1g",
    Severity.WARNING,
    "0 < serving < 1 g",
    it="La porzione è meno di 1 g.",
    en="The serving is under 1 g.",
    of_label=True,
)
def tiny_serving(food: Facts) -> Figures | None:
    serving = food.number("serving_quantity")
    return {"serving": f"{serving:f}"} if serving and serving < 1 else None


@rule(
    "quantity-not-recognized",
    Severity.WARNING,
    "a quantity that gives no amount",
    it="La quantità della confezione non si capisce.",
    en="The size of the package is not understood.",
    of_label=True,
)
def quantity_not_read(food: Facts) -> Figures | None:
    quantity = food.label.get("quantity")
    unread = quantity and food.label.get("product_quantity_known") is False
    return {"quantity": quantity} if unread else None


@rule(
    "product-quantity-over-10kg",
    Severity.WARNING,
    "10 kg < package <= 30 kg",
    it="La confezione supera 10 kg.",
    en="The package is over 10 kg.",
    of_label=True,
)
def huge_product(food: Facts) -> Figures | None:
    product = food.number("product_quantity")
    if product is None or not HUGE_PRODUCT < product <= ABSURD_PRODUCT:
        return None
    return {"product": f"{product:f}"}


@rule(
    "product-quantity-over-30kg",
    Severity.ERROR,
    "package > 30 kg",
    it="La confezione supera 30 kg.",
    en="The package is over 30 kg.",
    of_label=True,
)
def absurd_product(food: Facts) -> Figures | None:
    product = food.number("product_quantity")
    found = product is not None and product > ABSURD_PRODUCT
    return {"product": f"{product:f}"} if found else None


@rule(
    "product-quantity-under-1g",
    Severity.WARNING,
    "package < 1 g",
    it="La confezione è meno di 1 g.",
    en="The package is under 1 g.",
    of_label=True,
)
def tiny_product(food: Facts) -> Figures | None:
    product = food.number("product_quantity")
    return {"product": f"{product:f}"} if product is not None and product < Decimal(1) else None


@rule(
    "product-quantity-in-mg",
    Severity.WARNING,
    "the quantity is written in mg",
    it="La quantità è scritta in mg.",
    en="The quantity is written in mg.",
    of_label=True,
)
def in_milligrams(food: Facts) -> Figures | None:
    quantity = food.label.get("quantity")
    return {"quantity": quantity} if quantity and MILLIGRAMS.search(quantity) else None


@rule(
    "quantity-contains-e",
    Severity.INFO,
    "the estimated sign is part of the quantity",
    it="Il segno di stima «e» è parte della quantità.",
    en="The estimated sign is part of the quantity.",
    of_label=True,
)
def estimated_sign(food: Facts) -> Figures | None:
    quantity = food.label.get("quantity")
    return {"quantity": quantity} if quantity and ESTIMATED_SIGN.search(quantity) else None


@rule(
    "quantity-to-be-completed",
    Severity.COMPLETENESS,
    "the quantity was left blank",
    it="Manca la quantità della confezione.",
    en="The size of the package is missing.",
    of_label=True,
)
def quantity_blank(food: Facts) -> Figures | None:
    return {} if food.label.get("quantity") == "" else None
