"""The checker of the catalogue: what is wrong with what is known of a food.

Every rule is a function that looks at one food; modules hold the rules of one subject. Comparisons
are strict: exactly 105 g, 10 kg, 500 g or 0.5 g break nothing.
"""

from apps.meals.domain.quality import (  # noqa: F401  (importing registers the rules)
    amounts,
    categories,
    claims,
    energy,
    identity,
    ingredients,
    parts,
    serving,
)
from apps.meals.domain.quality.facts import Facts, Figure, Figures, Finding, Severity
from apps.meals.domain.quality.rules import RULES, Rule

__all__ = ["RULES", "Facts", "Figure", "Figures", "Finding", "Rule", "Severity", "check"]

_ALWAYS = tuple(rule for rule in RULES.values() if not rule.of_label)
_OF_LABEL = tuple(rule for rule in RULES.values() if rule.of_label)


def check(food: Facts) -> list[Finding]:
    """The rules this food breaks."""
    rules = _ALWAYS + _OF_LABEL if food.label else _ALWAYS
    return [
        Finding(rule.code, rule.severity, seen)
        for rule in rules
        if (seen := rule.look(food)) is not None
    ]
