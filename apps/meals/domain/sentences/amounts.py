"""Whose a quantity is: of the food behind it, or of the one before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from apps.meals.domain.sentences.clauses import Joint
from apps.meals.domain.sentences.quantities import Quantity

if TYPE_CHECKING:
    from apps.meals.domain.sentences.reading import Mention, Part

    Piece = Mention | Quantity


def hand_out(parts: "Sequence[Part]", before: "Mention | None") -> None:
    """Give every quantity to a food of the same group of words; one that stands alone goes to the
    food before."""
    for group in _groups(parts):
        before = _hand_out(group, before)


def _groups(parts: "Sequence[Part]") -> "Iterator[list[Piece]]":
    group: list[Piece] = []
    for part in parts:
        if isinstance(part, Joint):
            yield group
            group = []
        else:
            group.append(part)
    yield group


def _hand_out(group: "list[Piece]", before: "Mention | None") -> "Mention | None":
    """Behind their foods if the group begins with a food and ends with a quantity for each:
    "pane 60 g mela 1". Otherwise before them."""
    kinds = [isinstance(piece, Quantity) for piece in group]
    behind = kinds == [False, True] * (len(kinds) // 2)
    strictly_before = kinds == [True, False] * (len(kinds) // 2)
    last = before
    waiting: Quantity | None = None
    for at, piece in enumerate(group):
        if not isinstance(piece, Quantity):
            last = piece
            if waiting is not None:
                _give(last, waiting)
            waiting = None
        elif _is_of_last(group, at, piece, last, behind=behind, before=strictly_before):
            _give(last, piece)
        else:
            waiting = piece
    return last


def _is_of_last(
    group: "list[Piece]",
    at: int,
    quantity: Quantity,
    last: "Mention | None",
    *,
    behind: bool,
    before: bool,
) -> bool:
    if last is None or before or quantity.of:
        return False
    nothing_follows = all(isinstance(piece, Quantity) for piece in group[at + 1 :])
    return behind or nothing_follows or (quantity.weighed and not _weighed(last))


def _weighed(mention: "Mention") -> bool:
    return mention.quantity is not None and mention.quantity.weighed


def _give(mention: "Mention", quantity: Quantity) -> None:
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
