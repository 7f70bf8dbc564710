"""What a label of Open Food Facts says beside its nutrients: ``FoodVersion.label_facts``.

A key is left out where the source has no such field; it is there and empty where the source has
the field and nothing in it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from apps.meals.imports.amounts import parsed
from apps.meals.imports.food_record import clean

LONGEST_TEXT = 2_000
MOST_TAGS = 100
GRADES = frozenset("abcde")
SUGARS = ("fructose", "glucose", "maltose", "lactose", "sucrose")
FURTHER = ("erythritol", "carbohydrates-total", *SUGARS)
FRUIT = ("fruits-vegetables-legumes", "fruits-vegetables-nuts")
FRUIT_ESTIMATES = (
    "fruits-vegetables-legumes-estimate-from-ingredients",
    "fruits-vegetables-nuts-estimate-from-ingredients",
    "fruits-vegetables-nuts-estimate",
)
ANALYSIS = {
    "non_vegan": "en:non-vegan",
    "non_vegetarian": "en:non-vegetarian",
    "vegan_unknown": "en:vegan-status-unknown",
    "vegetarian_unknown": "en:vegetarian-status-unknown",
}
PERCENTS = {
    "specified_n": "ingredients_with_specified_percent_n",
    "specified_sum": "ingredients_with_specified_percent_sum",
    "unspecified_n": "ingredients_with_unspecified_percent_n",
    "unspecified_sum": "ingredients_with_unspecified_percent_sum",
}
LabelFacts = dict[str, Any]
Get = Callable[[str], Any]


def label_facts(get: Get, nutrient: Get) -> LabelFacts:
    """The facts both documents and exports have.

    ``get`` reads a field, ``nutrient`` a nutrient's amount per 100 g; None is "no such field".
    """
    facts = {
        "energy_kj": _number(nutrient("energy-kj")) or _number(nutrient("energy")),
        "further_g": {tag: amount for tag in FURTHER if (amount := _number(nutrient(tag)))},
        "fruit_percent": _first(nutrient, FRUIT),
        "fruit_percent_estimate": _first(nutrient, FRUIT_ESTIMATES),
        "serving_size": _text(get("serving_size")),
        "serving_quantity": _number(get("serving_quantity")),
        "product_quantity": _number(get("product_quantity")),
        "labels_tags": _tags(get("labels_tags")),
        "categories_tags": _tags(get("categories_tags")),
        "countries_tags": _tags(get("countries_tags")),
        "ingredients_text": _text(get("ingredients_text_it")) or _text(get("ingredients_text")),
        "nova_group": _whole(get("nova_group")),
        "nutriscore_grade": _grade(get("nutriscore_grade")),
    }
    stated = {key: said for key, said in facts.items() if said}
    quantity = get("quantity")
    return stated if quantity is None else stated | {"quantity": _text(quantity)}


def document_facts(document: Mapping[str, Any]) -> LabelFacts:
    """Those of a product document, which also says what its ingredients are."""
    nutriments = document.get("nutriments")
    if not isinstance(nutriments, dict):
        nutriments = {}
    in_kj = nutriments.get("energy_unit", "kJ") == "kJ"

    def nutrient(tag: str) -> Any:
        return None if tag == "energy" and not in_kj else nutriments.get(f"{tag}_100g")

    facts = label_facts(document.get, nutrient)
    analysis = document.get("ingredients_analysis")
    if isinstance(analysis, dict):
        facts |= {key: _tags(analysis[tag]) for key, tag in ANALYSIS.items() if tag in analysis}
    more = {
        "per_serving": document.get("nutrition_data_per") == "serving",
        "no_nutrition_data": _is_yes(document.get("no_nutrition_data")),
        "ingredients": _tags(
            document.get("ingredients_original_tags") or document.get("ingredients_tags")
        ),
        "ingredients_n": _whole(document.get("ingredients_n")),
        "unknown_ingredients_n": _whole(document.get("unknown_ingredients_n")),
        "sweeteners_n": _whole(document.get("ingredients_non_nutritive_sweeteners_n")),
        "percents": _percents(document),
        "nutriscore_version": _text(document.get("nutriscore_version")),
        "nutriscore_grade_producer": _grade(document.get("nutriscore_grade_producer")),
    }
    facts |= {key: said for key, said in more.items() if said}
    if facts.get("quantity") and "product_quantity" not in facts:
        facts["product_quantity_known"] = False
    created = document.get("created_t")
    if isinstance(created, int):
        facts["created_t"] = created
    return facts | {"lang": _text(document.get("lang"))}


def export_facts(get: Get) -> LabelFacts:
    """Those of a row of an export; older ones write a dash before some nutrients."""

    def nutrient(tag: str) -> Any:
        return get(f"{tag}_100g") or get(f"-{tag}_100g")

    facts = label_facts(get, nutrient)
    if _is_yes(get("no_nutriments")):
        facts["no_nutrition_data"] = True
    return facts


def _is_yes(value: Any) -> bool:
    return value in ("on", "1", "true", True)


def _percents(document: Mapping[str, Any]) -> dict[str, Any]:
    if not _whole(document.get(PERCENTS["specified_n"])):
        return {}
    return {
        key: (_whole if key.endswith("_n") else _number)(document.get(field)) or 0
        for key, field in PERCENTS.items()
    }


def _first(nutrient: Get, tags: tuple[str, ...]) -> str | None:
    return next((amount for tag in tags if (amount := _number(nutrient(tag))) is not None), None)


def _number(value: Any) -> str | None:
    """An amount as text, to four places and without needless zeros."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    amount = parsed(str(value).strip())
    return None if isinstance(amount, str) else f"{amount.normalize():f}"


def _whole(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number.split(".")[0])


def _text(value: Any) -> str:
    return clean(str(value))[:LONGEST_TEXT] if isinstance(value, str | int | float) else ""


def _tags(value: Any) -> list[str]:
    tags = value.split(",") if isinstance(value, str) else value
    if not isinstance(tags, list):
        return []
    return [tag.strip() for tag in tags[:MOST_TAGS] if isinstance(tag, str) and tag.strip()]


def _grade(value: Any) -> str | None:
    return value if isinstance(value, str) and value in GRADES else None
