"""How many grams a quantity of a food is: weighed, its own portions, or household measures."""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from apps.meals.domain.plates import PORTION_CONFIDENCE, WEIGHED_CONFIDENCE, rounded
from apps.meals.domain.sentences import measures
from apps.meals.domain.sentences.measures import Measure
from apps.meals.domain.sentences.quantities import Quantity
from apps.meals.domain.sentences.words import content, plain, stem

GRAM = Decimal("0.1")
LEAST_G = Decimal("0.1")
# "80 di pasta": so many that together weigh more than anybody eats are grams.
FEWEST_GRAMS = 20
MOST_PIECES_G = 1500
# What is sold or taken in these is taken by teaspoons and pinches: sugar, salt, pepper.
PINCHES = frozenset({"pizzico", "bustina", "zolletta"})
MOST_G = Decimal(20000)
# Trust in the amount, from what it follows from.
MEASURED_CONFIDENCE = Decimal("0.8")
UNSAID_CONFIDENCE = Decimal("0.6")
VAGUE_CONFIDENCE = Decimal("0.5")
COUNTED = re.compile(r"(?:(\d+(?:[.,]\d+)?|mezzo|mezza)\s+)?(.+)")


@dataclass(frozen=True, slots=True)
class OwnPortion:
    """A portion of the food as the catalogue names it: "10 olive" = 35 g."""

    id: UUID
    name: str
    mass_g: Decimal


