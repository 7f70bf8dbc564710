"""The CSV exports of Open Food Facts: the official one, and two older ones with macros only.

Exports give every nutrient in grams per 100 g or 100 ml (energy in kJ and kcal, alcohol in
% vol), whatever unit the label used: https://world.openfoodfacts.org/data/data-fields.txt
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from apps.meals.imports.amounts import Amounts, take
from apps.meals.imports.food_record import MappedFood, Notes, Rejection
from apps.meals.imports.openfoodfacts.label import export_facts
from apps.meals.imports.openfoodfacts.products import (
    CODE_OF_TAG,
    ORIGIN,
    factor,
    is_volume,
    key_of,
    most_specific,
    product,
    seconds,
)
from apps.meals.imports.reading import Format, comma_separated, of_lines, tab_separated

# The columns of the 2019 extracts and the tags they were made of.
MACRO_EXTRACT = {
    "fat_amount": "fat",
    "saturated_fats": "saturated-fat",
    "carbohydrate": "carbohydrates",
    "sugar": "sugars",
    "dietary_fiber": "fiber",
    "protein": "proteins",
    "salt": "salt",
    "sodium": "sodium",
    "alcohol": "alcohol",
}
# An export without any of these says nothing of a label but its nutrients.
FACTS = frozenset({"labels_tags", "serving_size", "ingredients_text", "nova_group"})
CODE_COLUMNS = ("code", "barcode_id")
NAME_COLUMNS = (
    "product_name_it",
    "product_name",
    "product_name_en",
    "abbreviated_product_name",
    "generic_name",
)


@dataclass(frozen=True)
class Columns:
    """Where a file keeps what we read; -1 is nowhere."""

    code: int
    names: tuple[int, ...]
    name_en: int
    brands: int
    category: int
    categories: int
    countries: int
    modified: int
    labels: int
    quantities: tuple[int, ...]
    nutrients: tuple[tuple[int, str, Decimal], ...]
    facts: dict[str, int]


def tabular_format(header: str) -> Format | None:
    """The format of a file with this first line, None when it is none of ours."""
    separator = "\t" if "\t" in header else ","
    names = [name.strip().strip('"') for name in header.split(separator)]
    if not any(name in names for name in CODE_COLUMNS) or "product_name" not in names:
        return None
    columns = columns_of(names)
    return Format(
        origin=ORIGIN,
        rows=partial(of_lines, tab_separated if separator == "\t" else comma_separated),
        identify=partial(identify, columns),
        map_row=partial(map_row, columns),
    )


def columns_of(names: list[str]) -> Columns:
    at = {name: index for index, name in enumerate(names)}
    return Columns(
        code=next(at[name] for name in CODE_COLUMNS if name in at),
        names=tuple(at[name] for name in NAME_COLUMNS if name in at),
        name_en=at.get("product_name_en", -1),
        brands=at.get("brands", -1),
        category=at.get("main_category", -1),
        categories=at.get("categories_tags", -1),
        countries=at.get("countries_tags", at.get("countries", -1)),
        modified=at.get("last_modified_t", -1),
        labels=at.get("labels_tags", -1),
        quantities=tuple(at[name] for name in ("quantity", "serving_size") if name in at),
        nutrients=tuple(_nutrient_columns(at)),
        facts=at if FACTS & at.keys() else {},
    )


def _nutrient_columns(at: dict[str, int]) -> list[tuple[int, str, Decimal]]:
    """In the order of ``CODE_OF_TAG``: where two columns give a nutrient, the first one counts.

    Older exports put a dash before a nutrient that is part of another.
    """
    extract = {tag: column for column, tag in MACRO_EXTRACT.items()}
    return [
        (at[column], code, factor(code))
        for tag, code in CODE_OF_TAG.items()
        for column in (f"{tag}_100g", f"-{tag}_100g", extract.get(tag, ""))
        if column in at
    ]


def identify(columns: Columns, cells: list[str]) -> tuple[str, int | None] | None:
    if not _first(cells, columns.names):
        return None
    key = key_of(cells[columns.code].strip())
    return (key, seconds(_cell(cells, columns.modified))) if key else None


def map_row(columns: Columns, cells: list[str]) -> MappedFood | Rejection:
    amounts: Amounts = {}
    notes: Notes = {}
    for index, code, times in columns.nutrients:
        text = cells[index]
        if text and code not in amounts:
            take(amounts, notes, code, text, times)
    return product(
        code=cells[columns.code].strip(),
        name=_first(cells, columns.names),
        name_en=_cell(cells, columns.name_en),
        brands=_cell(cells, columns.brands),
        category=_category(columns, cells),
        countries=_cell(cells, columns.countries).lower(),
        by_volume=_by_volume(columns, cells),
        amounts=amounts,
        notes=notes,
        modified=seconds(_cell(cells, columns.modified)),
        labels=cells[columns.labels].split(",") if columns.labels >= 0 else None,
        label_facts=export_facts(partial(_fact, columns.facts, cells)) if columns.facts else None,
    )


def _fact(at: dict[str, int], cells: list[str], column: str) -> str | None:
    """What the column says; None when the export does not have it."""
    index = at.get(column)
    return None if index is None else cells[index]


def _cell(cells: list[str], index: int) -> str:
    return cells[index] if index >= 0 else ""


def _first(cells: list[str], indexes: tuple[int, ...]) -> str:
    for index in indexes:
        if cells[index].strip():
            return cells[index]
    return ""


def _by_volume(columns: Columns, cells: list[str]) -> bool:
    return is_volume(_first(cells, columns.quantities))


def _category(columns: Columns, cells: list[str]) -> str:
    if main := _cell(cells, columns.category).strip():
        return main
    tags = _cell(cells, columns.categories)
    return most_specific(tags.split(",")) if tags else ""
