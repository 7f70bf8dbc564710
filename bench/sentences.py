"""How well and how fast sentences are read, over the catalogue that golden queries are scored on.

Right are food and grams, for the sentences written down in ``apps/meals/tests/sentences``; that is
counted over the starter catalogue, which their answers name. Time is per sentence in one process,
over the foods of a file where one is loaded, else over the starter foods, CREA and the Italian
products of 2019.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from bench import golden
from bench.driver import Failed
from bench.imports import manage
from bench.workplace import MEASURED, PROJECT_DIR, Workplace

STARTER = (("migrate", "--verbosity", "0"), ("load_starter_catalogue",))
DATABASE = "sentences"
FILES = ("development", "held_out")
LEAST_RIGHT = 0.90
MOST_P95_MS = 30
ROUNDS = 3


@dataclass(frozen=True)
class Scores:
    """Right items of each set of sentences, and milliseconds per sentence."""

    right: dict[str, tuple[int, int]]
    foods: int
    p50_ms: float
    p95_ms: float
    statements: int


def scores(place: Workplace, *, whole_catalogue: bool) -> Scores:
    _load(place, STARTER)
    right = _in_process(place, DATABASE, "right")
    if whole_catalogue:
        timed = _in_process(place, MEASURED, "timed")
    else:
        _load(place, golden.LOADING if golden.is_there() else STARTER)
        timed = _in_process(place, DATABASE, "timed")
    place.drop_database(DATABASE)
    return Scores(right=right, **timed)


def _load(place: Workplace, loading: tuple[tuple[str, ...], ...]) -> None:
    place.create_database(DATABASE)
    for arguments in loading:
        manage(place, DATABASE, *arguments)


def _in_process(place: Workplace, database: str, what: str) -> Any:
    run = subprocess.run(
        [sys.executable, "-m", "bench.sentences", what],
        cwd=PROJECT_DIR,
        env={**place.environment(), "DATABASE_URL": place.url_of(database)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise Failed(f"reading sentences failed: {run.stderr[-500:]}")
    return json.loads(run.stdout.splitlines()[-1])


def _right() -> dict[str, tuple[int, int]]:
    from apps.accounts.models import User
    from apps.meals.models import Food
    from apps.meals.services import draft_from_text
    from apps.meals.tests.sentences import score, sentences, starter_slugs

    nobody, slugs = User(), starter_slugs()
    by_id = {food.pk: slugs[food.name] for food in Food.objects.all()}
    found = {
        name: score(sentences(name), lambda text: draft_from_text(nobody, text), by_id)
        for name in FILES
    }
    return {name: (one.right, one.items) for name, one in found.items()}


def _timed() -> dict[str, float]:
    """Each sentence a few times, after once to open the connection and have its plans made."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.models import User
    from apps.meals.models import Food
    from apps.meals.services import draft_from_text
    from apps.meals.tests.sentences import sentences

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (ANALYZE)")
    nobody = User()
    texts = [one.text for name in FILES for one in sentences(name)]
    took_ms: list[float] = []
    statements = 0
    for text in texts:
        captured: Any = CaptureQueriesContext(connection)
        with captured:
            draft_from_text(nobody, text)
        statements = max(statements, len(captured))
    for text in texts * ROUNDS:
        started = time.perf_counter()
        draft_from_text(nobody, text)
        took_ms.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(took_ms, n=20)
    return {
        "foods": Food.objects.count(),
        "p50_ms": cuts[9],
        "p95_ms": cuts[18],
        "statements": statements,
    }


def promises(found: Scores | None) -> list[tuple[str, str, bool]]:
    """What was promised of reading sentences, what was found, and whether it was kept."""
    if found is None:
        return []
    right = [
        (
            f"Sentences ({name.replace('_', ' ')}): {LEAST_RIGHT:.0%} of the items right",
            f"{count} of {items}, {count / items:.1%}",
            count >= LEAST_RIGHT * items,
        )
        for name, (count, items) in found.right.items()
    ]
    fast = (
        f"A sentence is read in {MOST_P95_MS} ms (p95), {found.foods:,} foods",
        f"{found.p95_ms:.1f} ms",
        found.p95_ms <= MOST_P95_MS,
    )
    return [*right, fast]


COLUMNS = ("right of development", "right of held out", "foods", "p50 ms", "p95 ms", "SQL at most")


def rows(found: Scores | None) -> list[list[str]]:
    if found is None:
        return []
    right = [f"{count} of {items}" for count, items in found.right.values()]
    times = [f"{found.foods:,}", f"{found.p50_ms:.1f}", f"{found.p95_ms:.1f}"]
    return [[*right, *times, str(found.statements)]]


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_right() if sys.argv[1] == "right" else _timed()))
