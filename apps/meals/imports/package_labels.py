"""The label of a package as a model read it, through the mapping of Open Food Facts' documents.

Both are what a label says, so the same rules hold: figures per serving, units, salt and sodium,
kJ and kcal, what cannot be.
"""

from typing import Any

from django.utils.translation import gettext as _

from apps.meals.domain.package_labels import (
    SERVING_UNKNOWN,
    UNREADABLE,
    LabelNotRead,
    SeenAmount,
    SeenLabel,
)
from apps.meals.domain.quality import Facts, Finding, check
from apps.meals.imports.food_record import MappedFood, Origin
from apps.meals.imports.openfoodfacts import map_document
from apps.shared.nutrients import MACRO_CODES
from apps.shared.provenance import SOURCE_PRIORITY, Licence, Source

ORIGIN = Origin(Source.VISION, Licence.OWN, SOURCE_PRIORITY[Source.VISION])
SERVING = "serving"
ENERGY = {"kJ": "energy-kj", "kcal": "energy-kcal"}


def map_label(seen: SeenLabel, gtin: str) -> MappedFood:
    """The food on a package. Raises LabelNotRead when it shows no amount of anything."""
    if seen.per == SERVING and seen.amounts and not (seen.serving_size and seen.serving_unit):
        raise LabelNotRead(SERVING_UNKNOWN)
    food = map_document(_document(seen, gtin))
    if not isinstance(food, MappedFood) or not food.amounts.keys() & set(MACRO_CODES):
        raise LabelNotRead(UNREADABLE)
    return food


def findings_of(food: MappedFood) -> list[Finding]:
    """The rules of the catalogue's checker that a food breaks."""
    facts = Facts(
        name=food.name,
        brand=food.brand,
        gtin=food.gtin,
        is_italian=food.is_italian,
        per=food.per,
        source=Source.VISION,
        amounts=food.amounts,
        notes=food.notes,
        label=food.label_facts,
    )
    return check(facts)


def _document(seen: SeenLabel, gtin: str) -> dict[str, Any]:
    per_serving = seen.per == SERVING
    printed: dict[str, Any] = {
        "source": "packaging",
        "preparation": "as_sold",
        "per": seen.per,
        "nutrients": {_tag(one): _stated(one) for one in reversed(seen.amounts)},
    }
    document: dict[str, Any] = {
        "code": gtin,
        "product_name": seen.name.strip() or _("Product %(code)s") % {"code": gtin.lstrip("0")},
        "brands": seen.brand,
        "lang": "it",
        "nutrition": {"input_sets": [printed]},
    }
    if per_serving:
        printed["per_quantity"] = seen.serving_size
        document["nutrition_data_per"] = SERVING
    else:
        document["nutrition"]["aggregated_set"] = {"per": seen.per}
        document["nutriments"] = _energy_in_kj(printed["nutrients"])
    if seen.serving_size and seen.serving_unit:
        document["serving_quantity"] = seen.serving_size
        document["serving_quantity_unit"] = seen.serving_unit
        document["serving_size"] = f"{seen.serving_size:g} {seen.serving_unit}"
    return document


def _tag(one: SeenAmount) -> str:
    return ENERGY.get(one.unit, "energy-kcal") if one.nutrient == "energy" else one.nutrient


def _stated(one: SeenAmount) -> dict[str, Any]:
    return {"value": str(one.value), "unit": one.unit, "modifier": one.modifier}


def _energy_in_kj(nutrients: dict[str, Any]) -> dict[str, Any]:
    """Where the checker looks for the printed kJ."""
    stated = nutrients.get("energy-kj")
    return {"energy-kj_100g": stated["value"]} if stated else {}
