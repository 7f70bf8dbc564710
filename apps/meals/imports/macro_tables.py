"""CIQUAL 2025 (ANSES) and BLS 4.0 (Max Rubner-Institut) in their compact JSON editions.

An array of foods with energy and four macronutrients per 100 g, and names in several languages.
Fibre that was not determined is written 0.0, which cannot be told from a real zero: it is taken as
unknown. Carbohydrates are the available ones.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import gettext as _

from apps.meals.imports.amounts import Amounts, complete, note, take
from apps.meals.imports.food_record import (
    LONGEST_CATEGORY,
    LONGEST_NAME,
    MappedFood,
    Notes,
    Origin,
    Rejection,
    clean,
    id_of_name,
)
from apps.meals.imports.reading import Broken, Format, Lines, SourceError
from apps.shared.provenance import SOURCE_PRIORITY, Licence, Source

CIQUAL = Origin(Source.CIQUAL, Licence.ETALAB, SOURCE_PRIORITY[Source.CIQUAL])
BLS = Origin(Source.BLS, Licence.CC_BY, SOURCE_PRIORITY[Source.BLS])
CODE = "food_code"  # of BLS; CIQUAL's edition has none
NAME, NAME_EN, OWN_NAME, CATEGORY = "nome_it", "nome_en", "nome", "categoria"
KEYS = {
    "calorie": "energy_kcal",
    "proteine": "protein_g",
    "carboidrati_disponibili": "carbohydrate_g",
    "grassi": "fat_g",
    "fibre": "fiber_g",
}

Entry = dict[str, Any]


def ciqual_format(path: Path) -> Format:
    return _format(path, CIQUAL, has_codes=False)


def bls_format(path: Path) -> Format:
    return _format(path, BLS, has_codes=True)


def _format(path: Path, origin: Origin, *, has_codes: bool) -> Format:
    first = next(entries(path), None)
    if not isinstance(first, dict) or NAME not in first or (CODE in first) is not has_codes:
        raise SourceError(_("This is not the food table of %s.") % origin.source.value.upper())
    return Format(
        origin=origin,
        rows=entries,
        identify=identify,
        map_row=map_entry,
        alone=True,
    )


def entries(path: Path) -> Iterator[Entry | Broken]:
    with Lines(path) as lines:
        text = b"".join(lines)
    try:
        table = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise SourceError(_("This is not JSON: %s") % error) from error
    if not isinstance(table, list):
        raise SourceError(_("This is not a list of foods."))
    for entry in table:
        yield entry if isinstance(entry, dict) else Broken("not an object")


def identify(entry: Entry) -> tuple[str, None] | None:
    return (_id(entry), None) if _text(entry, NAME) else None


def map_entry(entry: Entry) -> MappedFood | Rejection:
    name = _text(entry, NAME)
    if not name:
        return Rejection(_id(entry), "name missing")
    amounts: Amounts = {}
    notes: Notes = {}
    for key, code in KEYS.items():
        if (value := entry.get(key)) is not None:
            take(amounts, notes, code, str(value))
    if amounts.get("fiber_g") == 0:
        del amounts["fiber_g"]
        note(notes, "fiber_g", unknown="written 0.0, as where not determined")
    flagged = complete(amounts, notes)
    return MappedFood(
        source_id=_id(entry),
        name=name[:LONGEST_NAME],
        name_en=_text(entry, NAME_EN)[:LONGEST_NAME],
        category=_text(entry, CATEGORY)[:LONGEST_CATEGORY],
        is_generic=True,
        amounts=amounts,
        notes=notes,
        flagged=flagged,
    )


def _id(entry: Entry) -> str:
    return id_of_name(_text(entry, CODE) or _text(entry, OWN_NAME) or _text(entry, NAME))


def _text(entry: Entry, key: str) -> str:
    value = entry.get(key)
    return clean(value) if isinstance(value, str) else ""
