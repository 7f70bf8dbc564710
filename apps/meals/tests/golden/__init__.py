"""Queries as people type them, each with the answers that would be right; and how to score them.

A line is a query, a tab, and the accepted foods with ``; `` between them: the name of a generic
food as CREA or the starter catalogue write it, or after ``~`` a regular expression that the whole
name of a food must match. Case, accents and punctuation do not count. After ``/`` stands one that
is looked for in the name, with its punctuation.

``queries.tsv`` and ``held_out.tsv`` were written by the makers before the ranking, from the lists
of names alone; the second is a random part of them (70 lines) set aside while the ranking was
adjusted; its misses were seen all the same. ``blind.tsv`` was written by someone who had seen
nothing of search; ``docs/search-report.md`` says how, and when that ended.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from apps.meals.domain.accents import unaccented

DEEPEST = 20
QUERIES = Path(__file__).with_name("queries.tsv")
HELD_OUT = Path(__file__).with_name("held_out.tsv")
BLIND = Path(__file__).with_name("blind.tsv")
BLIND_AGAIN = Path(__file__).with_name("blind_again.tsv")


class Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def is_generic(self) -> bool: ...


@dataclass(frozen=True)
class Question:
    """What was typed, and which foods would be a right answer."""

    typed: str
    generics: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    parts: tuple[re.Pattern[str], ...]

    def accepts(self, food: Named) -> bool:
        name = plain(food.name)
        if food.is_generic and name in self.generics:
            return True
        if any(pattern.fullmatch(name) for pattern in self.patterns):
            return True
        return any(part.search(unaccented(food.name.lower())) for part in self.parts)


@dataclass(frozen=True)
class Score:
    """``recall_at_5``: share of queries with a right answer among the first five.
    ``mean_reciprocal_rank``: mean of 1/rank of the first right answer, 0 beyond the twentieth."""

    ranks: dict[str, int | None]

    @property
    def recall_at_5(self) -> float:
        return sum(1 for rank in self.ranks.values() if rank and rank <= 5) / len(self.ranks)

    @property
    def mean_reciprocal_rank(self) -> float:
        return sum(1 / rank for rank in self.ranks.values() if rank) / len(self.ranks)

    @property
    def missed(self) -> list[str]:
        return [typed for typed, rank in self.ranks.items() if not rank or rank > 5]


def questions(path: Path) -> Iterator[Question]:
    for line in path.read_text().splitlines():
        typed, accepted = line.split("\t")
        given = accepted.split("; ")
        yield Question(
            typed,
            frozenset(plain(one) for one in given if not one.startswith(("~", "/"))),
            tuple(re.compile(one[1:]) for one in given if one.startswith("~")),
            tuple(re.compile(one[1:]) for one in given if one.startswith("/")),
        )


def scored(asked: Iterable[Question], search: Callable[[str], Iterable[Named]]) -> Score:
    return Score({question.typed: _rank(question, search(question.typed)) for question in asked})


def _rank(question: Question, found: Iterable[Named]) -> int | None:
    for rank, food in enumerate(found, 1):
        if question.accepts(food):
            return rank if rank <= DEEPEST else None
    return None


def plain(name: str) -> str:
    """Lower case letters and digits without accents, one space between words."""
    return " ".join(re.findall(r"[a-z0-9]+", unaccented(name.lower())))
