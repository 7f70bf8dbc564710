"""What was typed, as the words, queries and patterns that search asks PostgreSQL with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.meals.domain.accents import unaccented

WORD = re.compile(r"[^\W_]+", re.UNICODE)
ENDING = re.compile(r"(?<=..)[aeiou]+$")
# Articles and prepositions, which food_name_key of migration 0008 leaves out as well.
SMALL_WORDS = frozenset(
    "a ad ai agli al all alla alle allo col coi con da dal dalla dei degli del dell della delle"  # noqa: SIM905
    " dello di d e ed i gli il l la le lo nel nella per un una uno".split()
)


@dataclass(frozen=True)
class Typed:
    """What was typed, and the words that tell foods apart with other spellings of each.

    ``loose`` takes every word for one that may be only begun, not the last alone.
    """

    text: str
    spellings: tuple[tuple[str, ...], ...]
    loose: bool = False

    @property
    def begun(self) -> str:
        """A tsquery of these words, begun or whole."""
        last = len(self.spellings) - 1
        return " & ".join(
            f"({' | '.join(_begun(word) if self.loose or n == last else word for word in words)})"
            for n, words in enumerate(self.spellings)
        )

    @property
    def whole(self) -> str:
        """A tsquery of these words, whole."""
        return " & ".join(f"({' | '.join(words)})" for words in self.spellings)

    @property
    def close(self) -> str:
        """A pattern of the same words in any order, in singular or plural or begun.

        Full text search takes more words for the same: macine and macinato, nocciole and
        nocciolata, gocciole and gocciolotti.
        """
        return "^" + "".join(rf"(?=.*\m(?:{_forms(words)}))" for words in self.spellings)

    @property
    def head(self) -> str:
        """A pattern of names that begin with one of these words, as they do with what a food is."""
        return f"^(?:{'|'.join(_forms(words) for words in self.spellings)})"

    def loosened(self, nearest: Mapping[str, Sequence[str]]) -> "Typed":
        """The same with likelier spellings, the likeliest last, and words that are only begun."""
        return Typed(
            " ".join(nearest.get(word, [word])[-1] for word in self.text.split()),
            tuple((*words, *nearest.get(words[0], [])) for words in self.spellings),
            loose=True,
        )


def _begun(word: str) -> str:
    return f"{word}:*"


def _forms(words: Sequence[str]) -> str:
    typed, *likelier = words
    forms = [typed, *(rf"{ENDING.sub('', word)}\w{{0,2}}\M" for word in [typed, *likelier[-1:]])]
    return "|".join(forms)


def typed(query: str) -> Typed | None:
    """The words of a query; None when there are none."""
    words = WORD.findall(unaccented(query.lower()))
    telling = [word for word in words if word not in SMALL_WORDS] or words
    return Typed(" ".join(words), tuple((word,) for word in telling)) if words else None
