"""Importing Open Food Facts: the command itself, on an empty catalogue and once more."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from bench.driver import Failed
from bench.products import write_csv
from bench.workplace import PROJECT_DIR, Workplace

ROWS = 50_000
DATABASE = "imported"
COMMAND = "import_openfoodfacts"
SAMPLED_EVERY_S = 0.2

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
    peak_mb: float
    counts: dict[str, int]
    written: int

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds


def is_there() -> bool:
    from django.core.management import get_commands

    return COMMAND in get_commands()


def imports(place: Workplace, file: Path | None = None) -> tuple[Import, Import]:
    """The same file twice, a generated one when none is given: into an empty catalogue, then with
    nothing to change."""
    path = file or place.directory / f"products_{ROWS}.csv"
    if file is None:
        write_csv(path, ROWS)
    place.create_database(DATABASE)
    manage(place, DATABASE, "migrate", "--verbosity", "0")
    return _import(place, path), _import(place, path)


def _import(place: Workplace, path: Path) -> Import:
    with psycopg.connect(place.url_of(DATABASE), autocommit=True) as connection:
        before = _number(connection, WRITTEN)
        started = time.monotonic()
        peak_mb = manage(place, DATABASE, COMMAND, str(path))
        seconds = time.monotonic() - started
        connection.execute("SELECT pg_stat_clear_snapshot()")
        counts = connection.execute(COUNTED).fetchone() or (0,) * 5
        written = _number(connection, WRITTEN) - before
    names = ("read", "created", "updated", "unchanged", "rejected")
    return Import(counts[0], seconds, peak_mb, dict(zip(names, counts, strict=True)), written)


def _number(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement.encode()).fetchone()
    return int(row[0] or 0) if row else 0


def manage(place: Workplace, database: str, *arguments: str) -> float:
    """Run a management command on a database; returns the peak memory of its processes in MB, pages
    they share counted once."""
    environment = {**place.environment(), "DATABASE_URL": place.url_of(database)}
    command = [sys.executable, "manage.py", *arguments]
    peak = 0
    with (place.directory / "import.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT_DIR, env=environment, stdout=log, stderr=log
        )
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(SAMPLED_EVERY_S)
    if process.returncode:
        raise Failed(f"{arguments[0]} failed; see import.log in the benchmark's directory")
    return peak / 2**20


def _memory(pid: int) -> int:
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        return sum(one.memory_full_info().pss for one in family)
    except psutil.Error:
        return 0  # one of them has just ended
