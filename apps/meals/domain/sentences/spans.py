"""Which words of a clause name which foods: the cheapest way to cut it into names."""

from collections.abc import Iterator, Sequence
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
WORD = Decimal("1.9")
DESCRIPTION = Decimal("0.6")
DENIED = Decimal("0.2")
# Of equally cheap ways the one with longer names.
LENGTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Span:
    """Elements from ``start`` up to ``end`` that name a food, best candidate first; an unknown
    word among them, like a brand, is not part of the name."""

    start: int
    end: int
    matches: Sequence[Match]
    gap: int | None = None


def spans(elements: Sequence[Element], known: Lexicon) -> list[Span]:
    """The names in a clause, in their order."""
    costs: list[Decimal] = [Decimal(0)] * (len(elements) + 1)
    steps: list[Span | None] = [None] * len(elements)
    for at in reversed(range(len(elements))):
        described = at > 0 and isinstance(elements[at - 1], Word)
        costs[at] = costs[at + 1] + _cost_of_none(elements[at], described=described)
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
    gap = Decimal(0) if span.gap is None else WORD
    return gap + NAME + MISFIT * (1 - span.matches[0].quality) - LENGTH * (span.end - span.start)


def _cost_of_none(element: Element, *, described: bool) -> Decimal:
    """A word only describes another one: "due etti di crudo" speaks of a thing."""
    if not isinstance(element, Word):
        return Decimal(0)
    if element.left_out:
        return DENIED
    plain = element.token.plain
    return DESCRIPTION if described and (plain in LOOSE or plain in SIZES) else WORD


def _beginning_at(elements: Sequence[Element], at: int, known: Lexicon) -> Iterator[Span]:
    """Every name that begins with an element; a measure may be part of it ("fette biscottate")."""
    if not _may_begin(elements[at]):
        return
    said: list[str] = []
    gap: int | None = None
    whole = isinstance(elements[at], Quantity)
    for end, element in enumerate(elements[at : at + LONGEST_NAME], start=at):
        if isinstance(element, Joint):
            whole = True
            said += [element.word]
            continue
        word = _word_of(element, first=end == at)
        if word is None:
            return
        if end > at and gap is None and not known.knows(word):
            gap = end
            continue
        if end > at and isinstance(element, Word) and element.link:
            said.append(element.link)
        said.append(word)
        if isinstance(element, Word) and (matches := known.matches(tuple(said), whole=whole)):
            yield Span(at, end + 1, matches, gap)


def _may_begin(element: Element) -> bool:
    return isinstance(element, Quantity) or (isinstance(element, Word) and not element.left_out)


def _word_of(element: Element, *, first: bool) -> str | None:
    if isinstance(element, Word):
        return element.token.plain
    if isinstance(element, Quantity) and first and element.word is not None:
        return element.word.plain
    return None
