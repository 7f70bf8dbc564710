"""From clauses and names to what was eaten: each food with its quantity."""

from collections.abc import Iterable, Sequence

from apps.meals.domain.sentences import words as w
from apps.meals.domain.sentences.amounts import hand_out
from apps.meals.domain.sentences.clauses import Clause, Element, Word
from apps.meals.domain.sentences.lexicon import Lexicon
from apps.meals.domain.sentences.measures import SIZES
from apps.meals.domain.sentences.mentions import Mention, Part
from apps.meals.domain.sentences.quantities import Quantity
from apps.meals.domain.sentences.spans import Span, spans


def read(found: Iterable[Clause], known: Lexicon) -> list[Mention]:
    """Everything that was named, in the order of the text."""
    mentions: list[Mention] = []
    for clause in found:
        parts = _tied(_named(clause, known))
        hand_out(parts, mentions[-1] if clause.adding and mentions else None)
        mentions += [part for part in parts if isinstance(part, Mention)]
    return mentions


def _named(clause: Clause, known: Lexicon) -> list[Part | Word]:
    """The clause with mentions in the place of the words that name a food."""
    parts: list[Part | Word] = []
    at = 0
    for span in spans(clause.elements, known):
        parts += clause.elements[at : span.start]
        parts += _mention(clause.elements, span, clause.meal)
        at = span.end
    return [*parts, *clause.elements[at:]]


def _mention(elements: Sequence[Element], span: Span, meal: str | None) -> list[Part | Word]:
    named = [elements[at] for at in range(span.start, span.end) if at != span.gap]
    words = [element for element in named if isinstance(element, Word)]
    before = [element for element in named if isinstance(element, Quantity)]
    brand = [] if span.gap is None else [elements[span.gap]]
    rest = [element for element in brand if isinstance(element, Word)]
    return [*before, Mention(words, span.matches, meal, rest=rest)]


def _tied(parts: Iterable[Part | Word]) -> list[Part]:
    """Words and names that belong to the name before them are given to it."""
    done: list[Part] = []
    inside = False
    for part in parts:
        head = done[-1] if done and isinstance(done[-1], Mention) else None
        if isinstance(part, Word):
            _take_word(done, head, part)
        elif isinstance(part, Quantity) and part.tied and head and not _is_dish(head):
            inside = True
        elif isinstance(part, Mention) and head is not None:
            _take_mention(done, head, part, inside=inside)
            inside = False
        else:
            done.append(part)
    return done


def _take_word(done: list[Part], head: Mention | None, word: Word) -> None:
    plain = word.token.plain
    if word.left_out:
        return
    if head is not None and head.matches and plain in SIZES:
        head.size *= SIZES[plain]
    elif head is not None:
        (head.rest if head.matches else head.words).append(word)
    else:
        done.append(Mention([word]))


def _take_mention(done: list[Part], head: Mention, part: Mention, *, inside: bool) -> None:
    """Keep it, let it stand for the dish it is in, or let it be a flavour of the head."""
    if not inside and part.link in w.OF and _is_dish(head):
        done[-1] = part
    elif inside or _is_flavour(head, part):
        (head.rest if head.matches else head.words).extend(part.words)
    else:
        done.append(part)


def _is_flavour(head: Mention, part: Mention) -> bool:
    if part.link in w.WITH:
        return not head.takes_parts(w.CARRIER_STEMS)
    return part.link in w.OF or part.link in w.MADE_AS


def _is_dish(head: Mention) -> bool:
    return head.takes_parts(w.DISH_STEMS)
