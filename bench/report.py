"""What was found, as a table, as Markdown and as JSON; and whether it is good enough."""

import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import psutil
import psycopg

from bench import calories, health, sentences
from bench.calls import Scenario
from bench.calories import Calories
from bench.dataset import Shape
from bench.golden import (
    LEAST_MEAN_RECIPROCAL_RANK,
    LEAST_RECALL_AT_5,
    SCORE_COLUMNS,
    Score,
    score_rows,
)
from bench.health import Health
from bench.imports import Import
from bench.measuring import CONNECTIONS, Measurement
from bench.naked import Naked
from bench.quality import LEAST_FOODS_PER_SECOND, Checked
from bench.statements import Statements
from bench.workplace import PROJECT_DIR, Workplace

MOST = CONNECTIONS[-1]
# Of one process and of the two that share a large file; the second run at least twice as fast.
LEAST_IMPORT_ROWS_PER_SECOND = 5_000
LEAST_SHARED_ROWS_PER_SECOND = 15_000
MOST_IMPORT_MB = 400
MOST_BARCODE_P95_MS = 10
READING = (
    "CPU is per request, of the web processes and of PostgreSQL. SQL is statements + transaction"
    " control. Others' load is the share of the machine that other programs took meanwhile; above"
    " 10% read absolute figures with care. A floor is measured anew around each measurement that is"
    " compared with it."
)
PACKAGES = ("Django", "djangorestframework", "psycopg", "gunicorn")


@dataclass(frozen=True)
class Target:
    """Something that was promised, and what came of it."""

    promise: str
    found: str
    kept: bool


@dataclass
class Findings:
    """Everything one run found."""

    shape: Shape
    seconds: float
    measurements: list[Measurement] = field(default_factory=list)
    statements: dict[str, Statements] = field(default_factory=dict)
    scanned: list[str] | None = None
    naked: list[Naked] = field(default_factory=list)
    quality: tuple[Checked, ...] = ()
    imports: tuple[Import, ...] = ()
    scores: list[Score] = field(default_factory=list)
    read: sentences.Scores | None = None
    health: Health | None = None
    calories: Calories | None = None

    def of(self, scenario: str, connections: int = MOST) -> Measurement | None:
        for found in self.measurements:
            if (found.scenario, found.connections) == (scenario, connections):
                return found
        return None


def targets(findings: Findings, scenarios: Iterable[Scenario]) -> list[Target]:
    found = [target for scenario in scenarios for target in _of_scenario(findings, scenario)]
    if findings.scanned is not None:
        scanned = ", ".join(findings.scanned)
        found.append(Target("No search reads all foods", scanned or "none does", not scanned))
    found += _of_quality(findings.quality)
    found += _of_imports(findings.imports)
    if findings.shape.foods_file:
        found += _of_whole_catalogue(findings)
    found += _of_scores(findings.scores)
    found += [Target(*promise) for promise in health.promises(findings.health)]
    found += [Target(*promise) for promise in calories.promises(findings.calories)]
    return found + [Target(*promise) for promise in sentences.promises(findings.read)]


def _of_scenario(findings: Findings, scenario: Scenario) -> list[Target]:
    found = []
    at_most = findings.of(scenario.name)
    ratio = at_most.of_floor if at_most else None
    if scenario.least_ratio and ratio is not None:
        promise = f"{scenario.title}: at least {scenario.least_ratio:.2f} of its floor"
        found.append(Target(promise, f"{ratio:.2f}", ratio >= scenario.least_ratio))
    if scenario.most_p95_ms and at_most:
        promise = f"{scenario.title}: p95 at {MOST} connections at most {scenario.most_p95_ms} ms"
        reached = at_most.p95_ms <= scenario.most_p95_ms
        found.append(Target(promise, f"{at_most.p95_ms:.1f} ms", reached))
    statements = findings.statements.get(scenario.name)
    if scenario.most_statements and statements:
        count = len(statements.queries)
        promise = f"{scenario.title}: at most {scenario.most_statements} SQL statements"
        found.append(Target(promise, str(count), count <= scenario.most_statements))
    return found


def _of_scores(scores: list[Score]) -> list[Target]:
    """The held-out queries are told, not promised."""
    return [
        Target(
            f"Search finds: recall@5 at least {LEAST_RECALL_AT_5},"
            f" MRR at least {LEAST_MEAN_RECIPROCAL_RANK} over {one.queries} queries",
            f"{one.recall_at_5:.3f}, {one.mean_reciprocal_rank:.3f}",
            one.recall_at_5 >= LEAST_RECALL_AT_5
            and one.mean_reciprocal_rank >= LEAST_MEAN_RECIPROCAL_RANK,
        )
        for one in scores[:1]
    ]


def _of_quality(checked: tuple[Checked, ...]) -> list[Target]:
    return [
        Target(
            f"Quality, {one.title}: at least {LEAST_FOODS_PER_SECOND:,} foods/s",
            f"{one.per_second:,.0f} foods/s",
            one.per_second >= LEAST_FOODS_PER_SECOND,
        )
        for one in checked
    ]


