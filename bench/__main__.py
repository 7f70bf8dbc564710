"""``python -m bench``: load a year of diaries, measure, compare with floors, keep the record.

Exits with 1 when a target is missed and with 2 when something could not be measured.
"""

import argparse
import contextlib
import json
import os
import sys
import warnings
from pathlib import Path

from bench import golden, sentences
from bench.calls import FLOORS, SCENARIOS, Scenario, World, world
from bench.calories import calories
from bench.dataset import Shape, prepare
from bench.driver import Failed, find_wrk
from bench.health import MORE_STORED, STORED, health
from bench.imports import DATABASE, imports, is_there
from bench.measuring import Servers, measured, statements_by_scenario
from bench.naked import naked_statements
from bench.quality import quality
from bench.report import Findings, as_json, facts, markdown, show, targets
from bench.servers import serving
from bench.statements import scanned_searches
from bench.workplace import LOADED_PREFIX, PROJECT_DIR, Workplace, workplace

RESULTS = Path(__file__).with_name("results")
OTHERS = ("naked", "import", "plans", "golden", "quality", "sentences", "health", "calories")
ALL = [*FLOORS.values(), *SCENARIOS]
NAMES = [scenario.name for scenario in ALL] + list(OTHERS)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--foods", type=int, default=100_000, help="synthetic foods to load")
    parser.add_argument("--foods-file", type=Path, help="an Open Food Facts export to load instead")
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--days", type=int, default=365, help="days in every user's diary")
    parser.add_argument("--items", type=int, default=5, help="items a day")
    parser.add_argument("--seconds", type=float, default=8, help="length of one measurement")
    parser.add_argument(
        "--samples",
        type=int,
        default=STORED[-1],
        help=f"health samples to store at most, up to {MORE_STORED:,}",
    )
    parser.add_argument("--only", nargs="+", choices=NAMES, help="measure these alone")
    parser.add_argument("--dir", type=Path, default=PROJECT_DIR / ".local" / "bench")
    parser.add_argument("--fresh", action="store_true", help="load everything anew")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    try:
        find_wrk()
        with workplace(options.dir) as place:
            return _run(place, options)
    except Failed as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2


def _run(place: Workplace, options: argparse.Namespace) -> int:
    shape = Shape(options.foods, options.users, options.days, options.items, options.foods_file)
    findings = Findings(shape, options.seconds)
    out = sys.stderr if options.json else sys.stdout
    with contextlib.redirect_stdout(out):
        _prepare(place, shape, fresh=options.fresh)
        _measure(place, findings, options.only or NAMES, samples=options.samples)
        known = facts(place, findings)
    if options.json:
        print(json.dumps(as_json(known, findings, ALL), indent=2, default=str))
    else:
        show(findings, ALL)
    if not options.only:
        record = "whole_catalogue.md" if shape.foods_file else "latest.md"
        (RESULTS / record).write_text(markdown(known, findings, ALL))
    return int(not all(target.kept for target in targets(findings, ALL)))


def _prepare(place: Workplace, shape: Shape, *, fresh: bool) -> None:
    import django

    if fresh:
        for name in place.databases():
            if name.startswith(LOADED_PREFIX):
                place.drop_database(name)
    print("preparing the database …", flush=True)
    warnings.filterwarnings("ignore", "No directory at")  # nothing static is served here
    os.environ.update(place.environment(log_level="ERROR"))
    django.setup()
    prepare(place, shape)


def _measure(place: Workplace, findings: Findings, names: list[str], *, samples: int) -> None:
    known = world(findings.shape)
    chosen = [scenario for scenario in ALL if scenario.name in names]
    _measure_http(place, findings, known, chosen)
    findings.statements = statements_by_scenario(
        [scenario for scenario in chosen if scenario.name not in FLOORS], known
    )
    if "plans" in names or "search" in names:
        findings.scanned = scanned_searches()
    if "naked" in names:
        seconds = max(1, round(findings.seconds / 2))
        findings.naked = naked_statements(place, days=findings.shape.days, seconds=seconds)
    if "quality" in names:
        print("checking the catalogue …", flush=True)
        findings.quality = quality()
    if "import" in names and is_there():
        print("importing …", flush=True)
        findings.imports = imports(place, findings.shape.foods_file)
        place.drop_database(DATABASE)
    if "health" in names:
        print("syncing phones …", flush=True)
        with serving(place, "nutrifit.wsgi") as application:
            findings.health = health(place, application, largest=samples)
    if "calories" in names:
        print("balancing …", flush=True)
        findings.calories = calories()
    if "golden" in names and golden.is_there():
        print("scoring search …", flush=True)
        findings.scores = golden.scores(place)
    if "sentences" in names:
        print("reading sentences …", flush=True)
        findings.read = sentences.scores(
            place, whole_catalogue=findings.shape.foods_file is not None
        )


def _measure_http(
    place: Workplace, findings: Findings, known: World, scenarios: list[Scenario]
) -> None:
    if scenarios:
        with (
            serving(place, "bench.floor_wsgi") as floors,
            serving(place, "nutrifit.wsgi") as application,
        ):
            servers = Servers(floors, application)
            findings.measurements = measured(servers, scenarios, known, seconds=findings.seconds)


if __name__ == "__main__":
    sys.exit(main())
