"""Whose a quantity is: of the food behind it, or of the one before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from apps.meals.domain.sentences.clauses import Joint
from apps.meals.domain.sentences.mentions import Mention, Part
from apps.meals.domain.sentences.quantities import Quantity

Piece = Mention | Quantity


def hand_out(parts: Sequence[Part], before: Mention | None) -> None:
    """Give every quantity to a food of the same group of words; one that stands alone goes to the
    food before."""
    for group in _groups(parts):
        before = _hand_out(group, before)


def _groups(parts: Sequence[Part]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for part in parts:
        if isinstance(part, Joint):
            yield group
            group = []
        else:
            group.append(part)
    yield group


def _hand_out(group: list[Piece], before: Mention | None) -> Mention | None:
    """Returns the last food of the group, or the one before when there is none in it."""
    alone = all(isinstance(piece, Quantity) for piece in group)
    last = before if alone else None
    waiting: Quantity | None = None
    for at, piece in enumerate(group):
        if isinstance(piece, Mention):
            last = piece
            if waiting is not None:
                _give(last, waiting)
            waiting = None
        elif alone and last is not None and _is_part(piece, last):
            _add(last, piece)
        elif last is not None and _is_behind(group, at, piece, last):
            _give(last, piece)
        else:
            waiting = piece
    return last or before


def _is_behind(group: list[Piece], at: int, quantity: Quantity, last: Mention) -> bool:
    """Whether it is of the food before it: in "pane 60 g mela 1", where nothing follows, or where
    it weighs what was not weighed yet. Not in "60 g pane 1 mela"."""
    kinds = [isinstance(piece, Quantity) for piece in group]
    if kinds == [True, False] * (len(kinds) // 2) or quantity.of:
        return False
    if kinds == [False, True] * (len(kinds) // 2) or all(kinds[at + 1 :]):
        return True
    return quantity.weighed and not _weighed(last)


def _is_part(quantity: Quantity, last: Mention) -> bool:
    """ "Una mela e mezza"."""
    bare = quantity.measure is None and not quantity.weighed
    return bare and quantity.amount < 1 and last.quantity is not None


def _add(mention: Mention, part: Quantity) -> None:
    had = mention.quantity
    if had is not None:
        amount, end = had.amount + part.amount, max(had.end, part.end)
        mention.quantity = replace(had, amount=amount, end=end)


def _weighed(mention: Mention) -> bool:
    return mention.quantity is not None and mention.quantity.weighed


def _give(mention: Mention, quantity: Quantity) -> None:
    """A weight says more than a measure, a measure more than a count; "da 60 g" is of each."""
    had = mention.quantity
    if had is None:
        mention.quantity = quantity
        return
    start, end = min(had.start, quantity.start), max(had.end, quantity.end)
    amount = quantity.amount * had.amount if quantity.each and not had.weighed else quantity.amount
    says_more = (quantity.weighed, quantity.measure is not None) > (
        had.weighed,
        had.measure is not None,
    )
    told = replace(quantity, amount=amount) if says_more else had
    mention.quantity = replace(told, start=start, end=end)
