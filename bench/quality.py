"""Checking the catalogue: the rules alone on foods in memory, and all of a nightly check."""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import django

FIRST = UUID(int=0)
WORKERS = 2
LIMIT = 50_000
CHUNK = 5_000
LEAST_FOODS_PER_SECOND = 20_000


@dataclass(frozen=True)
class Checked:
    """Foods checked, and in how long; ``findings`` says that something was looked at."""

    title: str
    foods: int
    seconds: float
    findings: int

    @property
    def per_second(self) -> float:
        return self.foods / self.seconds


def quality() -> tuple[Checked, ...]:
    """On the foods that are loaded: one process, then reading, checking and keeping issues."""
    from apps.meals import selectors, services
    from apps.meals.domain.quality import Facts, check

    facts: list[Facts] = []
    last = FIRST
    while len(facts) < LIMIT and (foods := selectors.checked_foods_after(last, CHUNK)):
        facts += [food.facts for food in foods]
        last = foods[-1].food_id
    started = time.perf_counter()
    findings = sum(len(check(food)) for food in facts)
    rules = Checked("rules, one process", len(facts), time.perf_counter() - started, findings)
    services.check_catalogue()  # opens the issues, so that the next one finds them as they are
    return rules, _nightly_check(findings)


def _nightly_check(findings: int) -> Checked:
    """As the workers of this machine share it."""
    from apps.meals import selectors, services
    from apps.meals.tasks import FOODS_A_TASK

    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, spawned, initializer=django.setup) as workers:
        list(workers.map(_check, [(FIRST, FIRST)] * WORKERS))  # all have started
        started = time.perf_counter()
        services.refresh_category_figures()
        foods = sum(workers.map(_check, selectors.catalogue_shares(FOODS_A_TASK)))
        seconds = time.perf_counter() - started
    return Checked(f"nightly check, read to write, {WORKERS} workers", foods, seconds, findings)


def _check(share: tuple[UUID, UUID]) -> int:
    from apps.meals import services

    return services.check_share(*share).foods
