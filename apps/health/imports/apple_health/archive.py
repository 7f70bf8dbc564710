"""Finds the export in what was uploaded, without unpacking anything.

The Health app names the XML in the language of the phone (``esportazione.xml``, ``exportar.xml``,
``eksport.xml`` …), beside a clinical document (``export_cda.xml``) and tracks of workouts. It is
therefore known by its content: the root element.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from apps.health.imports.apple_health.refusals import ExportError, Reason

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
# The internal DTD of an export has about 10 KB.
PROLOG_BYTES = 65_536
ROOT = re.compile(rb"<HealthData[\s/>]")
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# An export shrinks 20 to 50 times; a bomb of one member up to 1,032 times.
MOST_RATIO = 200
RATIO_COUNTS_FROM = 64 << 20
MOST_MEMBERS = 200_000
# The XML lies at the top or in one folder.
DEEPEST = 2
MOST_LOOKED_INTO = 20
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


@dataclass(frozen=True)
class Opened:
    """The XML of an export, ready to be read from its beginning."""

    stream: IO[bytes]
    bytes_total: int


def check_export(file: IO[bytes], *, most_bytes: int) -> None:
    """Raises ExportError for what is no export, as far as its beginning and directory tell."""
    with open_export(file, most_bytes=most_bytes):
        pass


@contextmanager
def open_export(file: IO[bytes], *, most_bytes: int) -> Iterator[Opened]:
    """The XML in a file, itself XML or a zip. Raises ExportError.

    ``most_bytes`` is the most the XML may have, unpacked.
    """
    file.seek(0)
    start = file.read(PROLOG_BYTES)
    if not start:
        raise ExportError(Reason.EMPTY)
    if start.startswith((ZIP, EMPTY_ZIP)):
        with _archive(file) as archive:
            member = _export_in(archive)
            _require_harmless(member, most_bytes)
            with archive.open(member) as stream:
                yield Opened(stream, member.file_size)
    else:
        if not ROOT.search(start) and b"<" not in start:
            raise ExportError(Reason.NOT_AN_EXPORT)
        size = file.seek(0, 2)
        if size > most_bytes:
            raise ExportError(Reason.TOO_LARGE)
        file.seek(0)
        yield Opened(file, size)


@contextmanager
def _archive(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise ExportError(Reason.ARCHIVE_BROKEN) from error
    with archive:
        yield archive


def _export_in(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise ExportError(Reason.ARCHIVE_BOMB)
    for member in members:
        _require_safe(member)
    found = [member for member in _candidates(members) if _is_export(archive, member)]
    if len(found) > 1:
        raise ExportError(Reason.TWO_EXPORTS)
    if not found:
        raise ExportError(Reason.NOT_AN_EXPORT)
    return found[0]


def _require_safe(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name:
        raise ExportError(Reason.ARCHIVE_UNSAFE_NAME)
    if member.flag_bits & 0x1:
        raise ExportError(Reason.ARCHIVE_ENCRYPTED)
    if name.lower().endswith(".zip"):
        raise ExportError(Reason.ARCHIVE_NESTED)


def _candidates(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """What macOS adds (``__MACOSX/._export.xml``) is no XML."""
    return [
        member
        for member in members
        if member.filename.lower().endswith(".xml")
        and member.filename.count("/") < DEEPEST
        and not member.filename.startswith("__MACOSX/")
    ][:MOST_LOOKED_INTO]


def _is_export(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if member.compress_type not in METHODS:
        raise ExportError(Reason.ARCHIVE_METHOD)
    try:
        with archive.open(member) as stream:
            return ROOT.search(stream.read(PROLOG_BYTES)) is not None
    except BROKEN as error:
        raise ExportError(Reason.ARCHIVE_BROKEN) from error


def _require_harmless(member: zipfile.ZipInfo, most_bytes: int) -> None:
    if member.file_size > most_bytes:
        raise ExportError(Reason.TOO_LARGE)
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > RATIO_COUNTS_FROM and ratio > MOST_RATIO:
        raise ExportError(Reason.ARCHIVE_BOMB)
