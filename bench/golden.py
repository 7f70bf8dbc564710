"""How well search finds what people type: the golden queries over the real catalogue.

The catalogue is the starter foods, CREA and the Italian products of 2019 from the folder of real
data beside the project; without that folder nothing is scored.
"""

import json
import subprocess
import sys
from dataclasses import dataclass

from bench.driver import Failed
from bench.imports import manage
from bench.workplace import PROJECT_DIR, Workplace

REAL_DATA = PROJECT_DIR.parent / "shared" / "data"
LOADING = (
    ("migrate", "--verbosity", "0"),
    ("import_openfoodfacts", str(REAL_DATA / "openfoodfacts/products_2019_italy_macros.csv.gz")),
    ("import_crea", str(REAL_DATA / "crea/crea_900.csv.gz")),
    ("load_starter_catalogue",),
)
DATABASE = "golden"
LEAST_RECALL_AT_5 = 0.92
LEAST_MEAN_RECIPROCAL_RANK = 0.75


@dataclass(frozen=True)
class Score:
    """The scores of one set of queries."""

    title: str
    queries: int
    recall_at_5: float
    mean_reciprocal_rank: float
    missed: list[str]


def is_there() -> bool:
    return REAL_DATA.is_dir()


def scores(place: Workplace) -> list[Score]:
    """Load the catalogue into a database of its own and score search in a process on that."""
    place.create_database(DATABASE)
    for arguments in LOADING:
        manage(place, DATABASE, *arguments)
    environment = {**place.environment(), "DATABASE_URL": place.url_of(DATABASE)}
    scoring = subprocess.run(
        [sys.executable, "-m", "bench.golden"],
        cwd=PROJECT_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if scoring.returncode:
        raise Failed(f"scoring search failed: {scoring.stderr[-500:]}")
    place.drop_database(DATABASE)
    return [Score(**one) for one in json.loads(scoring.stdout.splitlines()[-1])]


SCORE_COLUMNS = ("", "queries", "recall@5", "MRR", "not among the first five")


def score_rows(scores: list[Score]) -> list[list[str]]:
    return [
        [
            one.title,
            str(one.queries),
            f"{one.recall_at_5:.3f}",
            f"{one.mean_reciprocal_rank:.3f}",
            ", ".join(one.missed),
        ]
        for one in scores
    ]


def _score() -> list[dict[str, object]]:
    import django

    django.setup()
    from apps.meals.selectors import search_foods
    from apps.meals.tests import golden

    found = []
    sets = (
        ("golden", golden.QUERIES),
        ("held out", golden.HELD_OUT),
        ("blind", golden.BLIND),
        ("blind again", golden.BLIND_AGAIN),
    )
    for title, path in sets:
        score = golden.scored(golden.questions(path), search_foods)
        found.append(
            {
                "title": title,
                "queries": len(score.ranks),
                "recall_at_5": score.recall_at_5,
                "mean_reciprocal_rank": score.mean_reciprocal_rank,
                "missed": score.missed,
            }
        )
    return found


if __name__ == "__main__":
    print(json.dumps(_score()))
