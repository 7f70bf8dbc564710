"""Which words of a clause name which foods: the cheapest way to cut it into names."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.meals.domain.sentences.clauses import Element, Joint, Word
from apps.meals.domain.sentences.lexicon import Lexicon, Match
from apps.meals.domain.sentences.measures import SIZES
from apps.meals.domain.sentences.quantities import Quantity
from apps.meals.domain.sentences.words import LOOSE

LONGEST_NAME = 7
# A name costs one, and more the worse it fits; a word nobody claims costs more than a name, unless
# it only describes ("grande", "grigliato") or was said not to be there.
NAME = Decimal(1)
MISFIT = Decimal(2)
WORD = Decimal("1.6")
DESCRIPTION = Decimal("0.6")
DENIED = Decimal("0.2")
# Of equally cheap ways the one with longer names.
LENGTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Span:
    """Elements from ``start`` up to ``end`` that name a food, best candidate first."""

    start: int
    end: int
    matches: Sequence[Match]


def spans(elements: Sequence[Element], known: Lexicon) -> list[Span]:
    """The names in a clause, in their order."""
    costs: list[Decimal] = [Decimal(0)] * (len(elements) + 1)
    steps: list[Span | None] = [None] * len(elements)
    for at in reversed(range(len(elements))):
        costs[at] = costs[at + 1] + _cost_of_none(elements[at])
        for span in _beginning_at(elements, at, known):
            cost = costs[span.end] + _cost(span)
            if cost < costs[at]:
                costs[at], steps[at] = cost, span
    return _chosen(steps)


def _chosen(steps: Sequence[Span | None]) -> list[Span]:
    found, at = [], 0
    while at < len(steps):
        span = steps[at]
        if span is not None:
            found.append(span)
        at = span.end if span is not None else at + 1
    return found


def _cost(span: Span) -> Decimal:
    return NAME + MISFIT * (1 - span.matches[0].quality) - LENGTH * (span.end - span.start)


def _cost_of_none(element: Element) -> Decimal:
    if not isinstance(element, Word):
        return Decimal(0)
    if element.left_out:
        return DENIED
    plain = element.token.plain
    return DESCRIPTION if plain in LOOSE or plain in SIZES else WORD


def _beginning_at(elements: Sequence[Element], at: int, known: Lexicon) -> list[Span]:
    """Every name that begins with an element; a measure may be part of it ("fette biscottate")."""
    words, whole, found = [], False, []
    for end in range(at, min(at + LONGEST_NAME, len(elements))):
        element = elements[end]
        if isinstance(element, Joint):
            whole = True
            continue
        word = _word_of(element, first=end == at)
        if word is None or (end == at and isinstance(element, Word) and element.left_out):
            break
        words.append(word)
        whole = whole or isinstance(elements[at], Quantity)
        if end == at and isinstance(element, Quantity):
            continue
        if matches := known.matches(tuple(words), whole=whole):
            found.append(Span(at, end + 1, matches))
    return found if isinstance(elements[at], Word | Quantity) else []


def _word_of(element: Element, *, first: bool) -> str | None:
    if isinstance(element, Word):
        return element.token.plain
    if isinstance(element, Quantity) and first and element.word is not None:
        return element.word.plain
    return None
