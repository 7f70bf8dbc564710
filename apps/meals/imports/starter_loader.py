"""The starter catalogue that comes with the project: USDA figures under Italian names."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import gettext as _

from apps.meals.imports.amounts import Amounts, complete, note, take
from apps.meals.imports.food_record import (
    MappedFood,
    MappedPortion,
    Notes,
    Origin,
    Rejection,
    clean,
)
from apps.meals.imports.reading import Format, SourceError, of_lines
from apps.shared.nutrients import NUTRIENTS
from apps.shared.provenance import SOURCE_PRIORITY, Licence, Source

CATALOGUE = Path(__file__).parent / "starter" / "catalogue.json"
ORIGIN = Origin(Source.USDA, Licence.CC0, SOURCE_PRIORITY[Source.USDA])
CITED = ("nutrient_id", "nutrient", "derived")
CITED_FOOD = ("usda_food_name", "usda_data_type", "notes")

Entry = dict[str, Any]


def starter_format() -> Format:
    return Format(
        origin=ORIGIN,
        rows=partial(of_lines, entries),
        identify=identify,
        map_row=map_entry,
        alone=True,
    )


def entries(lines: Iterator[bytes]) -> Iterator[Entry]:
    try:
        catalogue = orjson.loads(b"".join(lines))
        yield from catalogue["foods"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise SourceError(_("This is not a starter catalogue.")) from error


def identify(entry: Entry) -> tuple[str, None]:
    return str(entry["fdc_id"]), None


def map_entry(entry: Entry) -> MappedFood | Rejection:
    source_id, name = str(entry["fdc_id"]), clean(entry["name_it"])
    if not name:
        return Rejection(source_id, "name missing")
    amounts, notes = cited_amounts(entry)
    flagged = complete(amounts, notes)
    return MappedFood(
        source_id=source_id,
        name=name,
        name_en=clean(entry["name_en"]),
        category=entry["category"],
        is_generic=True,
        amounts=amounts,
        notes=notes,
        flagged=flagged,
        portions=tuple(
            MappedPortion(one["name_it"], str(one["mass_g"]), one["name_en"])
            for one in entry["portions"]
        ),
        aliases=tuple((clean(one["name"]), one["locale"]) for one in entry["aliases"]),
    )


def cited_amounts(entry: Entry) -> tuple[Amounts, Notes]:
    """The values, for each the USDA nutrient it was taken from, and the USDA food of them all."""
    amounts: Amounts = {}
    notes: Notes = {"food": {key: str(entry[key]) for key in CITED_FOOD if key in entry}}
    for code, cited in entry["values"].items():
        if code not in NUTRIENTS:
            continue
        take(amounts, notes, code, str(cited["value"]))
        note(notes, code, **{key: str(cited[key]) for key in CITED if key in cited})
    return amounts, notes
