"""Which known word a misspelt one stands for, or that it stands for none."""

import re
from collections.abc import Iterable

DOUBLES = re.compile(r"(.)\1")
# Heard alike, or typed alike by Italians.
ALIKE = (("h", ""), ("sc", "s"), ("ou", "o"), ("y", "i"), ("j", "i"), ("k", "c"), ("qu", "cu"))
# Endings carry meaning (arancio, arancino): other letters there are another word.
ENDING = 3
LEAST_FOR_A_SLIP = 6


def likely(word: str, known: Iterable[str]) -> str | None:
    """The first of the known words that is heard alike, or one slip away."""
    candidates = list(known)
    heard = skeleton(word)
    for candidate in candidates:
        if skeleton(candidate) == heard:
            return candidate
    for candidate in candidates:
        if len(word) >= LEAST_FOR_A_SLIP and one_slip(word, candidate):
            return candidate
    return None


def skeleton(word: str) -> str:
    word = DOUBLES.sub(r"\1", word)
    for letters, sound in ALIKE:
        word = word.replace(letters, sound)
    return DOUBLES.sub(r"\1", word)


def one_slip(word: str, other: str) -> bool:
    """Two letters swapped, or before the ending a letter too many, missing or wrong."""
    if word[:1] != other[:1] or abs(len(word) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(word), len(other)) and word[same] == other[same]:
        same += 1
    rest, other_rest = word[same:], other[same:]
    if rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:]:
        return True
    before_ending = min(len(rest), len(other_rest)) >= ENDING
    one_letter = rest[1:] == other_rest or rest == other_rest[1:] or rest[1:] == other_rest[1:]
    return before_ending and one_letter
