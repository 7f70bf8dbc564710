"""Answers for people whom figures of energy and weight may harm (the sensitive-case preset)."""

from typing import Any

# Energy, body mass, and what keeps a score of them.
HIDDEN_SUFFIXES = ("_kcal", "_kg", "_kj")
HIDDEN_NAMES = frozenset({"goal_achieved", "adherence_percent", "bmi", "sentence"})


def is_hidden(name: str) -> bool:
    return name in HIDDEN_NAMES or name.endswith(HIDDEN_SUFFIXES)


def without_figures(data: Any) -> Any:
    """The same answer with null for every figure that is hidden."""
    if isinstance(data, dict):
        return {
            name: None if is_hidden(str(name)) else without_figures(value)
            for name, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [without_figures(value) for value in data]
    return data
