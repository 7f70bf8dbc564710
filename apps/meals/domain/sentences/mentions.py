"""What a sentence speaks of: words that name a food, and how much of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from apps.meals.domain.sentences.clauses import Joint, Word
from apps.meals.domain.sentences.lexicon import Match
from apps.meals.domain.sentences.quantities import Quantity
from apps.meals.domain.sentences.words import OF, stem


@dataclass(slots=True)
class Mention:
    """Words that name a food, how much of it, and the words behind them that nothing explains.

    Without matches the words themselves are dark.
    """

    words: list[Word]
    matches: Sequence[Match] = ()
    meal: str | None = None
    quantity: Quantity | None = None
    size: Decimal = Decimal(1)
    rest: list[Word] = field(default_factory=list)

    @property
    def link(self) -> str:
        return self.words[0].link

    @property
    def start(self) -> int:
        first = self.words[0].token.start
        return min(first, self.quantity.start) if self.quantity else first

    @property
    def end(self) -> int:
        last = self.words[-1].token.end
        return max(last, self.quantity.end) if self.quantity else last

    @property
    def said(self) -> tuple[str, ...]:
        """The plain words it is called by."""
        return tuple(word.token.plain for word in self.words)

    @property
    def said_in_full(self) -> tuple[str, ...]:
        return self.said + tuple(word.token.plain for word in self.rest)

    @property
    def is_of_something_else(self) -> bool:
        """ "Crema di zucca", where only "crema di ceci" is known."""
        return any(word.link in OF for word in self.rest)

    def takes_parts(self, stems: frozenset[str]) -> bool:
        return any(stem(word) in stems for word in self.said)


Part = Mention | Quantity | Joint