def _of_imports(imports: tuple[Import, ...]) -> list[Target]:
    if not imports:
        return []
    first, second = imports
    rate = first.rows_per_second
    return [
        Target(
            f"Import: at least {LEAST_IMPORT_ROWS_PER_SECOND:,} rows/s",
            f"{rate:,.0f} rows/s",
            rate >= LEAST_IMPORT_ROWS_PER_SECOND,
        ),
        Target(
            "Import of an unchanged file: no writes", f"{second.written} rows", not second.written
        ),
    ]


def _of_whole_catalogue(findings: Findings) -> list[Target]:
    """What is promised of a catalogue of everything, on top."""
    found = []
    if scanned := findings.of("barcode"):
        promise = f"Food by barcode: p95 at {MOST} connections at most {MOST_BARCODE_P95_MS} ms"
        kept = scanned.p95_ms <= MOST_BARCODE_P95_MS
        found.append(Target(promise, f"{scanned.p95_ms:.1f} ms", kept))
    if findings.imports:
        first, second = findings.imports
        rate, memory = first.rows_per_second, first.peak_mb
        faster = second.rows_per_second / rate
        found += [
            Target(
                f"Import by two processes: at least {LEAST_SHARED_ROWS_PER_SECOND:,} rows/s",
                f"{rate:,.0f} rows/s",
                rate >= LEAST_SHARED_ROWS_PER_SECOND,
            ),
            Target(
                f"Import: at most {MOST_IMPORT_MB} MB",
                f"{memory:.0f} MB",
                memory <= MOST_IMPORT_MB,
            ),
            Target(
                "Import of an unchanged file: twice as fast", f"{faster:.1f} times", faster >= 2
            ),
        ]
    return found


HTTP_COLUMNS = (
    *("", "connections", "requests/s", "p50 ms", "p95 ms", "p99 ms", "web CPU ms", "DB CPU ms"),
    *("SQL", "bytes", "of its floor", "others' load"),
)


def http_rows(findings: Findings, scenarios: Iterable[Scenario]) -> list[list[str]]:
    by_name = {scenario.name: scenario for scenario in scenarios}
    return [_http_row(findings, by_name[m.scenario], m) for m in findings.measurements]


def _http_row(findings: Findings, scenario: Scenario, found: Measurement) -> list[str]:
    statements = findings.statements.get(scenario.name)
    return [
        found.title,
        str(found.connections),
        f"{found.per_second:,.0f}",
        f"{found.p50_ms:.1f}",
        f"{found.p95_ms:.1f}",
        f"{found.p99_ms:.1f}",
        f"{found.web_cpu_ms:.2f}",
        f"{found.database_cpu_ms:.2f}",
        f"{len(statements.queries)} + {len(statements.controls)}" if statements else "",
        f"{found.bytes:,}",
        "" if found.of_floor is None else f"{found.of_floor:.2f}",
        f"{found.other_load:.0%}",
    ]


CHECK_COLUMNS = ("", "foods/s", "foods", "seconds", "findings")


def check_rows(findings: Findings) -> list[list[str]]:
    return [
        [
            checked.title,
            f"{checked.per_second:,.0f}",
            f"{checked.foods:,}",
            f"{checked.seconds:.1f}",
            f"{checked.findings:,}",
        ]
        for checked in findings.quality
    ]


IMPORT_COLUMNS = ("", "rows/s", "seconds", "peak memory MB", "catalogue rows written", "counts")


def import_rows(imports: tuple[Import, ...]) -> list[list[str]]:
    titles = ("first run", "second, unchanged")
    return [
        [
            title,
            f"{run.rows_per_second:,.0f}",
            f"{run.seconds:.1f}",
            f"{run.peak_mb:.0f}",
            f"{run.written:,}",
            ", ".join(f"{count:,} {name}" for name, count in run.counts.items() if count),
        ]
        for title, run in zip(titles, imports, strict=False)
    ]


def facts(place: Workplace, findings: Findings) -> dict[str, str]:
    """Where and on what it was measured; nothing that names the machine."""
    shape = findings.shape
    with psycopg.connect(place.database_url) as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM meals_food), (SELECT count(*) FROM meals_mealitem)"
        ).fetchone() or (0, 0)
        postgres = connection.info.parameter_status("server_version") or ""
    return {
        "Date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "Commit": _commit(),
        "Machine": f"{_processor()}, {psutil.cpu_count()} cores,"
        f" {psutil.virtual_memory().total / 2**30:.0f} GB",
        "Versions": ", ".join(
            [f"Python {platform.python_version()}", f"PostgreSQL {postgres.split()[0]}"]
            + [f"{name} {version(name)}" for name in PACKAGES]
        ),
        "Loaded": f"{counts[0]:,} foods, {shape.users} users × {shape.days} days ×"
        f" {shape.items} items; {counts[1]:,} items at the end",
        "Load": f"wrk, {findings.seconds:g} s a measurement; gunicorn with 2 sync workers,"
        " middleware, throttles and logs as in production",
    }


