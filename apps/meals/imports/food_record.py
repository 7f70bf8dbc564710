"""What a source says of one food, in our terms; what every importer makes and the merge stores."""

import hashlib
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from apps.shared.nutrients import KEY_MICRONUTRIENTS, MACRO_CODES
from apps.shared.provenance import Licence, Source

Notes = dict[str, dict[str, str]]

MACROS = frozenset(MACRO_CODES)
KEY_MICROS = frozenset(KEY_MICRONUTRIENTS)
COMPLETENESS = tuple(
    str(Decimal(known) / len(KEY_MICRONUTRIENTS)) for known in range(len(KEY_MICRONUTRIENTS) + 1)
)
NOTHING: Mapping[str, Any] = MappingProxyType({})
NULL = r"\N"
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # what JSON may hold and jsonb may not
HALF = 16  # bytes of each half of a content hash
LONGEST_ID = 100
LONGEST_NAME = 300
LONGEST_BRAND = 200
LONGEST_CATEGORY = 120


@dataclass(frozen=True)
class Origin:
    """The source of a whole file and the trust in it."""

    source: Source
    licence: Licence
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class MappedPortion:
    name: str
    mass_g: str
    name_en: str = ""


class MappedFood(NamedTuple):
    """One food per 100 g or 100 ml; a nutrient that is not in ``amounts`` is unknown.

    ``notes`` says per nutrient what the source as a whole does not: ``derived``, ``rejected``,
    ``flag``, ``confidence``… (A tuple is made four times as fast as a frozen dataclass.)
    """

    source_id: str
    name: str
    gtin: str | None = None
    name_en: str = ""
    brand: str = ""
    category: str = ""
    is_generic: bool = False
    is_italian: bool = False
    labels: tuple[str, ...] | None = None  # None when the source has no such field
    scans: int | None = None
    flagged: bool = False
    per: str = "100g"
    amounts: Mapping[str, Decimal] = NOTHING
    traces: tuple[str, ...] = ()
    notes: Mapping[str, Mapping[str, str]] = NOTHING
    label_facts: Mapping[str, Any] = NOTHING
    modified: int | None = None  # at the source, in seconds since 1970
    portions: tuple[MappedPortion, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()  # (name, locale)

    @property
    def key(self) -> str:
        """What tells this food from the others of its source."""
        return self.gtin or self.source_id


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that cannot become a food, and why."""

    source_id: str
    reason: str


def id_of_name(name: str) -> str:
    """The id of a food in a table that has only names, no longer than the column."""
    if len(name) <= LONGEST_ID:
        return name
    digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
    return f"{name[: LONGEST_ID - len(digest) - 1]}#{digest}"


def clean(text: str) -> str:
    """One line without what PostgreSQL's text cannot hold."""
    if "\0" in text:
        text = text.replace("\0", " ")
    return " ".join(text.split())


class Record(NamedTuple):
    """A mapped food as columns of COPY text, and the hash of what its source says.

    The first half of the hash is of the composition, the second of the description: a new
    spelling of a name is not a new version of the nutrients.
    """

    key: str
    gtin: str | None
    source_id: str
    content_hash: bytes
    modified: int | None
    columns: str
    portions: tuple[MappedPortion, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


def record(food: MappedFood, origin: Origin) -> Record:
    description = _description(food)
    composition = _composition(food, str(origin.confidence))
    extras = f"\t{food.portions}" if food.portions else ""
    content_hash = _half(composition) + _half(description + extras)
    modified = NULL if food.modified is None else food.modified
    columns = (
        f"{food.gtin or NULL}\t{food.flagged}\t{_escaped(food.source_id)}"
        f"\t\\\\x{content_hash.hex()}\t{modified}\t{description}\t{composition}"
    )
    return Record(
        food.key,
        food.gtin,
        food.source_id,
        content_hash,
        food.modified,
        columns,
        food.portions,
        food.aliases,
    )


def _half(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=HALF).digest()


def _description(food: MappedFood) -> str:
    other_names = r"\n".join(_escaped(name) for name, _ in food.aliases) if food.aliases else ""
    return (
        f"{_escaped(food.name)}\t{_escaped(food.name_en)}\t{_escaped(food.brand)}"
        f"\t{_escaped(food.category)}\t{other_names}\t{food.is_generic}\t{food.is_italian}"
        f"\t{NULL if food.labels is None else '{' + ','.join(food.labels) + '}'}"
        f"\t{NULL if food.scans is None else food.scans}"
    )


def _composition(food: MappedFood, confidence: str) -> str:
    amounts = food.amounts
    macros = "\t".join([str(amounts.get(code, NULL)) for code in MACRO_CODES])
    micros = amounts.keys() - MACROS
    known = len(micros & KEY_MICROS)
    return (
        f"{food.per}\t{macros}\t{_micronutrients(food, micros, confidence)}"
        f"\t{{{','.join(sorted(food.traces))}}}\t{COMPLETENESS[known]}\t{_json(food.notes)}"
        f"\t{_json(food.label_facts)}"
    )


def _micronutrients(food: MappedFood, codes: Set[str], confidence: str) -> str:
    return _json(
        {
            code: {
                "value": plain(food.amounts[code]),
                "confidence": food.notes.get(code, {}).get("confidence", confidence),
            }
            for code in codes
        }
    )


def plain(value: Decimal) -> str:
    """Without trailing zeros and without an exponent."""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _json(value: object) -> str:
    if not value:
        return "{}"
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    if "\\u0000" in text:
        text = NUL.sub(r"\1 ", text)
    return text.replace("\\", "\\\\")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")
