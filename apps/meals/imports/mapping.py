"""Rows of a file made into records, chunk by chunk."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import Any

from apps.meals.imports.food_record import Record, Rejection, record
from apps.meals.imports.reading import Broken, Format, SourceError

# What a row of a shape nobody foresaw makes of a mapper; the row is rejected, the file goes on.
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Task:
    """What of a file is to be mapped, and how: chunks of so many rows behind the first ``skip``.

    Of all chunks this task has every ``stride``-th from ``start`` on, so that several processes can
    share a file.
    """

    path: Path
    form: Format
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

    def reject(self, number: int, source_id: str, reason: str) -> None:
        self.rejections.append({"row": number, "id": source_id[:100], "reason": reason})

    def reject_those(self, refused: Set[int], reason: str) -> None:
        """Turn the records of these rows into rejections."""
        both = list(zip(self.numbers, self.records, strict=True))
        for number, one in both:
            if number in refused:
                self.reject(number, one.source_id, reason)
        kept = [(number, one) for number, one in both if number not in refused]
        self.numbers, self.records = [number for number, _ in kept], [one for _, one in kept]


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
            made = _made(row, task.form)
            if isinstance(made, Rejection):
                chunk.reject(number, made.source_id, made.reason)
            else:
                chunk.numbers.append(number)
                chunk.records.append(made)
    except SourceError as error:
        chunk.error = error
    chunk.is_last = chunk.rows < task.chunk_rows
    return chunk


def _made(row: Any, form: Format) -> Record | Rejection:
    if isinstance(row, Broken):
        return Rejection("", row.reason)
    try:
        food = form.map_row(row)
    except MALFORMED as error:
        return Rejection("", f"not understood: {type(error).__name__} {error}"[:200])
    if isinstance(food, Rejection):
        return food
    return record(food, form.origin)