@dataclass(frozen=True, slots=True)
class Eaten:
    """Grams with their interval, and the portion they follow from, if it was one of the food's."""

    grams: Decimal
    precision_g: Decimal
    confidence: Decimal
    portion: OwnPortion | None = None
    count: Decimal | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One of what a portion counts: an olive, a slice."""

    portion: OwnPortion
    noun: str
    extra: tuple[str, ...]
    grams: Decimal
    counted: Decimal

    @property
    def is_piece(self) -> bool:
        return stem(self.noun) not in measures.MEASURE_BY_STEM or self.noun == "pezzo"

    @property
    def size(self) -> Decimal:
        sizes = (measures.SIZES[word] for word in self.extra if word in measures.SIZES)
        return next(sizes, Decimal(1))


@dataclass(frozen=True, slots=True)
class _Servings:
    """What one food is served in; namesakes, foods of the same name, help out where it says
    nothing."""

    said: frozenset[str]
    own: list[_Unit]
    borrowed: list[_Unit]
    kind: str
    density: Decimal

    def first(self, choose: Callable[[list[_Unit]], _Unit | None]) -> _Unit | None:
        return choose(self.own) or choose(self.borrowed)


def eaten(
    quantity: Quantity | None,
    *,
    said: Sequence[str],
    size: Decimal = Decimal(1),
    portions: Sequence[OwnPortion] = (),
    namesakes: Sequence[OwnPortion] = (),
    category: str = "",
    density_g_per_ml: Decimal | None = None,
) -> Eaten:
    """Grams of what was said; when nothing was, one piece or a standard portion."""
    kind = measures.KINDS.get(category, category)
    density = density_g_per_ml or measures.DENSITY_BY_CATEGORY.get(kind, measures.WATER)
    served = _Servings(frozenset(said), _units(portions), _units(namesakes), kind, density)
    if quantity is None:
        found = _unsaid(served)
    elif quantity.weighed:
        return _limited(_weighed(quantity, density), Decimal(1), vague=quantity.vague)
    elif quantity.measure is not None:
        found = _measured(quantity, quantity.measure, served)
    else:
        found = _counted(quantity.amount, served)
    return _limited(found, size, vague=quantity is not None and quantity.vague)


def _weighed(quantity: Quantity, density: Decimal) -> Eaten:
    if quantity.grams is not None:
        grams, spread = quantity.amount * quantity.grams, measures.SPREAD_WEIGHED
    else:
        grams = quantity.amount * (quantity.ml or 0) * density
        spread = measures.SPREAD_POURED
    return Eaten(grams, grams * spread, WEIGHED_CONFIDENCE)


def _measured(quantity: Quantity, measure: Measure, served: _Servings) -> Eaten:
    """A measure: the food's own, the table's, or so many portions."""
    word = quantity.word.plain if quantity.word else measure.name
    names = {stem(word), stem(measure.name)}
    unit = served.first(lambda units: _named(units, names, quantity.size))
    if unit is not None:
        size = Decimal(1) if unit.size == quantity.size else quantity.size
        return _of_unit(served, unit, quantity.amount * size)
    grams = measure.grams_of(served.kind, served.density)
    if grams is None:
        return _portions(served, quantity.amount * quantity.size)
    total = grams * quantity.amount * quantity.size
    return Eaten(total, total * measure.spread, MEASURED_CONFIDENCE, measure=measure.name)


def _named(units: list[_Unit], names: Container[str], size: Decimal) -> _Unit | None:
    named = [unit for unit in units if stem(unit.noun) in names]
    fitting = [unit for unit in named if unit.size == size]
    return next(iter([*fitting, *_middling(named)]), None)


def _middling(units: list[_Unit]) -> list[_Unit]:
    return [unit for unit in units if unit.size == 1]


def _counted(amount: Decimal, served: _Servings) -> Eaten:
    piece = _piece(served)
    if piece is None and amount < 1:
        return replace(_portions(served, Decimal(1)), confidence=VAGUE_CONFIDENCE)
    pieces = _of_unit(served, piece, amount) if piece else _portions(served, amount)
    if amount >= FEWEST_GRAMS and pieces.grams > MOST_PIECES_G:
        return Eaten(amount, amount * measures.SPREAD_OWN_PORTION, UNSAID_CONFIDENCE)
    return pieces


def _piece(served: _Servings) -> _Unit | None:
    """One of the food itself, of middling size: "1 mela media", "10 olive"; or "1 frutto"."""
    names = {stem(word) for word in served.said}
    return served.first(
        lambda units: next((u for u in _middling(units) if stem(u.noun) in names), None)
    ) or served.first(lambda units: next((u for u in _middling(units) if u.is_piece), None))


def _unsaid(served: _Servings) -> Eaten:
    """Said in the singular it is one; of many, a portion."""
    piece = _piece(served)
    if piece is None or piece.noun not in served.said or piece.counted > 1:
        return _portions(served, Decimal(1))
    return _guessed(_of_unit(served, piece, Decimal(1)))


def _portions(served: _Servings, count: Decimal) -> Eaten:
    """So many standard portions, the food's own before the table's."""
    unit = served.first(_standard)
    if unit is None:
        return _standard_portions(served.kind, count)
    return _guessed(_of_unit(served, unit, count * unit.counted))


def _standard_portions(kind: str, count: Decimal) -> Eaten:
    each = measures.STANDARD_PORTIONS_G.get(kind)
    if each is not None:
        return _guessed(Eaten(each * count, Decimal(0), UNSAID_CONFIDENCE, measure="porzione"))
    grams = measures.STANDARD_PORTION_G * count
    return Eaten(grams, grams * measures.SPREAD_VAGUE, VAGUE_CONFIDENCE, measure="porzione")


def _standard(units: list[_Unit]) -> _Unit | None:
    """The portion that is meant when nothing is said."""
    served = [unit for unit in units if unit.noun == "porzione"]
    several = [unit for unit in units if unit.is_piece and 1 < unit.counted < 5]
    middling = _middling(units)
    pinches = [unit for unit in middling if unit.noun in PINCHES]
    spoons = [unit for unit in middling if unit.noun == "cucchiaio"]
    return next(iter([*served, *several, *pinches, *spoons, *middling, *units]), None)


def _of_unit(served: _Servings, unit: _Unit, amount: Decimal) -> Eaten:
    grams = unit.grams * amount
    precision_g = grams * measures.SPREAD_OWN_PORTION
    if unit not in served.own:
        return Eaten(grams, precision_g, MEASURED_CONFIDENCE, measure=unit.noun)
    count = amount / unit.counted
    return Eaten(grams, precision_g, PORTION_CONFIDENCE, unit.portion, count)


def _guessed(found: Eaten) -> Eaten:
    precision_g = found.grams * measures.SPREAD_UNSAID
    return replace(found, precision_g=precision_g, confidence=UNSAID_CONFIDENCE)


def _limited(found: Eaten, size: Decimal, *, vague: bool) -> Eaten:
    grams = min(max(found.grams * size, LEAST_G), MOST_G)
    spread = grams * measures.SPREAD_VAGUE if vague else found.precision_g * size
    return Eaten(
        rounded(grams, GRAM),
        max(rounded(spread, GRAM), LEAST_G),
        min(found.confidence, VAGUE_CONFIDENCE) if vague else found.confidence,
        found.portion,
        None if found.count is None else rounded(found.count * size, Decimal("0.01")),
        found.measure,
    )


def _units(portions: Sequence[OwnPortion]) -> list[_Unit]:
    return sorted(map(_unit, portions), key=lambda unit: len(unit.extra))


@lru_cache(maxsize=16384)
def _unit(portion: OwnPortion) -> _Unit:
    found = COUNTED.fullmatch(plain(portion.name))
    number, rest = found.groups() if found else (None, plain(portion.name))
    half = number in {"mezzo", "mezza"}
    counted = Decimal("0.5") if half else Decimal((number or "1").replace(",", ".")) or Decimal(1)
    noun, *extra = content(rest) or (rest,)
    return _Unit(portion, noun, tuple(extra), portion.mass_g / counted, counted)
