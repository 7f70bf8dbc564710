"""The nutrients of a food or a plate as a table: each value with where it comes from."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.meals.models import FoodVersion, MealItem
from apps.meals.models.provenance import SOURCE_CHOICES
from apps.shared.admin import Table, confidence, number
from apps.shared.nutrients import MACRO_CODES, MICRO_CODES, NUTRIENTS, Nutrient

SOURCE_NAMES = dict(SOURCE_CHOICES)
PROVENANCE = ("source", "licence", "confidence")


def nutrient_name(nutrient: Nutrient) -> str:
    return nutrient.name_it if (get_language() or "it").startswith("it") else nutrient.name_en


def composition_table(stated: FoodVersion | MealItem) -> Table:
    """Label nutrients always, unknown ones too; others when they are known."""
    codes = [*MACRO_CODES, *(code for code in MICRO_CODES if code in stated.micronutrients)]
    return {
        "headers": [
            _("nutrient"),
            _("amount"),
            _("source"),
            _("licence"),
            _("confidence"),
            _("citation"),
        ],
        "rows": [_row(stated, code) for code in codes],
    }


def _row(stated: FoodVersion | MealItem, code: str) -> list[Any]:
    amount = stated.nutrients.amounts.get(code)
    name = nutrient_name(NUTRIENTS[code])
    if amount is None:
        return [name, _("not known"), "–", "–", "–", "–"]
    own = _own_provenance(stated, code)
    source = str(own.get("source", stated.source))
    trust = own.get("confidence")
    return [
        name,
        _("traces") if amount.trace else f"{number(amount.value)} {NUTRIENTS[code].unit}",
        SOURCE_NAMES.get(source, source),
        own.get("licence", stated.licence),
        confidence(stated.confidence if trust is None else Decimal(str(trust))),
        _citation(stated, own),
    ]


def _own_provenance(stated: FoodVersion | MealItem, code: str) -> Mapping[str, Any]:
    """What is said of this one value where it differs from the whole."""
    micronutrient = stated.micronutrients.get(code)
    own: dict[str, Any] = {}
    if isinstance(micronutrient, dict):
        own["confidence"] = micronutrient.get("confidence")
    cited = getattr(stated, "value_sources", {}).get(code, {})
    return own | (cited if isinstance(cited, dict) else {"note": cited})


def _citation(stated: FoodVersion | MealItem, own: Mapping[str, Any]) -> str:
    words = [str(value) for key, value in own.items() if key not in PROVENANCE and value]
    return "; ".join(words) or getattr(stated, "source_id", "") or "–"
