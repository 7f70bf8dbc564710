"""Importing Open Food Facts: the command itself, on an empty catalogue and once more."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.driver import Failed
from bench.products import write_csv
from bench.workplace import PROJECT_DIR, Workplace

ROWS = 50_000
DATABASE = "imported"
COMMAND = "import_openfoodfacts"

# Rows of the catalogue that were written so far, and what the last run counted.
WRITTEN = """
SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables
WHERE relname IN ('meals_food', 'meals_foodversion')
"""
COUNTED = """
SELECT rows_read, rows_created, rows_updated, rows_unchanged, rows_rejected
FROM meals_importrun ORDER BY started_at DESC LIMIT 1
"""


@dataclass(frozen=True)
class Import:
    """One run of the command, from its start to its end."""

    rows: int
    seconds: float
    peak_rss_mb: float
    counts: dict[str, int]
    written: int

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds


def is_there() -> bool:
    from django.core.management import get_commands

    return COMMAND in get_commands()


def imports(place: Workplace, rows: int = ROWS) -> tuple[Import, Import]:
    """The same generated file twice: into an empty catalogue, then with nothing to change."""
    path = place.directory / f"products_{rows}.csv"
    write_csv(path, rows)
    place.create_database(DATABASE)
    manage(place, DATABASE, "migrate", "--verbosity", "0")
    return _import(place, path, rows), _import(place, path, rows)


def _import(place: Workplace, path: Path, rows: int) -> Import:
    with psycopg.connect(place.url_of(DATABASE), autocommit=True) as connection:
        before = _number(connection, WRITTEN)
        started = time.monotonic()
        peak_rss_mb = manage(place, DATABASE, COMMAND, str(path))
        seconds = time.monotonic() - started
        connection.execute("SELECT pg_stat_clear_snapshot()")
        counts = connection.execute(COUNTED).fetchone() or (0,) * 5
        written = _number(connection, WRITTEN) - before
    names = ("read", "created", "updated", "unchanged", "rejected")
    return Import(rows, seconds, peak_rss_mb, dict(zip(names, counts, strict=True)), written)


def _number(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement.encode()).fetchone()
    return int(row[0] or 0) if row else 0


def manage(place: Workplace, database: str, *arguments: str) -> float:
    """Run a management command on a database; returns its peak memory in MB."""
    environment = {**place.environment(), "DATABASE_URL": place.url_of(database)}
    command = [sys.executable, "manage.py", *arguments]
    with (place.directory / "import.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT_DIR, env=environment, stdout=log, stderr=log
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"{arguments[0]} failed; see import.log in the benchmark's directory")
    return usage.ru_maxrss / 1024
