"""A text cut where one food cannot go on: clauses of words and quantities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from apps.meals.domain.sentences import words as w
from apps.meals.domain.sentences.quantities import Quantity, read_quantity
from apps.meals.domain.sentences.tokens import Token, tokenise

CLOCK = frozenset({"alle", "ore", "verso", "dalle"})
JOINING_MARKS = frozenset({"+", "&"})
# A quantity alone behind one of these belongs to the food before it: "sushi, 6 pezzi".
ADDING_MARKS = frozenset({",", "(", ":", "-", "–", "="})
EACH = "da"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may name a food, and the little word that ties it to the one before."""

    token: Token
    link: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Joint:
    """ "E", "con": another food may follow, or the name goes on."""

    word: str = ""


Element = Word | Quantity | Joint


@dataclass(slots=True)
class Clause:
    """What stands between two boundaries; ``adding`` when it may complete the one before."""

    meal: str | None = None
    adding: bool = False
    heading: bool = False
    elements: list[Element] = field(default_factory=list)


def clauses(text: str) -> list[Clause]:
    """The clauses of a text that have something in them; "insalata: lattuga, pomodori" tells of
    the parts, not of the dish."""
    found = [clause for clause in _Reader(tokenise(text)).read() if clause.elements]
    following = [any(isinstance(e, Word) for e in clause.elements) for clause in found[1:]]
    return [
        clause
        for clause, parts in zip(found, [*following, False], strict=False)
        if not (clause.heading and parts and _is_dish(clause))
    ]


def _is_dish(clause: Clause) -> bool:
    return all(
        isinstance(element, Word) and w.stem(element.token.plain) in w.CARRIER_STEMS
        for element in clause.elements
    )


def said_words(found: Iterable[Clause]) -> list[str]:
    """The plain words that may stand in names, measures among them ("fette biscottate")."""
    elements = [element for clause in found for element in clause.elements]
    said = [element.token.plain for element in elements if isinstance(element, Word)]
    said += [one.word.plain for one in elements if isinstance(one, Quantity) and one.word]
    return list(dict.fromkeys(said))


class _Reader:
    """Goes over the tokens once, remembering what meal is spoken of and what is denied."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.found = [Clause()]
        self.link = ""
        self.denied = False
        self.without = False

    def read(self) -> list[Clause]:
        while self.at < len(self.tokens):
            self._step(self.tokens[self.at])
        return self.found

    @property
    def clause(self) -> Clause:
        return self.found[-1]

    def _step(self, token: Token) -> None:
        if self._skip_hour(token) or self._take_quantity(token):
            return
        self.at += 1
        if token.kind == "mark":
            self._mark(token.plain)
        elif token.kind == "word":
            self._word(token)

    def _mark(self, mark: str) -> None:
        if mark in JOINING_MARKS:
            self._join()
        else:
            self.clause.heading = mark == ":"
            self._break(adding=mark in ADDING_MARKS)

    def _word(self, token: Token) -> None:
        word = token.plain
        if word in w.MEALS and self.link not in {"da", "di"}:
            self._break(meal=w.MEALS[word])
        elif word in w.THEN or word in w.TALK:
            self._break(denied=self.denied and word in w.TALK)
        elif word in w.NOT:
            self._break(denied=True)
        elif word in w.AND:
            self._join(word)
        elif word in w.LINKS:
            self.link = word
        elif word not in w.SILENT or self._leads_on():
            self._name(token)

    def _leads_on(self) -> bool:
        """ "Purè di patate": what has a part is a thing, even if it sounds like "pure"."""
        return self.at < len(self.tokens) and self.tokens[self.at].plain in w.OF

    def _name(self, token: Token) -> None:
        self.without = self.without or token.plain in w.WITHOUT
        self.clause.elements.append(Word(token, self.link, self.denied or self.without))
        self.link = ""

    def _take_quantity(self, token: Token) -> bool:
        if self.link in w.WITH and token.kind == "word":
            return False
        found = read_quantity(self.tokens, self.at)
        if found is None or token.plain in w.SILENT:
            return False
        quantity, self.at = found
        if not self.denied:
            tied = self.link in w.OF and isinstance(self._last(), Word)
            self.clause.elements.append(replace(quantity, tied=tied, each=self.link == EACH))
            self.without = False
        self.link = ""
        return True

    def _last(self) -> Element | None:
        return self.clause.elements[-1] if self.clause.elements else None

    def _skip_hour(self, token: Token) -> bool:
        """ "Alle 8", "ore 13:30" are no amounts."""
        before = self.tokens[self.at - 1].plain if self.at else ""
        if before not in CLOCK or token.kind != "number":
            return False
        following = [one.plain for one in self.tokens[self.at + 1 : self.at + 3]]
        minutes = following[:1] in ([":"], ["."]) and following[1:2] != []
        self.at += 3 if minutes and following[1].isdigit() else 1
        self._break()
        return True

    def _join(self, word: str = "") -> None:
        self.clause.elements.append(Joint(word))
        self.link, self.without = "", False

    def _break(
        self, *, meal: str | None = None, adding: bool = False, denied: bool = False
    ) -> None:
        self.found.append(Clause(meal or self.clause.meal, adding))
        self.link, self.denied, self.without = "", denied, False
