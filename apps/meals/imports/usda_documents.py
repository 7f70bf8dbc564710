"""Food documents of USDA FoodData Central's API: one analysed food per 100 g."""

from decimal import Decimal
from typing import Any

from apps.meals.imports.amounts import (
    KEPT_OF_REJECTED,
    PLACES,
    UNITS_IN_G,
    Amounts,
    complete,
    note,
    take,
    to_unit_of,
)
from apps.meals.imports.food_record import (
    LONGEST_CATEGORY,
    LONGEST_NAME,
    MappedFood,
    Notes,
    Origin,
    Rejection,
    clean,
)
from apps.shared.nutrients import NUTRIENTS
from apps.shared.provenance import SOURCE_PRIORITY, Licence, Source

ORIGIN = Origin(Source.USDA, Licence.CC0, SOURCE_PRIORITY[Source.USDA])

Document = dict[str, Any]

ENERGY = "energy_kcal"
# Foundation foods state energy by Atwater's factors instead: the food's own, else the general ones.
ENERGY_IDS = (1008, 2048, 2047)
CODE_OF_ID = {nutrient.usda: code for code, nutrient in NUTRIENTS.items() if nutrient.usda}
OTHER_SUGARS = 1063  # as on American labels, where 2000 is missing
BY_DIFFERENCE_CONFIDENCE = "0.6"


def map_usda(document: Document) -> MappedFood | Rejection:
    """The food of a document of ``/food/{id}``."""
    source_id = str(document.get("fdcId") or "")
    name = clean(str(document.get("description") or ""))[:LONGEST_NAME]
    if not source_id or not name:
        return Rejection(source_id, "id or name missing")
    amounts, notes = _stated(document)
    if ENERGY not in amounts:
        return Rejection(source_id, "energy missing")
    _without_fibre(amounts, notes)
    flagged = complete(amounts, notes)
    return MappedFood(
        source_id=source_id,
        name=name,
        name_en=name,
        category=_category(document),
        is_generic=True,
        amounts=amounts,
        notes=notes,
        flagged=flagged,
    )


def _stated(document: Document) -> tuple[Amounts, Notes]:
    amounts: Amounts = {}
    notes: Notes = {}
    by_id = {one["nutrient"]["id"]: one for one in document.get("foodNutrients", [])}
    for nutrient_id, code in CODE_OF_ID.items():
        if nutrient_id in by_id:
            _take(amounts, notes, code, by_id[nutrient_id])
    _take_first(amounts, notes, ENERGY, [by_id.get(one) for one in ENERGY_IDS])
    _take_first(amounts, notes, "sugars_g", [by_id.get(OTHER_SUGARS)])
    return amounts, notes


def _take_first(
    amounts: Amounts, notes: Notes, code: str, candidates: list[Document | None]
) -> None:
    for stated in candidates:
        if stated is not None and code not in amounts:
            _take(amounts, notes, code, stated)


def _take(amounts: Amounts, notes: Notes, code: str, stated: Document) -> None:
    if stated.get("amount") is None:
        return
    text, unit = str(stated["amount"]), str(stated["nutrient"].get("unitName", "")).lower()
    if code == ENERGY and unit == "kcal":
        take(amounts, notes, code, text)
    elif unit in UNITS_IN_G and code != ENERGY:
        take(amounts, notes, code, text, UNITS_IN_G[unit] * to_unit_of(code))
    else:
        rejected = f"{text} {unit}"[:KEPT_OF_REJECTED]
        note(notes, code, rejected=rejected, reason="unit not known")


def _without_fibre(amounts: Amounts, notes: Notes) -> None:
    """American carbohydrate includes fibre; ours, as on European labels, does not."""
    carbohydrate, fibre = amounts.get("carbohydrate_g"), amounts.get("fiber_g")
    if carbohydrate is None:
        return
    if fibre is None:
        unsure = {"derived": "by difference, fibre unknown", "confidence": BY_DIFFERENCE_CONFIDENCE}
        note(notes, "carbohydrate_g", **unsure)
    else:
        amounts["carbohydrate_g"] = max(Decimal(0), carbohydrate - fibre).quantize(PLACES)
        note(notes, "carbohydrate_g", derived="by difference minus fibre")


def _category(document: Document) -> str:
    said = document.get("foodCategory")
    text = said.get("description", "") if isinstance(said, dict) else said
    return clean(str(text or ""))[:LONGEST_CATEGORY]