def _commit() -> str:
    def git(*arguments: str) -> str:
        command = ["git", "-C", str(PROJECT_DIR), *arguments]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        return found.stdout.strip()

    changed = (
        " with uncommitted changes" if git("status", "--porcelain", "apps", "nutrifit") else ""
    )
    return git("rev-parse", "--short=12", "HEAD") + changed


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as stream:  # noqa: PTH123
        for line in stream:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def markdown(known: dict[str, str], findings: Findings, scenarios: list[Scenario]) -> str:
    """The committed record of a run."""
    checked = targets(findings, scenarios)
    kept = [
        [target.promise, target.found, "PASS" if target.kept else "**FAIL**"] for target in checked
    ]
    parts = [
        "# Benchmark",
        "Made by `make bench`; `bench/` says how.",
        *("\n".join(f"- {name}: {value}" for name, value in known.items()),),
        "## Targets",
        _table(("promise", "found", ""), kept),
        "## Over HTTP",
        _table(HTTP_COLUMNS, http_rows(findings, scenarios)),
        READING,
    ]
    if findings.naked:
        rows = [[found.title, f"{found.per_second:,.0f}"] for found in findings.naked]
        parts += ["## PostgreSQL alone (pgbench, 4 clients)", _table(("", "per second"), rows)]
    if findings.quality:
        parts += ["## Quality of the catalogue", _table(CHECK_COLUMNS, check_rows(findings))]
    if findings.imports:
        parts += [
            "## Import of Open Food Facts",
            _table(IMPORT_COLUMNS, import_rows(findings.imports)),
        ]
    if findings.health:
        parts += [
            "## Health samples",
            _table(health.COLUMNS, health.rows(findings.health)),
            _table(health.COST_COLUMNS, health.cost_rows(findings.health)),
        ]
    if findings.calories:
        parts.append("## Energy balance")
        parts += [_table(columns, rows) for _, columns, rows in calories.tables(findings.calories)]
    if findings.scores:
        parts += [
            "## What search finds",
            _table(SCORE_COLUMNS, score_rows(findings.scores)),
        ]
    if findings.read:
        parts += [
            "## What is read in sentences",
            _table(sentences.COLUMNS, sentences.rows(findings.read)),
        ]
    return "\n\n".join(parts) + "\n"


def _table(columns: Iterable[str], rows: Iterable[list[str]]) -> str:
    columns = list(columns)
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def show(findings: Findings, scenarios: list[Scenario]) -> None:
    """Print the tables for people."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=170)
    tables: list[tuple[str, Iterable[str], list[list[str]]]] = [
        ("Over HTTP", HTTP_COLUMNS, http_rows(findings, scenarios)),
        ("Import of Open Food Facts", IMPORT_COLUMNS, import_rows(findings.imports)),
        ("What search finds", SCORE_COLUMNS, score_rows(findings.scores)),
        ("Quality of the catalogue", CHECK_COLUMNS, check_rows(findings)),
        ("Health samples", health.COLUMNS, health.rows(findings.health)),
        ("Cost of a sample", health.COST_COLUMNS, health.cost_rows(findings.health)),
        *calories.tables(findings.calories),
        (
            "What is read in sentences",
            sentences.COLUMNS,
            sentences.rows(findings.read),
        ),
        (
            "PostgreSQL alone (pgbench)",
            ("", "per second"),
            [[found.title, f"{found.per_second:,.0f}"] for found in findings.naked],
        ),
        (
            "Targets",
            ("promise", "found", ""),
            [
                [target.promise, target.found, "[green]PASS" if target.kept else "[red]FAIL"]
                for target in targets(findings, scenarios)
            ],
        ),
    ]
    for title, columns, rows in tables:
        table = Table(*columns, title=title, box=box.SIMPLE, title_justify="left")
        for row in rows:
            table.add_row(*row)
        if rows:
            console.print(table)


def as_json(known: dict[str, str], findings: Findings, scenarios: list[Scenario]) -> dict[str, Any]:
    return {
        "facts": known,
        "targets": [asdict(target) for target in targets(findings, scenarios)],
        "measurements": [asdict(found) for found in findings.measurements],
        "statements": {name: asdict(found) for name, found in findings.statements.items()},
        "scanned_searches": findings.scanned,
        "naked": [asdict(found) for found in findings.naked],
        "scores": [asdict(found) for found in findings.scores],
        "quality": [asdict(found) for found in findings.quality],
        "sentences": asdict(findings.read) if findings.read else None,
        "health": asdict(findings.health) if findings.health else None,
        "calories": asdict(findings.calories) if findings.calories else None,
        "imports": [asdict(found) for found in findings.imports],
    }
