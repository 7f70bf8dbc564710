"""Rows of a file made into records, chunk by chunk."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import Any

from apps.meals.imports.food_record import Record, Rejection, record
from apps.meals.imports.reading import Broken, Format, SourceError

DUPLICATE = "duplicate in file"
# What a row of a shape nobody foresaw makes of a mapper; the row is rejected, the file goes on.
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Task:
    """What of a file is to be mapped, and how: chunks of so many rows behind the first ``skip``.

    ``superseded`` are the numbers of rows whose code comes again. Of all chunks this task has every
    ``stride``-th from ``start`` on, so that several processes can share a file.
    """

    path: Path
    form: Format
    superseded: frozenset[int]
    skip: int
    chunk_rows: int
    start: int = 0
    stride: int = 1


@dataclass
class Chunk:
    """The rows behind the first ``skip``, mapped; ``numbers`` are of those that became records."""

    skip: int
    rows: int = 0
    numbers: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    rejections: list[dict[str, Any]] = field(default_factory=list)
    error: SourceError | None = None
    is_last: bool = False


def chunks(task: Task) -> Iterator[Chunk]:
    """The chunks of a task; the last one of the file may be short, and says what broke it."""
    rows = islice(enumerate(task.form.rows(task.path), start=1), task.skip, None)
    for index in count():
        part = islice(rows, task.chunk_rows)
        if index % task.stride == task.start:
            chunk = _mapped(part, task, skip=task.skip + index * task.chunk_rows)
            yield chunk
            if chunk.is_last:
                return
        else:
            _pass_over(part)


def _pass_over(rows: Iterator[Any]) -> None:
    """Leave the rows, and the news of where the file breaks, to the others."""
    try:
        for _ in rows:
            pass
    except SourceError:
        return


def _mapped(rows: Iterator[tuple[int, Any]], task: Task, *, skip: int) -> Chunk:
    chunk = Chunk(skip)
    try:
        for number, row in rows:
            chunk.rows += 1
            made = _made(row, task.form, superseded=number in task.superseded)
            if isinstance(made, Rejection):
                said = {"row": number, "id": made.source_id[:100], "reason": made.reason}
                chunk.rejections.append(said)
            else:
                chunk.numbers.append(number)
                chunk.records.append(made)
    except SourceError as error:
        chunk.error = error
    chunk.is_last = chunk.rows < task.chunk_rows
    return chunk


def _made(row: Any, form: Format, *, superseded: bool) -> Record | Rejection:
    if isinstance(row, Broken):
        return Rejection("", row.reason)
    try:
        food = form.map_row(row)
    except MALFORMED as error:
        return Rejection("", f"not understood: {type(error).__name__} {error}"[:200])
    if isinstance(food, Rejection):
        return food
    return Rejection(food.source_id, DUPLICATE) if superseded else record(food, form.origin)
