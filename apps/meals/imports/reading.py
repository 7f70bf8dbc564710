"""Rows out of files, plain or gzipped; a bad row is a ``Broken`` one, a bad file stops the run."""

import csv
import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

import orjson
from django.utils.translation import gettext as _

from apps.meals.imports.food_record import MappedFood, Origin, Rejection

Cells = dict[str, str]
GZIP_MAGIC = b"\x1f\x8b"
BYTE_ORDER_MARK = "\ufeff"


class SourceError(Exception):
    """The file is not what it should be, or ends where it should not."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be read."""

    reason: str


@dataclass(frozen=True)
class Format:
    """How to read one kind of file: rows, the identity of a row, and what it says of a food.

    ``identify`` gives a row's code and when the source last changed it, in seconds since 1970 (None
    when it does not say); None for a row that will be rejected anyway. ``alone`` when no two files
    of the source may be imported at a time, because only the importer keeps its foods from
    doubling. All of it is sent to other processes, so there are no functions inside functions.
    """

    origin: Origin
    rows: Callable[[Path], Iterator[Any]]
    identify: Callable[[Any], tuple[str, int | None] | None]
    map_row: Callable[[Any], MappedFood | Rejection]
    alone: bool = False


class Lines:
    """The lines of a file as bytes, unpacked on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        packed = starts_with(self.path, GZIP_MAGIC)
        opened = gzip.open(self.path) if packed else self.path.open("rb")
        self.file = cast(BinaryIO, opened)
        return self

    def __exit__(self, *_exception: object) -> None:
        self.file.close()

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.file
        except (EOFError, OSError, zlib.error) as error:
            raise SourceError(_("The file cannot be read further: %s") % error) from error


def starts_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def of_lines(rows: Callable[[Iterator[bytes]], Iterator[Any]], path: Path) -> Iterator[Any]:
    """Rows of a file that is read line by line."""
    with Lines(path) as lines:
        yield from rows(iter(lines))


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def header_of(path: Path) -> str:
    """The first line, without the mark some programs put before it."""
    with Lines(path) as lines:
        first = next(iter(lines), b"")
    return first.decode("utf-8", errors="replace").lstrip(BYTE_ORDER_MARK).rstrip("\r\n")


def columns_of(path: Path) -> list[str]:
    """The names in the first line of a CSV file."""
    return next(csv.reader([header_of(path)]), [])


def named_cells(path: Path) -> Iterator[Cells | Broken]:
    """Rows of a CSV file by the names of its columns."""
    header = columns_of(path)
    for cells in of_lines(comma_separated, path):
        yield cells if isinstance(cells, Broken) else dict(zip(header, cells, strict=True))


def tab_separated(lines: Iterator[bytes]) -> Iterator[list[str] | Broken]:
    """Rows of a tab-separated file; Open Food Facts quotes nothing and keeps tabs out of values."""
    width = next(lines, b"").count(b"\t") + 1
    for line in lines:
        try:
            cells = line.decode().rstrip("\r\n").split("\t")
        except UnicodeDecodeError as error:
            yield Broken(f"not UTF-8: {error.reason} at byte {error.start}")
            continue
        yield cells if len(cells) == width else _wrong_width(cells, width)


def comma_separated(lines: Iterator[bytes]) -> Iterator[list[str] | Broken]:
    """Rows of a CSV file with a header; values may be quoted and hold line ends."""
    undecodable: list[UnicodeDecodeError] = []
    reader = csv.reader(_decoded(lines, undecodable))
    width = len(next(reader, []))
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Broken(f"not CSV: {error}")
            continue
        if undecodable:
            yield Broken(f"not UTF-8: {undecodable[0].reason} at byte {undecodable[0].start}")
            undecodable.clear()
        elif cells:
            yield cells if len(cells) == width else _wrong_width(cells, width)


def _decoded(lines: Iterator[bytes], undecodable: list[UnicodeDecodeError]) -> Iterator[str]:
    for line in chain([next(lines, b"").removeprefix(BYTE_ORDER_MARK.encode())], lines):
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            undecodable.append(error)
            yield line.decode(errors="replace")


def _wrong_width(cells: list[str], width: int) -> Broken:
    return Broken(f"{len(cells)} columns, not {width}")


def text_lines(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Lines that are not blank, without the mark some programs put before the first."""
    for line in chain([next(lines, b"").removeprefix(BYTE_ORDER_MARK.encode())], lines):
        if not line.isspace():
            yield line


def json_object(line: bytes) -> dict[str, Any]:
    """The object of a line; the error says why there is none."""
    row = orjson.loads(line)
    if not isinstance(row, dict):
        raise TypeError("not an object")
    return row
