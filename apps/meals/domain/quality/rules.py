"""Rules by code: what each one means, how bad it is, whose it is and how it looks."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.meals.domain.quality.facts import Facts, Figures, Severity

# Whose rules: conditions and names as Open Food Facts documents them (DataQualityFood.pm); the law
# they rest on; and our own.
OFF = "Open Food Facts, data quality"
CLAIMS = "Regulation (EC) 1924/2006, Annex"
LABELS = "Regulation (EU) 1169/2011"
GS1 = "GS1 General Specifications"
OWN = "NutriFit"

Look = Callable[[Facts], Figures | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """``look`` returns what it saw when the rule is broken, else None."""

    code: str
    severity: Severity
    condition: str
    source: str
    it: str
    en: str
    look: Look
    of_label: bool
    """Reads only ``Facts.label``, so there is nothing to see without one."""


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    severity: Severity,
    condition: str,
    *,
    it: str,
    en: str,
    source: str = OFF,
    of_label: bool = False,
) -> Callable[[Look], Look]:
    """Make a function that looks at a food the rule of this code."""

    def register(look: Look) -> Look:
        if code in RULES:
            raise ValueError(f"two rules are called {code}")
        RULES[code] = Rule(code, severity, condition, source, it, en, look, of_label)
        return look

    return register
