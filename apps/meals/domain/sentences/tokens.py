"""A sentence as tokens that know where they stand in it."""

import re
from dataclasses import dataclass

from apps.meals.domain.sentences.words import plain

# Digits with a sign of percent, or of flour ("00"), belong to names and are words.
TOKEN = re.compile(
    r"(?P<word>\d+(?:[.,]\d+)?\s?%|\b00?\b(?![.,/]\d)|(?:[^\W\d_][\u0300-\u036f]*)+)"
    r"|(?P<number>\d+(?:[.,]\d+)*|[½¼¾⅓⅔])"
    r"|(?P<mark>[^\s\w'’`´]|_)",
    re.UNICODE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark; ``plain`` is how it is compared."""

    kind: str
    text: str
    plain: str
    start: int
    end: int


def tokenise(text: str) -> list[Token]:
    return [
        Token(found.lastgroup or "mark", found[0], _plain(found[0]), found.start(), found.end())
        for found in TOKEN.finditer(text)
    ]


def _plain(text: str) -> str:
    return "".join(plain(text).split())
