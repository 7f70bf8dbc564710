"""An export in chunks that are ready to be stored."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from apps.health.domain.readings import Batch, read_records
from apps.health.imports.apple_health.archive import Opened
from apps.health.imports.apple_health.parsing import ExportParser
from apps.health.imports.apple_health.records import Record, RecordMaker
from apps.health.imports.apple_health.refusals import ExportError
from apps.health.imports.apple_health.sources import KnownSource
from apps.shared.garbage import none_collected

CHUNK_RECORDS = 5_000


@dataclass(frozen=True)
class Chunk:
    """``numbers`` has, by uuid, the number of records that have equal ones before them;
    ``not_stored`` how many elements of other kinds came so far."""

    batch: Batch
    numbers: dict[str, int]
    records: int
    bytes_done: int
    not_stored: dict[str, int]


@dataclass(frozen=True)
class Reading:
    """Whose file it is and when it is read; ``known`` are the user's sources, ``skip`` is the
    number of records that were stored before."""

    user_id: UUID
    zone: str
    now_us: int
    known: tuple[KnownSource, ...] = ()
    skip: int = 0


def chunks(opened: Opened, reading: Reading) -> Iterator[Chunk]:
    """The chunks of a file, the next one made in a thread while one is being stored.

    Raises ExportError after the last chunk before the fault.
    """
    made = _chunks(opened, reading)
    with none_collected(), ThreadPoolExecutor(1, "export") as thread:
        coming = thread.submit(next, made, None)
        while (chunk := coming.result()) is not None:
            coming = thread.submit(next, made, None)
            yield chunk


def _chunks(opened: Opened, reading: Reading) -> Iterator[Chunk]:
    parser = ExportParser(opened.stream)
    maker = RecordMaker(user_id=reading.user_id, zone=reading.zone, known=reading.known)
    skip = reading.skip
    waiting: list[Record] = []
    fault = None
    try:
        for elements in parser.batches():
            waiting += maker.made(elements)
            if skip:
                skipped = min(skip, len(waiting))
                del waiting[:skipped]
                skip -= skipped
            if len(waiting) >= CHUNK_RECORDS:
                yield _chunk(waiting, parser, reading)
                waiting = []
    except ExportError as error:
        fault = error
    yield _chunk(waiting, parser, reading)
    if fault is not None:
        raise fault


def _chunk(records: list[Record], parser: ExportParser, reading: Reading) -> Chunk:
    return Chunk(
        batch=read_records(records, now_us=reading.now_us, zone=reading.zone),
        numbers={record["uuid"]: record["number"] for record in records if record["number"]},
        records=len(records),
        bytes_done=parser.bytes_done,
        not_stored=dict(parser.not_stored),
    )
