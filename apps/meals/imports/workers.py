"""Processes that share the chunks of a large file, each with a connection of its own."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from itertools import cycle
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID

import django
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from apps.meals.imports.mapping import Task
from apps.meals.imports.reading import SourceError


def store_by(
    workers: int, task: Task, run_id: UUID, superseded: Callable[[], frozenset[int]]
) -> SourceError | None:
    """Store a file by several processes that take turns to commit; says what broke the file.

    They start to map while ``superseded`` is found here.
    """
    with ExitStack() as stack:
        shares = [replace(task, start=turn, stride=workers) for turn in range(workers)]
        team = [stack.enter_context(_worker(share, run_id)) for share in shares]
        rows = superseded()
        for worker in team:
            worker.send(rows)
        for worker in cycle(team):
            is_last, error = _committed(worker)
            if is_last:
                return error
    raise AssertionError("unreachable")


@contextmanager
def _worker(task: Task, run_id: UUID) -> Iterator[Connection]:
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["apps.meals.imports.prepared"])
    ours, theirs = forks.Pipe()
    database = connection.settings_dict
    process = forks.Process(target=_work, args=(task, run_id, theirs, database), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()
        ours.close()


def _committed(worker: Connection) -> tuple[bool, SourceError | None]:
    try:
        worker.send(None)
        said: tuple[bool, SourceError | None] = worker.recv()
    except (EOFError, OSError):
        return True, SourceError(_("A process of the import was stopped."))
    return said


def _work(task: Task, run_id: UUID, conductor: Connection, database: dict[str, Any]) -> None:
    """``database`` is the one its parent uses, whatever the settings say: tests have another."""
    django.setup()
    connection.settings_dict.update(database)
    from apps.meals.imports.storing import store

    try:
        for chunk in store(task, run_id, cache(conductor.recv), conductor.recv):
            conductor.send((chunk.is_last, chunk.error))
    except DatabaseError as error:
        conductor.send((True, SourceError(str(error))))
    except (EOFError, BrokenPipeError):
        return  # the conductor was killed; the next one goes on
