"""Product documents of Open Food Facts: a line of the JSONL dump, or the ``product`` of an answer.

Two nutrition shapes. The classic one, ``nutriments``, has ``<tag>_100g`` in grams whatever
``<tag>_unit`` says (that is the unit of ``<tag>_value``), and may have values per serving only.
Since schema 1003 ``nutrition`` has sets that name unit, quantity and source; what Open Food Facts
estimated from ingredients (``source: estimate``, ``value_computed``) is never taken.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, NamedTuple

import orjson

from apps.meals.domain.energy_factors import KJ_PER_KCAL
from apps.meals.imports.amounts import (
    ALCOHOL_VOL,
    ENERGY_KJ,
    KEPT_OF_REJECTED,
    ONE,
    UNITS_IN_G,
    Amounts,
    note,
    take,
    to_unit_of,
)
from apps.meals.imports.food_record import MappedFood, Notes, Rejection
from apps.meals.imports.openfoodfacts.label import document_facts
from apps.meals.imports.openfoodfacts.products import (
    CODE_OF_TAG,
    ORIGIN,
    is_volume,
    key_of,
    most_specific,
    product,
    seconds,
)
from apps.meals.imports.reading import Format, json_object, of_lines, text_lines

Document = dict[str, Any]
HUNDRED = Decimal(100)
MOST_SCANS = 1 << 31
ESTIMATE = "estimate"
LABEL_SOURCES = ("manufacturer", "packaging")  # the best first, as Open Food Facts ranks them
PER_100 = {"100g": "100g", "100ml": "100ml"}
ENERGY_IN_KCAL = {"kcal": ONE, "kj": ONE / KJ_PER_KCAL}
ENERGY_IN_KJ = {"kj": ONE, "kcal": KJ_PER_KCAL}


class Stated(NamedTuple):
    """One number as a product states it."""

    code: str
    text: str
    unit: str
    factor: Decimal = ONE
    note: str = ""
    modifier: str = ""


def document_format() -> Format:
    rows = partial(of_lines, text_lines)
    return Format(origin=ORIGIN, rows=rows, identify=identify, map_row=map_line)


def identify(line: bytes) -> tuple[str, int | None] | None:
    return identify_document(json_object(line))


def identify_document(row: Document) -> tuple[str, int | None] | None:
    document = unwrapped(row)
    if not name_of(document).strip():
        return None
    key = key_of(code_of(document))
    return (key, modified(document)) if key else None


def map_line(line: bytes) -> MappedFood | Rejection:
    try:
        document = json_object(line)
    except (orjson.JSONDecodeError, TypeError) as error:
        return Rejection("", f"not JSON: {error}")
    return map_document(document)


def map_document(row: Document) -> MappedFood | Rejection:
    """The food of a product document, however old its schema."""
    document = unwrapped(row)
    amounts: Amounts = {}
    notes: Notes = {}
    for stated in stated_amounts(document):
        if stated.code not in amounts:
            _take(amounts, notes, stated)
    return product(
        code=code_of(document),
        name=name_of(document),
        name_en=_text(document, "product_name_en"),
        brands=_text(document, "brands"),
        category=most_specific(_tags(document, "categories_tags")),
        countries=",".join(_tags(document, "countries_tags")),
        by_volume=_by_volume(document),
        amounts=amounts,
        notes=notes,
        modified=modified(document),
        label_facts=document_facts(document),
        labels=_tags(document, "labels_tags") if "labels_tags" in document else None,
        scans=_scans(document.get("unique_scans_n")),
    )


def _scans(stated: object) -> int | None:
    return stated if isinstance(stated, int) and 0 <= stated < MOST_SCANS else None


def unwrapped(row: Document) -> Document:
    """The product inside an API answer; some lines of the dump have an empty ``product`` too."""
    inner = row.get("product")
    return {"code": row.get("code"), **inner} if isinstance(inner, dict) and inner else row


def modified(document: Document) -> int | None:
    return seconds(document.get("last_modified_t"))


def code_of(document: Document) -> str:
    code = document.get("code") or document.get("_id") or ""
    return str(code).strip() if isinstance(code, str | int) else ""


def name_of(document: Document) -> str:
    """In Italian, else in the product's own language, else in English, else in any."""
    language = document.get("lang") or document.get("lc") or ""
    first = ("product_name_it", f"product_name_{language}", "product_name", "product_name_en")
    others = sorted(key for key in document if key.startswith("product_name_"))
    last = ("abbreviated_product_name", "generic_name_it", "generic_name")
    names = (_text(document, key) for key in (*first, *others, *last))
    return next((name for name in names if name.strip()), "")


