"""Runs an import of a file: chunk by chunk, each with its counts in one transaction.

Whoever runs the same file again after a crash goes on behind the last committed chunk, because
rows keep their numbers. Two runs of one file at a time are refused.
"""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.meals.imports.food_record import Record, Rejection, record
from apps.meals.imports.merge import Merged, copy_in, merge
from apps.meals.imports.reading import Broken, Format, Lines, SourceError, file_sha256
from apps.meals.models import ImportRun

CHUNK_ROWS = 10_000
LISTED_REJECTIONS = 1_000
AHEAD = 2  # chunks mapped while the database works
DUPLICATE = "duplicate in file"
TWICE = "SELECT code, max(number) FROM import_codes GROUP BY code HAVING count(*) > 1"
# What a row of a shape nobody foresaw makes of a mapper; the row is rejected, the file goes on.
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class ImportBusy(Exception):
    """Another process is importing this file."""


@dataclass
class Chunk:
    """Some rows of a file, mapped; ``error`` when the file broke behind them."""

    rows: int = 0
    records: list[Record] = field(default_factory=list)
    rejections: list[dict[str, Any]] = field(default_factory=list)
    error: SourceError | None = None


def run_import(path: Path, form: Format, *, chunk_rows: int = CHUNK_ROWS) -> ImportRun:
    """Import a file, or the rest of one; the run says how it went.

    1. Refuse if the same file is being imported. 2. Go on with its unfinished run, or begin one.
    3. Find the codes the file has twice. 4. Store chunk after chunk. 5. Close the run, as failed
    when the file broke; what came before stays.
    """
    sha256 = file_sha256(path)
    with _only_one(form.origin.source if form.alone else sha256):
        run = _unfinished(form, sha256) or _started(path, form, sha256)
        try:
            _store_all(run, path, form, chunk_rows)
        except DatabaseError as error:
            _close(run, ImportRun.Status.FAILED, str(error))
            raise
    return run


@contextmanager
def _only_one(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            raise ImportBusy(_("Another process is importing this."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def _unfinished(form: Format, sha256: str) -> ImportRun | None:
    runs = ImportRun.objects.filter(source=form.origin.source, file_sha256=sha256)
    last = runs.order_by("-started_at").first()
    if last is None or last.status == ImportRun.Status.FINISHED:
        return None
    last.status, last.error = ImportRun.Status.RUNNING, ""
    last.save(update_fields=["status", "error", "updated_at"])
    return last


def _started(path: Path, form: Format, sha256: str) -> ImportRun:
    return ImportRun.objects.create(
        source=form.origin.source, file_name=path.name[:255], file_sha256=sha256
    )


def _store_all(run: ImportRun, path: Path, form: Format, chunk_rows: int) -> None:
    twice = _codes_given_twice(path, form)
    chunks = _chunks(path, form, twice, skip=run.rows_read, chunk_rows=chunk_rows)
    for chunk in _prefetched(chunks):
        with transaction.atomic():
            merged = merge(chunk.records, form.origin, run.started_at)
            _add_counts(run, chunk, merged)
        if chunk.error:
            return _close(run, ImportRun.Status.FAILED, str(chunk.error))
    return _close(run, ImportRun.Status.FINISHED)


def _add_counts(run: ImportRun, chunk: Chunk, merged: Merged) -> None:
    run.rows_read += chunk.rows
    run.rows_created += merged.created
    run.rows_updated += merged.updated
    run.rows_unchanged += merged.unchanged
    run.rows_rejected += len(chunk.rejections)
    run.rejections = (run.rejections + chunk.rejections)[:LISTED_REJECTIONS]
    run.save()


def _close(run: ImportRun, status: ImportRun.Status, error: str = "") -> None:
    run.status, run.error, run.finished_at = status, error, timezone.now()
    run.save(update_fields=["status", "error", "finished_at", "updated_at"])


def _chunks(
    path: Path, form: Format, twice: dict[str, int], *, skip: int, chunk_rows: int
) -> Iterator[Chunk]:
    """The rows behind the first ``skip``, mapped; the last chunk may be short."""
    with Lines(path) as lines:
        rows = islice(enumerate(form.rows(iter(lines)), start=1), skip, None)
        while True:
            chunk = _chunk(islice(rows, chunk_rows), form, twice)
            if chunk.rows or chunk.error:
                yield chunk
            if chunk.error or chunk.rows < chunk_rows:
                return


def _chunk(rows: Iterator[tuple[int, Any]], form: Format, twice: dict[str, int]) -> Chunk:
    chunk = Chunk()
    try:
        for number, row in rows:
            chunk.rows += 1
            mapped = _mapped(number, row, form, twice)
            if isinstance(mapped, Rejection):
                said = {"row": number, "id": mapped.source_id[:100], "reason": mapped.reason}
                chunk.rejections.append(said)
            else:
                chunk.records.append(mapped)
    except SourceError as error:
        chunk.error = error
    return chunk


def _mapped(number: int, row: Any, form: Format, twice: dict[str, int]) -> Record | Rejection:
    if isinstance(row, Broken):
        return Rejection("", row.reason)
    try:
        food = form.map_row(row)
    except MALFORMED as error:
        return Rejection("", f"not understood: {type(error).__name__} {error}"[:200])
    if isinstance(food, Rejection):
        return food
    if twice and twice.get(form.identify(row) or "", number) != number:
        return Rejection(food.source_id, DUPLICATE)
    return record(food, form.origin)


def _codes_given_twice(path: Path, form: Format) -> dict[str, int]:
    """Which row counts for each code that a file has more than once: the last.

    Counted by the database, so that a catalogue of any size needs no memory here. An unreadable
    end of the file is left to the reading proper.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_codes")
        cursor.execute("CREATE TEMP TABLE import_codes (code text, number bigint)")
        for lines in _batched(_code_lines(path, form), CHUNK_ROWS):
            copy_in(cursor, "import_codes", lines)
        with transaction.atomic():
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(TWICE)
            twice = dict(cursor.fetchall())
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
        cursor.execute("DROP TABLE import_codes")
    return twice


def _code_lines(path: Path, form: Format) -> Iterator[str]:
    with Lines(path) as lines:
        try:
            for number, row in enumerate(form.rows(iter(lines)), start=1):
                if code := _code(row, form):
                    yield f"{code}\t{number}\n"
        except SourceError:
            return


def _code(row: Any, form: Format) -> str | None:
    try:
        return None if isinstance(row, Broken) else form.identify(row)
    except MALFORMED:
        return None


def _batched(items: Iterator[str], size: int) -> Iterator[list[str]]:
    return iter(partial(lambda: list(islice(items, size))), [])


def _prefetched(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same chunks, made in a thread: mapping and the database use a core each."""
    ready: queue.Queue[Chunk | BaseException | None] = queue.Queue(AHEAD)
    stop = threading.Event()
    thread = threading.Thread(target=_fill, args=(chunks, ready, stop), daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        while thread.is_alive():
            _empty(ready)
            thread.join(0.05)


def _fill(
    chunks: Iterator[Chunk],
    ready: "queue.Queue[Chunk | BaseException | None]",
    stop: threading.Event,
) -> None:
    try:
        for chunk in chunks:
            ready.put(chunk)
            if stop.is_set():
                return
    except BaseException as error:  # noqa: BLE001 it is raised again where the chunks are used
        ready.put(error)
    finally:
        ready.put(None)


def _empty(ready: "queue.Queue[Chunk | BaseException | None]") -> None:
    while not ready.empty():
        ready.get_nowait()
