"""The foods a sentence may speak of, found by the words of their names."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from apps.meals.domain.sentences.measures import MEASURE_BY_STEM
from apps.meals.domain.sentences.spelling import skeleton
from apps.meals.domain.sentences.words import (
    LOOSE_STEMS,
    SHAPE_STEMS,
    SHORT,
    content,
    sense,
    spoken,
    stem,
    stems,
)

# How well words fit: the name itself, but for the little words, in other forms; a dish that is
# known under "pasta" and was said of one of its shapes; a name that only begins with the words.
SAME = Decimal(1)
SAME_WORDS = Decimal("0.98")
SAME_STEMS = Decimal("0.95")
SAME_BUT_SHAPE = Decimal("0.9")
BEGINS = (Decimal("0.55"), Decimal("0.25"))
WITHIN = (Decimal("0.40"), Decimal("0.20"))
MISSPELT = Decimal("0.85")
MOST_CANDIDATES = 5
PASTA = "past"


@dataclass(frozen=True, slots=True)
class NamedFood:
    """A food of the catalogue with the names it goes by, its own first."""

    id: UUID
    names: tuple[str, ...]
    category: str = ""
    brand: str = ""
    trust: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Match:
    """A food and how well words fit its name (0–1)."""

    food: NamedFood
    quality: Decimal


@dataclass(slots=True)
class Lexicon:
    """Names by their stems, whole and one by one."""

    whole: dict[frozenset[str], list[tuple[NamedFood, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_stem: dict[str, list[tuple[NamedFood, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    spellings: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[tuple[str, ...], bool], list[Match]] = field(default_factory=dict)

    def add(self, foods: Iterable[NamedFood]) -> None:
        for food in foods:
            for name in food.names:
                key = stems(name)
                self.whole[key].append((food, name))
                for one in key:
                    self.by_stem[one].append((food, name))

    def hear(self, words: Iterable[str]) -> None:
        """Take a misspelling that is noted as another name for the word that is meant, so that it
        is understood in longer names as well: "yougurt alla frutta"."""
        for word in words:
            for food, _ in self.whole.get(frozenset({stem(word)}), ()):
                for other in content(food.names[0]):
                    if stem(other) != stem(word) and skeleton(other) == skeleton(word):
                        self.spellings[word] = other

    def knows(self, word: str) -> bool:
        return stem(self.spellings.get(word, word)) in self.by_stem

    def matches(self, words: tuple[str, ...], *, whole: bool) -> list[Match]:
        """Foods called by these plain words, best first; ``whole``: by no more than these. The
        little words between them may differ."""
        known = self._known.get((words, whole))
        if known is None:
            known = self._known[words, whole] = self._matches(words, whole)
        return known

    def _matches(self, words: tuple[str, ...], whole: bool) -> list[Match]:
        meant = tuple(self.spellings.get(word, word) for word in words)
        telling = sense(meant)
        spelling = SAME if meant == words else MISSPELT
        best: dict[UUID, Match] = {}
        for food, quality in self._fits(meant, whole):
            if food.id not in best or best[food.id].quality < quality * spelling:
                best[food.id] = Match(food, quality * spelling)
        usual = {food.id for food, _ in self.whole.get(frozenset({stem(telling[0])}), ())}
        ranked = sorted(best.values(), key=lambda match: _rank(match, usual))
        return ranked[:MOST_CANDIDATES]

    def _fits(self, words: tuple[str, ...], whole: bool) -> Iterable[tuple[NamedFood, Decimal]]:
        telling = sense(words)
        key = frozenset(map(stem, telling))
        for food, name in self.whole.get(key, ()):
            yield food, _likeness(name, words, telling)
        if key & SHAPE_STEMS and len(key) > 1:
            for food, _ in self.whole.get((key - SHAPE_STEMS) | {PASTA}, ()):
                yield food, SAME_BUT_SHAPE
        if not whole:
            yield from self._longer_names(telling, key)

    def _longer_names(
        self, words: tuple[str, ...], key: frozenset[str]
    ) -> Iterable[tuple[NamedFood, Decimal]]:
        if key <= LOOSE_STEMS:
            return
        rarest = min((self.by_stem.get(one, []) for one in key), key=len)
        for food, name in rarest:
            having = stems(name)
            if key < having:
                fit = _share(words, key, name, having)
                if fit is not None:
                    yield food, fit


def _likeness(name: str, words: tuple[str, ...], telling: tuple[str, ...]) -> Decimal:
    if spoken(name) == words:
        return SAME
    return SAME_WORDS if content(name) == telling else SAME_STEMS


@lru_cache(maxsize=65536)
def _share(
    words: tuple[str, ...], key: frozenset[str], name: str, having: frozenset[str]
) -> Decimal | None:
    begun = content(name)[: len(words)]
    if frozenset(map(stem, begun)) == key:
        least, more = BEGINS
    elif len(key) > 1:
        least, more = WITHIN
    else:
        return None
    return least + more * len(key) / len(having)


def _rank(match: Match, usual: Container[UUID]) -> tuple[Decimal, bool, Decimal, int, str]:
    """Of equally fitting foods, the one that is meant by the first word alone: of "yogurt bianco"
    intero, magro the one that is called "yogurt"."""
    food = match.food
    return -match.quality, food.id not in usual, -food.trust, len(food.names[0]), food.names[0]


def unknown_words(words: Iterable[str], known: Lexicon) -> list[str]:
    """Words that stand in no name, measure nothing, and are long enough to be a misspelt one."""
    return [
        word
        for word in dict.fromkeys(words)
        if len(word) > SHORT and not known.knows(word) and stem(word) not in MEASURE_BY_STEM
    ]