def stated_amounts(document: Document) -> Iterator[Stated]:
    """Every number a label states, the most trustworthy of each nutrient first."""
    if isinstance(document.get("nutrition"), dict):
        yield from _nutrition_sets(document["nutrition"])
    if isinstance(document.get("nutriments"), dict):
        yield from _nutriments(document, document["nutriments"])


def _nutriments(document: Document, nutriments: Document) -> Iterator[Stated]:
    per_serving = document.get("nutrition_data_per") == "serving"
    serving = _positive(document.get("serving_quantity"))
    for tag, code in CODE_OF_TAG.items():
        if (text := _number(nutriments, f"{tag}_100g")) is not None:
            yield Stated(code, text, "")
        elif serving and (text := _number(nutriments, f"{tag}_serving")) is not None:
            yield Stated(code, text, "", HUNDRED / serving, "serving / serving quantity x 100")
        elif not per_serving and (text := _number(nutriments, f"{tag}_value")) is not None:
            yield Stated(code, text, _text(nutriments, f"{tag}_unit") or "g")


def _nutrition_sets(nutrition: Document) -> Iterator[Stated]:
    aggregated = nutrition.get("aggregated_set") or {}
    if aggregated.get("preparation", "as_sold") == "as_sold":
        yield from _of_set(aggregated, ONE, "")
    inputs = [one for one in nutrition.get("input_sets") or [] if one.get("source") != ESTIMATE]
    for one in sorted(inputs, key=_rank):
        if one.get("preparation", "as_sold") == "as_sold":
            yield from _of_input(one)


def _rank(input_set: Document) -> tuple[int, bool]:
    source = input_set.get("source")
    rank = LABEL_SOURCES.index(source) if source in LABEL_SOURCES else len(LABEL_SOURCES)
    return rank, input_set.get("per") not in PER_100


def _of_input(input_set: Document) -> Iterator[Stated]:
    if input_set.get("per") in PER_100:
        yield from _of_set(input_set, ONE, "")
    elif quantity := _positive(input_set.get("per_quantity")):
        yield from _of_set(input_set, HUNDRED / quantity, "serving / serving quantity x 100")


def _of_set(nutrients_set: Document, factor: Decimal, how: str) -> Iterator[Stated]:
    nutrients = nutrients_set.get("nutrients") or {}
    for tag, code in CODE_OF_TAG.items():
        said = nutrients.get(tag)
        if not isinstance(said, dict) or said.get("source") == ESTIMATE:
            continue
        if (text := _number(said, "value")) is not None:
            unit, modifier = _text(said, "unit") or "g", _text(said, "modifier")
            yield Stated(code, text, unit, factor, how, modifier)


def _take(amounts: Amounts, notes: Notes, stated: Stated) -> None:
    times = _unit_factor(stated.code, stated.unit)
    if times is None:
        rejected = f"{stated.text} {stated.unit}"[:KEPT_OF_REJECTED]
        note(notes, stated.code, rejected=rejected, reason="unit not known")
        return
    take(amounts, notes, stated.code, stated.text, times * stated.factor)
    if stated.code in amounts and stated.note:
        note(notes, stated.code, derived=stated.note)
    if stated.code in amounts and stated.modifier:
        note(notes, stated.code, modifier=stated.modifier)


def _unit_factor(code: str, unit: str) -> Decimal | None:
    """From a stated unit to ours; no unit means the shape's own: grams, kJ, kcal, % vol."""
    if code == "energy_kcal":
        return ENERGY_IN_KCAL.get(unit.lower() or "kcal")
    if code == ENERGY_KJ:
        return ENERGY_IN_KJ.get(unit.lower() or "kj")
    if code == ALCOHOL_VOL:
        return ONE if unit in {"", "% vol", "%"} else None
    grams = UNITS_IN_G.get(unit.lower() or "g")
    return grams * to_unit_of(code) if grams is not None else None


def _by_volume(document: Document) -> bool:
    nutrition = document.get("nutrition")
    if isinstance(nutrition, dict) and "per" in (nutrition.get("aggregated_set") or {}):
        return bool(nutrition["aggregated_set"]["per"] == "100ml")
    unit = document.get("product_quantity_unit") or document.get("serving_quantity_unit")
    if unit:
        return bool(unit == "ml")
    return is_volume(_text(document, "quantity") or _text(document, "serving_size"))


def _number(values: Document, key: str) -> str | None:
    value = values.get(key)
    if value is None or isinstance(value, bool):
        return None
    return str(value).strip() or None


def _positive(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number > 0 else None


def _text(document: Document, key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""


def _tags(document: Document, key: str) -> list[str]:
    value = document.get(key)
    return [tag for tag in value if isinstance(tag, str)] if isinstance(value, list) else []
