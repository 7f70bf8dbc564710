"""Runs an import of a file: chunk by chunk, each with its counts in one transaction.

Whoever runs the same file again after a crash goes on behind the last committed chunk, because
rows keep their numbers. Two runs of one file at a time are refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from apps.meals.imports.food_record import NULL
from apps.meals.imports.mapping import MALFORMED, Task
from apps.meals.imports.merge import copy_in
from apps.meals.imports.reading import Broken, Format, SourceError, file_sha256
from apps.meals.imports.storing import ImportBusy, store
from apps.meals.imports.workers import store_by
from apps.meals.models import ImportRun

CHUNK_ROWS = 8_000
WORKERS = 2  # mapping takes about as long as storing
WORTH_WORKERS = 8 << 20  # bytes; a smaller file is stored before they have started

# All rows of a code but the last one told; of two told at one time, the later row.
SUPERSEDED = """
WITH twice AS (SELECT code FROM import_codes GROUP BY code HAVING count(*) > 1)
SELECT number FROM (
  SELECT number, lead(number) OVER (
    PARTITION BY code ORDER BY modified NULLS FIRST, number
  ) AS next FROM import_codes JOIN twice USING (code)
) row WHERE next IS NOT NULL
"""


def run_import(
    path: Path, form: Format, *, chunk_rows: int = CHUNK_ROWS, workers: int | None = 0
) -> ImportRun:
    """Import a file, or the rest of one; the run says how it went.

    1. Refuse if the same file is being imported. 2. Go on with its unfinished run, or begin one.
    3. Find the codes the file has twice. 4. Store chunk after chunk. 5. Close the run, as failed
    when the file broke; what came before stays. ``workers`` processes do step 4; None is as many
    as the size of the file is worth. A Celery worker may have none.
    """
    if workers is None:
        workers = WORKERS if path.stat().st_size > WORTH_WORKERS else 0
    sha256 = file_sha256(path)
    with _only_one(form.origin.source if form.alone else sha256):
        run = _unfinished(form, sha256) or _started(path, form, sha256)
        try:
            broken = _store_all(run, path, form, chunk_rows, workers)
        except DatabaseError as error:
            _close(run, str(error))
            raise
        _close(run, str(broken or ""))
    return run


@contextmanager
def _only_one(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            raise ImportBusy
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


def _store_all(
    run: ImportRun, path: Path, form: Format, chunk_rows: int, workers: int
) -> SourceError | None:
    superseded = cache(partial(_superseded_rows, path, form))
    task = Task(path, form, skip=run.rows_read, chunk_rows=chunk_rows)
    if workers:
        return store_by(workers, task, run.pk, superseded)
    error = None
    for chunk in store(task, run.pk, superseded):
        error = chunk.error
    return error


def _close(run: ImportRun, error: str) -> None:
    run.refresh_from_db()
    run.status = ImportRun.Status.FAILED if error else ImportRun.Status.FINISHED
    run.error, run.finished_at = error, timezone.now()
    run.save(update_fields=["status", "error", "finished_at", "updated_at"])


def _superseded_rows(path: Path, form: Format) -> frozenset[int]:
    """The numbers of the rows that do not count because their code comes again.

    Found by the database, so that a catalogue of any size needs no memory here. An unreadable
    end of the file is left to the reading proper.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_codes")
        cursor.execute("CREATE TEMP TABLE import_codes (code text, number bigint, modified bigint)")
        for lines in _batched(_code_lines(path, form), CHUNK_ROWS):
            copy_in(cursor, "import_codes", lines)
        with transaction.atomic():
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(SUPERSEDED)
            superseded = frozenset(number for (number,) in cursor.fetchall())
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
        cursor.execute("DROP TABLE import_codes")
    return superseded


def _code_lines(path: Path, form: Format) -> Iterator[str]:
    try:
        for number, row in enumerate(form.rows(path), start=1):
            if line := _code_line(row, number, form):
                yield line
    except SourceError:
        return


def _code_line(row: Any, number: int, form: Format) -> str | None:
    if isinstance(row, Broken):
        return None
    try:
        told = form.identify(row)
    except MALFORMED:
        return None
    if told is None:
        return None
    code, modified = told
    return f"{code}\t{number}\t{NULL if modified is None else modified}\n"


def _batched(items: Iterator[str], size: int) -> Iterator[list[str]]:
    return iter(lambda: list(islice(items, size)), [])
