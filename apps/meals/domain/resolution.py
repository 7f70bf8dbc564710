"""Finding a food the catalogue does not have: what is asked, what came of it, what follows."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from apps.meals.domain.accents import unaccented

MAX_ATTEMPTS = 6
GIVE_UP_AFTER = timedelta(hours=24)
# A failed search may be asked for again after this long.
FAILED_REST = timedelta(minutes=15)
FIRST_RETRY_S = 10
LONGEST_RETRY_S = 900
LONGEST_NAME = 200

WORD = re.compile(r"[^\W_]+", re.UNICODE)
SHORTEST_WORD = 3  # "di", "al" and "e" tell foods apart no more than word order does


class Kind(StrEnum):
    BARCODE = "barcode"
    NAME = "name"


@dataclass(frozen=True)
class Query:
    """A GTIN-14, or a name as people type it in lower case.

    A search of one user's own may also ask for what that user described and photographed.
    """

    kind: Kind
    text: str
    user_id: UUID | None = None
    photo_id: UUID | None = None


class Outcome(StrEnum):
    """What came of asking one source; other words are reasons of ``outside`` and of ``ai``."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    DISABLED = "disabled"
    NO_PHOTO = "no_photo"


SETTLED = frozenset(outcome.value for outcome in Outcome)


@dataclass(frozen=True)
class Attempt:
    """One source asked once: what came of it, in how many milliseconds."""

    source: str
    outcome: str
    ms: int
    is_outside: bool = False
    retry_after_s: float | None = None
    # A failure that asking again would not change.
    is_lasting: bool = False

    @property
    def may_answer_later(self) -> bool:
        return not self.is_lasting and self.outcome not in SETTLED


def name_query(name: str) -> str:
    """The same text for all spellings of a name that mean the same."""
    return " ".join(name.casefold().split())[:LONGEST_NAME]


def answers(query: str, found: str) -> bool:
    """Whether a found name says everything that was asked for."""
    asked, said = words(query), words(found)
    telling = {word for word in asked if len(word) >= SHORTEST_WORD} or asked
    return bool(telling) and telling <= said


def words(text: str) -> set[str]:
    """Words in lower case without accents."""
    return set(WORD.findall(unaccented(text.casefold())))
