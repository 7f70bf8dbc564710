"""Checking the catalogue: the rules alone on foods in memory, and all of a nightly check."""

import time
from dataclasses import dataclass

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
    from apps.meals.selectors.quality import FIRST

    facts: list[Facts] = []
    last = FIRST
    while len(facts) < LIMIT and (foods := selectors.checked_foods_after(last, CHUNK)):
        facts += [food.facts for food in foods]
        last = foods[-1].food_id
    started = time.perf_counter()
    findings = sum(len(check(food)) for food in facts)
    rules = Checked("rules, one process", len(facts), time.perf_counter() - started, findings)
    services.check_catalogue()  # opens the issues, so that the next one finds them as they are
    started = time.perf_counter()
    outcome = services.check_catalogue()
    seconds = time.perf_counter() - started
    whole = Checked("nightly check, read to write", outcome.foods, seconds, findings)
    return rules, whole
