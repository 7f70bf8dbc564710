"""Files of weigh-ins as other apps write them: how one is laid out, and what it says.

Libra documents its own layout (libra-app.eu/support/csv). Happy Scale documents none; its files are
told by a column that is named like a unit. Everything else needs a date and a weight. What a file
leaves open (the unit, or whether 03/04 is in March or April) is asked for, never guessed.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from apps.health.domain.weigh_in_dates import DateOrder, UnreadableDate, date_order_of, read_moment
from apps.shared.days import zone

MOST_ROWS = 20_000
# The international avoirdupois pound, exact since 1959.
KG_PER_UNIT = {"kg": 1.0, "lb": 0.45359237}

DELIMITERS = ";\t|,"
# Libra starts a new format when it must; these two are laid out alike in what is read here.
LIBRA_VERSIONS = frozenset({"5", "6"})
NUMBER = re.compile(r"(\d{1,4}(?:[.,]\d{1,9})?)\s*([a-z]*)", re.IGNORECASE)

KILOGRAMS = "kg kgs kilo kilos kilogram kilograms kilogrammes kilogramm kilogrammi chili"
POUNDS = "lb lbs pound pounds pound(s) libbre"
UNIT_NAMES = dict.fromkeys(KILOGRAMS.split(), "kg") | dict.fromkeys(POUNDS.split(), "lb")

DATE_NAMES = frozenset({"date", "data", "datetime", "date/time", "timestamp", "day", "giorno"})
TIME_NAMES = frozenset({"time", "ora", "orario", "ore"})
WEIGHT_NAMES = frozenset({"weight", "peso", "mass", "massa", "bodymass", "gewicht", "poids"})
WORD = re.compile(r"[a-zà-ü]+(?:\(s\))?", re.IGNORECASE)


class FileError(Exception):
    """A file that cannot be read as a whole; ``code`` is stable, ``field`` is what would help."""

    def __init__(self, code: str, field: str = "file") -> None:
        super().__init__(code)
        self.code = code
        self.field = field


class WeighIn(NamedTuple):
    line: int
    taken_at: datetime
    mass_kg: float


class RefusedRow(NamedTuple):
    line: int
    code: str


@dataclass(frozen=True)
class Layout:
    """What was found out about a file, to be shown with the outcome."""

    app: str
    delimiter: str
    decimal: str
    unit: str
    date_order: DateOrder
    has_header: bool
    with_time: bool


@dataclass(frozen=True)
class WeighInFile:
    layout: Layout
    weigh_ins: tuple[WeighIn, ...]
    refused: tuple[RefusedRow, ...]


class Columns(NamedTuple):
    """Places of what is read; ``unit`` where the header names it."""

    date: int
    time: int | None
    weight: int
    unit: str | None
    app: str
    has_header: bool


class Row(NamedTuple):
    line: int
    cells: list[str]


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or what Windows programs write."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_weigh_ins(
    text: str, *, zone_name: str, unit: str | None = None, date_order: DateOrder | None = None
) -> WeighInFile:
    """What the file says; times without a zone are on the clock of ``zone_name``, days without a
    time at noon there. ``unit`` and ``date_order`` settle what the file leaves open, and lose
    against what it states. Raises FileError."""
    delimiter = _delimiter_of(text)
    rows, remarks = _rows(text, delimiter)
    columns, rows = _columns_of(rows, remarks)
    if len(rows) > MOST_ROWS:
        raise FileError("TOO_MANY_ROWS")
    stated = _stated_unit(columns, remarks, rows) or unit
    if stated is None:
        raise FileError("UNIT_NOT_STATED", "unit")
    order = date_order_of([row.cells[columns.date] for row in _whole(rows, columns)], date_order)
    if order is None:
        raise FileError("DATE_ORDER_NOT_CLEAR", "date_order")
    read = [_read(row, columns, stated, order, zone_name) for row in rows]
    weighed = tuple(one for one in read if isinstance(one, WeighIn))
    layout = Layout(
        app=columns.app,
        delimiter=delimiter,
        decimal=_decimal_of(rows, columns),
        unit=stated,
        date_order=order,
        has_header=columns.has_header,
        with_time=columns.time is not None or _has_times(rows, columns),
    )
    return WeighInFile(layout, weighed, tuple(one for one in read if isinstance(one, RefusedRow)))


def _delimiter_of(text: str) -> str:
    """The one that makes most rows equally long, and longer than one cell."""
    lines = [line for line in text.splitlines()[:200] if line.strip() and line[0] != "#"]
    if not lines:
        raise FileError("FILE_EMPTY")

    def agreeing(delimiter: str) -> int:
        lengths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter))
        return max((rows for length, rows in lengths.items() if length > 1), default=0)

    best = max(DELIMITERS, key=agreeing)
    if not agreeing(best):
        raise FileError("COLUMNS_NOT_FOUND")
    return best


def _rows(text: str, delimiter: str) -> tuple[list[Row], list[str]]:
    """Rows with something in them by their line, and what lines that begin with # say."""
    rows, remarks = [], []
    reader = csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
    try:
        for cells in reader:
            if cells and cells[0].startswith("#"):
                remarks.append(delimiter.join(cells)[1:].strip())
            elif any(cell.strip() for cell in cells):
                rows.append(Row(reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raise FileError("FILE_UNREADABLE") from error
    return rows, remarks


def _columns_of(rows: list[Row], remarks: list[str]) -> tuple[Columns, list[Row]]:
    if not rows:
        raise FileError("FILE_EMPTY")
    if (libra := _libra(remarks)) is not None:
        return libra, rows
    named = _named(rows[0].cells)
    if named is not None:
        return named, rows[1:]
    if any(_is_number(cell) for cell in rows[0].cells):
        return Columns(0, None, 1, None, "plain", has_header=False), rows
    raise FileError("COLUMNS_NOT_FOUND")


def _libra(remarks: list[str]) -> Columns | None:
    """Libra writes its header as a remark, before it the version and the unit."""
    version = _remark(remarks, "version")
    header = next((one for one in remarks if one.lower().startswith("date;weight")), None)
    if header is None:
        return None
    if version is not None and version not in LIBRA_VERSIONS:
        raise FileError("VERSION_UNKNOWN")
    # The format's default; the app always writes the line.
    unit = _remark(remarks, "units") or "kg"
    if unit.lower() not in UNIT_NAMES:
        raise FileError("UNIT_UNKNOWN")
    return Columns(0, None, 1, UNIT_NAMES[unit.lower()], "libra", has_header=True)


def _remark(remarks: list[str], name: str) -> str | None:
    found = (one.partition(":")[2].strip() for one in remarks if one.lower().startswith(name))
    return next(found, None)


def _named(cells: Sequence[str]) -> Columns | None:
    names = [cell.lower().replace("_", " ") for cell in cells]
    dates = [place for place, name in enumerate(names) if _first_word(name) in DATE_NAMES]
    times = [place for place, name in enumerate(names) if _first_word(name) in TIME_NAMES]
    weights = [place for place, name in enumerate(names) if _names_weight(name)]
    if not dates or not weights:
        return None
    weight = names[weights[0]]
    app = "happy_scale" if weight in UNIT_NAMES else "plain"
    unit = next((UNIT_NAMES[word] for word in WORD.findall(weight) if word in UNIT_NAMES), None)
    return Columns(dates[0], next(iter(times), None), weights[0], unit, app, has_header=True)


def _first_word(name: str) -> str:
    return name.split()[0] if name not in DATE_NAMES and name.split() else name


def _names_weight(name: str) -> bool:
    """A weight as it was read off a scale: its first word says so, and no other word says it is a
    trend, a goal or a part of the body."""
    words = WORD.findall(name)
    known = [word for word in words if word in WEIGHT_NAMES or word in UNIT_NAMES]
    others = {"recorded", "body", "corporeo", "in"}
    return bool(known) and set(words) <= {*known, *others}


def _stated_unit(columns: Columns, remarks: list[str], rows: list[Row]) -> str | None:
    """The unit the header, or every weight itself, names."""
    if columns.unit:
        return columns.unit
    found = {
        unit
        for row in _whole(rows, columns)
        if (unit := UNIT_NAMES.get(_unit_of(row.cells[columns.weight])))
    }
    return found.pop() if len(found) == 1 else None


def _whole(rows: list[Row], columns: Columns) -> Iterator[Row]:
    needed = max(columns.date, columns.weight, columns.time or 0)
    return (row for row in rows if len(row.cells) > needed)


def _is_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell) is not None


def _unit_of(cell: str) -> str:
    found = NUMBER.fullmatch(cell)
    return found[2].lower() if found else ""


def _decimal_of(rows: list[Row], columns: Columns) -> str:
    marks = Counter(
        mark for row in _whole(rows, columns) for mark in ".," if mark in row.cells[columns.weight]
    )
    return marks.most_common(1)[0][0] if marks else "."


def _has_times(rows: list[Row], columns: Columns) -> bool:
    return any(":" in row.cells[columns.date] for row in _whole(rows, columns))


def _read(
    row: Row, columns: Columns, unit: str, order: DateOrder, zone_name: str
) -> WeighIn | RefusedRow:
    cells = row.cells
    if len(cells) <= max(columns.date, columns.weight):
        return RefusedRow(row.line, "ROW_TOO_SHORT")
    if not cells[columns.weight]:
        return RefusedRow(row.line, "WEIGHT_MISSING")
    found = NUMBER.fullmatch(cells[columns.weight])
    if found is None or (found[2] and found[2].lower() not in UNIT_NAMES):
        return RefusedRow(row.line, "WEIGHT_UNREADABLE")
    clock = cells[columns.time] if columns.time and len(cells) > columns.time else ""
    try:
        moment = read_moment(f"{cells[columns.date]} {clock}".strip(), order)
    except UnreadableDate:
        return RefusedRow(row.line, "DATE_UNREADABLE")
    factor = KG_PER_UNIT[UNIT_NAMES.get(found[2].lower(), unit)]
    mass_kg = round(float(found[1].replace(",", ".")) * factor, 6)
    return WeighIn(row.line, _instant(moment, zone_name), mass_kg)


def _instant(moment: datetime, zone_name: str) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone(zone_name))
    return moment.astimezone(UTC)
