"""Stores the chunks of a file, each with its counts in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.meals.imports.mapping import Chunk, Task, chunks
from apps.meals.imports.merge import Merged, merge
from apps.meals.models import ImportRun

LISTED_REJECTIONS = 1_000
DUPLICATE = "duplicate in file"
OLDER = "older than what is known"


class ImportBusy(Exception):
    """Another process is importing this file."""

    def __init__(self) -> None:
        super().__init__(_("Another process is importing this."))


def store(
    task: Task,
    run_id: UUID,
    superseded: Callable[[], frozenset[int]],
    wait_for_turn: Callable[[], object] = lambda: None,
) -> Iterator[Chunk]:
    """Chunks are committed in the order of the file, so that ``rows_read`` says where to go on.

    ``superseded`` are the numbers of rows whose code comes again; asked for when the first chunk is
    mapped.
    """
    run = ImportRun.objects.get(pk=run_id)
    for chunk in chunks(task):
        if again := superseded().intersection(chunk.numbers):
            chunk.reject_those(again, DUPLICATE)
        with transaction.atomic():
            merged = merge(chunk.records, task.form.origin, run.started_at)
            _check_references()
            wait_for_turn()
            _add_counts(run_id, chunk, merged)
        yield chunk


def _check_references() -> None:
    """Now, beside the work of others, and not in the commit they wait for."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _add_counts(run_id: UUID, chunk: Chunk, merged: Merged) -> None:
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if run.rows_read != chunk.skip:
        raise ImportBusy  # a killed import had one commit left
    if merged.older:
        both = zip(chunk.numbers, chunk.records, strict=True)
        chunk.reject_those({number for number, one in both if one.key in merged.older}, OLDER)
    run.rows_read += chunk.rows
    run.rows_created += merged.created
    run.rows_updated += merged.updated
    run.rows_unchanged += merged.unchanged
    run.rows_rejected += len(chunk.rejections)
    room = LISTED_REJECTIONS - len(run.rejections)
    run.rejections += sorted(chunk.rejections, key=lambda one: one["row"])[:room]
    reasons = Counter(one["reason"].split(":")[0] for one in chunk.rejections)
    run.reasons = dict(Counter(run.reasons) + reasons)
    run.save()
