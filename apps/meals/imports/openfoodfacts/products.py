"""What all shapes of an Open Food Facts product have in common."""

import html
import re
from decimal import Decimal

from apps.meals.domain import barcodes
from apps.meals.domain.barcodes import BarcodeError
from apps.meals.domain.labels import labels_of
from apps.meals.imports.amounts import (
    ALCOHOL_VOL,
    ENERGY_KJ,
    ONE,
    Amounts,
    complete,
    note,
    to_unit_of,
)
from apps.meals.imports.food_record import (
    LONGEST_BRAND,
    LONGEST_CATEGORY,
    LONGEST_NAME,
    MappedFood,
    Notes,
    Origin,
    Rejection,
    clean,
)
from apps.meals.imports.openfoodfacts.label import LabelFacts
from apps.shared.nutrients import NUTRIENTS
from apps.shared.provenance import SOURCE_PRIORITY, Licence, Source

ORIGIN = Origin(Source.OPENFOODFACTS, Licence.ODBL, SOURCE_PRIORITY[Source.OPENFOODFACTS])
NO_NAME = "name missing"
ITALY = "en:italy"
LATEST_S = 1 << 33  # in the year 2242

# Sold by volume: the label states per 100 ml (Regulation (EU) 1169/2011, Articles 23 and 32).
VOLUME = re.compile(
    r"\d\s*(?:ml|cl|dl|l|lt|litri|litro|litres?|liters?|fl\.? ?oz)\b", re.IGNORECASE
)

# Every tag of Open Food Facts we keep, the best one of each nutrient first.
CODE_OF_TAG: dict[str, str] = {
    nutrient.off: code for code, nutrient in NUTRIENTS.items() if nutrient.off
} | {
    "folates": "folate_ug",
    "energy-kj": ENERGY_KJ,
    "energy": ENERGY_KJ,
    "alcohol": ALCOHOL_VOL,
}


def key_of(code: str) -> str:
    """The same text for all spellings of one barcode, cheaper than its GTIN-14."""
    if 8 < len(code) <= barcodes.GTIN_LENGTH and code.isdecimal() and code.isascii():
        return code.lstrip("0")
    try:
        return barcodes.normalise(code).lstrip("0")
    except BarcodeError:
        return ""


def product(
    *,
    code: str,
    name: str,
    name_en: str = "",
    brands: str = "",
    category: str = "",
    countries: str = "",
    by_volume: bool = False,
    amounts: Amounts,
    notes: Notes,
    modified: int | None = None,
    label_facts: LabelFacts | None = None,
    labels: list[str] | None = None,
    scans: int | None = None,
) -> MappedFood | Rejection:
    """The food a product is; consumes ``amounts`` and ``notes``."""
    try:
        gtin = barcodes.normalise(code)
    except BarcodeError as error:
        return Rejection(code, f"{error.code}: {error}")
    name = readable(name)
    if not name:
        return Rejection(code, NO_NAME)
    if len(name) > LONGEST_NAME:
        note(notes, "name", shortened_from=str(len(name)))
    flagged = complete(amounts, notes)
    return MappedFood(
        source_id=clean(code)[:100],
        gtin=gtin,
        name=name[:LONGEST_NAME],
        name_en=readable(name_en)[:LONGEST_NAME],
        brand=brand(brands),
        category=clean(category)[:LONGEST_CATEGORY],
        is_italian=ITALY in countries or barcodes.is_italian(gtin),
        per="100ml" if by_volume else "100g",
        amounts=amounts,
        notes=notes,
        flagged=flagged,
        modified=modified,
        label_facts=label_facts or {},
        labels=None if labels is None else labels_of(labels),
        scans=scans,
    )


def seconds(stated: object) -> int | None:
    """A point in time as Open Food Facts writes it, seconds since 1970; 0 is none."""
    if not stated:
        return None
    try:
        value = int(str(stated))
    except ValueError:
        return None
    return value if 0 < value < LATEST_S else None


def readable(text: str) -> str:
    return clean(html.unescape(text) if "&" in text else text)


def brand(brands: str) -> str:
    """All brands, each once: people search for the house as well as for the line."""
    if "," not in brands:
        return readable(brands)[:LONGEST_BRAND]
    each = dict.fromkeys(filter(None, map(readable, brands.split(","))))
    return ", ".join(each)[:LONGEST_BRAND]


def most_specific(tags: list[str]) -> str:
    """The last category; Open Food Facts lists them from general to special."""
    return tags[-1].strip() if tags else ""


def is_volume(quantity: str) -> bool:
    return bool(quantity) and VOLUME.search(quantity) is not None


def factor(code: str) -> Decimal:
    """From the grams (kJ, kcal, % vol) of exports to the nutrient's unit."""
    return ONE if code in {ENERGY_KJ, ALCOHOL_VOL, "energy_kcal"} else to_unit_of(code)
