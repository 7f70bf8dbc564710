"""What scanners and codes of two dimensions put around a GTIN.

GS1 General Specifications §5.1 (symbology identifiers) and §7.8 (element strings); GS1 Digital
Link 1.4, URI syntax. Elements are read by python-stdnum, which has GS1's own table of them.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from stdnum import gs1_128

from apps.meals.domain.barcodes.gtin import EMPTY, NO_GTIN, BarcodeError

FNC1 = "\x1d"  # also written as the sign for it
SEPARATORS = str.maketrans("", "", " -\u00a0\u2010\u2011\u2012\u2013\t\r\n")
SYMBOLOGY = re.compile(r"\](?P<symbols>[A-Za-z])(?P<modifier>\d)")
EAN_WITH_ADD_ON = "]E3"
ELEMENT = re.compile(r"\((\d{2,4})\)([^(]*)")
GTIN_ELEMENT = re.compile(rf"(?:^|{FNC1})01(\d{{14}})", re.ASCII)
GTIN, BATCH, BEST_BEFORE, USE_BY = "01", "10", "15", "17"
GTIN_KEYS = {GTIN, "gtin"}  # the word was allowed by the first edition of the standard
GTIN_IN_LINK = re.compile(r"\d{8}|\d{12,14}", re.ASCII)


@dataclass(frozen=True)
class Carried:
    """A GTIN's digits as they were written, and what else the code says of this very package."""

    digits: str
    batch: str | None = None
    expiry: date | None = None


def carried(text: str) -> Carried:
    """What a scanned or typed text carries. Raises BarcodeError when there is no number in it."""
    text = text.strip().replace("\u241d", FNC1)
    identifier = SYMBOLOGY.match(text)
    text = text[identifier.end() :] if identifier else text
    if text.startswith("(") or GTIN_ELEMENT.search(text) or FNC1 in text:
        return _of_elements(text)
    if "/" in text:
        return _of_link(text)
    digits = text.translate(SEPARATORS)
    if not digits:
        raise BarcodeError(EMPTY, "nothing given")
    if identifier and identifier[0] == EAN_WITH_ADD_ON:
        digits = digits[:13]
    return Carried(digits)


def _of_elements(text: str) -> Carried:
    """Elements with their identifiers in parentheses, or one after the other as scanned."""
    if text.startswith("("):
        text = "".join(f"{code}{value.strip()}{FNC1}" for code, value in ELEMENT.findall(text))
    text = text.strip(FNC1)
    said = _elements(text)
    found = GTIN_ELEMENT.search(text)
    digits = said.get(GTIN) or (found[1] if found else None)
    if digits is None:
        raise BarcodeError(NO_GTIN, "elements without a GTIN")
    return Carried(digits, said.get(BATCH), said.get(USE_BY) or said.get(BEST_BEFORE))


def _elements(text: str) -> dict[str, Any]:
    """By identifier; empty when some of them cannot be read, a wrong check digit for one."""
    try:
        said: dict[str, Any] = gs1_128.info(text, FNC1)
    except ValueError:
        return {}
    return said


def _of_link(text: str) -> Carried:
    """A digital link of any domain: …/01/<GTIN>/10/<batch>?17=<expiry>."""
    link = urlsplit(text)
    parts = [unquote(part) for part in link.path.split("/")]
    pairs = list(pairwise(parts))
    keyed = (value for key, value in pairs if key in GTIN_KEYS and GTIN_IN_LINK.fullmatch(value))
    digits = next(keyed, None)
    if digits is None:
        raise BarcodeError(NO_GTIN, "a link without a GTIN")
    batch = next((value for key, value in pairs if key == BATCH), None)
    dates = dict(parse_qsl(link.query))
    expiry = _date(dates.get(USE_BY)) or _date(dates.get(BEST_BEFORE))
    return Carried(digits, batch or dates.get(BATCH), expiry)


def _date(text: str | None) -> date | None:
    found: date | None = _elements(f"{USE_BY}{text}").get(USE_BY) if text else None
    return found
