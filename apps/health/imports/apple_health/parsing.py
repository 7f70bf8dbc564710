"""Reads the records of an export, one element at a time, whatever its size.

Two faults of Apple's are forgiven, because real exports have them: the internal DTD of iOS 16 is
malformed, and texts may hold control characters, which XML does not allow. Neither is needed: the
DTD is blanked and the characters left out, line numbers stay true. A DTD that declares an entity
or names an outside file is refused; expat resolves none in any case.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from apps.health.imports.apple_health.archive import BROKEN, PROLOG_BYTES, ROOT
from apps.health.imports.apple_health.refusals import ExportError, Reason

BLOCK_BYTES = 1 << 18
# What expat keeps of a token that does not end.
MOST_TOKEN_BYTES = 1 << 20
DEEPEST = 20
MOST_CHILDREN = 200
CONTROL_CHARACTERS = bytes([*range(1, 9), 11, 12, *range(14, 32)])
DOCTYPE = re.compile(rb"<!DOCTYPE(.*)\]\s*>", re.DOTALL)
OUTSIDE = re.compile(rb"<!ENTITY|^\s*\S+\s+(SYSTEM|PUBLIC)\b")
DECLARED_ENCODING = re.compile(rb"""^<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']""")
UTF8 = {b"utf-8", b"utf8", b"us-ascii"}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")

# Elements that become samples. Records inside a correlation stand at the top as well (the DTD
# says so), so only the top counts; of the others nothing is stored.
SAMPLES = {"Record", "Workout"}
NOT_STORED = {
    "Correlation",
    "ActivitySummary",
    "ClinicalRecord",
    "Audiogram",
    "VisionPrescription",
}


Attributes = dict[str, str]
# A sample as the file has it: its name and attributes, with what stands in it: entries of metadata
# by key, and the attributes of a workout's statistics. A plain tuple, for speed.
Element = tuple[str, Attributes, Attributes, list[Attributes]]


class ExportParser:
    """Feeds expat and hands out what ended meanwhile."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._expat = expat.ParserCreate("utf-8")
        self._expat.StartElementHandler = self._started
        self._expat.EndElementHandler = self._ended
        self._expat.StartDoctypeDeclHandler = self._doctype
        self._expat.EntityDeclHandler = self._forbidden
        self._done: list[Element] = []
        self._current: Element | None = None
        self._depth = 0
        self._fed = 0
        self.bytes_done = 0
        self.not_stored: Counter[str] = Counter()

    def batches(self) -> Iterator[list[Element]]:
        """Elements in the order of the file. Raises ExportError; what came before it stands."""
        try:
            self._feed(_without_doctype(self._read(PROLOG_BYTES)))
            while block := self._read(BLOCK_BYTES):
                yield self._taken()
                self._feed(block)
            self._feed(b"", is_last=True)
        except ExportError:
            yield self._taken()
            raise
        yield self._taken()

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except BROKEN as error:
            line = self._expat.CurrentLineNumber
            raise ExportError(Reason.ARCHIVE_BROKEN, line) from error

    def _taken(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def _feed(self, block: bytes, *, is_last: bool = False) -> None:
        self.bytes_done += len(block)
        block = block.translate(None, CONTROL_CHARACTERS)
        self._fed += len(block)
        try:
            self._expat.Parse(block, is_last)
        except expat.ExpatError as error:
            raise ExportError(_reason(error.code, is_last=is_last), error.lineno) from error
        if self._fed - self._expat.CurrentByteIndex > MOST_TOKEN_BYTES + BLOCK_BYTES:
            raise ExportError(Reason.XML_TOKEN_TOO_LONG, self._expat.CurrentLineNumber)

    def _doctype(self, _name: str, system: str | None, public: str | None, inside: int) -> None:
        if system or public or inside:
            self._forbidden()

    def _forbidden(self, *_: Any) -> None:
        raise ExportError(Reason.ENTITIES, self._expat.CurrentLineNumber)

    def _started(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth == 2:
            self._began(name, attributes)
        elif self._depth == 3:
            self._add(name, attributes)
        elif self._depth == 1 and name != "HealthData":
            raise ExportError(Reason.WRONG_ROOT, self._expat.CurrentLineNumber)
        elif self._depth > DEEPEST:
            raise ExportError(Reason.XML_TOO_DEEP, self._expat.CurrentLineNumber)

    def _began(self, name: str, attributes: Attributes) -> None:
        if name in SAMPLES:
            self._current = name, attributes, {}, []
        elif name in NOT_STORED:
            self.not_stored[name] += 1

    def _add(self, name: str, attributes: Attributes) -> None:
        if self._current is None:
            return
        _name, _attributes, metadata, statistics = self._current
        if name == "MetadataEntry" and len(metadata) < MOST_CHILDREN:
            metadata[attributes.get("key", "")] = attributes.get("value", "")
        elif name == "WorkoutStatistics" and len(statistics) < MOST_CHILDREN:
            statistics.append(attributes)

    def _ended(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 1 and self._current is not None:
            self._done.append(self._current)
            self._current = None


def _reason(code: int, *, is_last: bool) -> Reason:
    if code == expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]:
        return Reason.ENTITIES
    return Reason.XML_TRUNCATED if is_last else Reason.XML_BROKEN


def _without_doctype(prolog: bytes) -> bytes:
    """The beginning of the file with nothing but line ends in place of the DTD.

    Raises ExportError for another encoding than UTF-8 and for entities.
    """
    if prolog.startswith(UTF16_STARTS):
        raise ExportError(Reason.ENCODING, 1)
    declared = DECLARED_ENCODING.match(prolog.removeprefix(BYTE_ORDER_MARK))
    if declared and declared[1].lower() not in UTF8:
        raise ExportError(Reason.ENCODING, 1)
    root = ROOT.search(prolog)
    head = prolog[: root.start() if root else len(prolog)]
    doctype = DOCTYPE.search(head)
    if doctype is None:
        return prolog
    if OUTSIDE.search(doctype[1]):
        raise ExportError(Reason.ENTITIES, head[: doctype.start()].count(b"\n") + 1)
    blank = re.sub(rb"[^\n]", b" ", doctype[0])
    return prolog[: doctype.start()] + blank + prolog[doctype.end() :]
