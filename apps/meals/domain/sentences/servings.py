"""How many grams a quantity of a food is: weighed, its own portions, or household measures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
    def is_portion(self) -> bool:
        return self.noun == "porzione"


def eaten(
    quantity: Quantity | None,
    *,
    said: Sequence[str],
    size: Decimal = Decimal(1),
    portions: Sequence[OwnPortion] = (),
    category: str = "",
    density_g_per_ml: Decimal | None = None,
) -> Eaten:
    """Grams of what was said; when nothing was, one piece or a standard portion."""
    units = sorted(map(_unit, portions), key=lambda unit: len(unit.extra))
    density = density_g_per_ml or measures.DENSITY_BY_CATEGORY.get(category, measures.WATER)
    if quantity is None:
        found = _unsaid(units, said, category)
    elif quantity.weighed:
        found = _weighed(quantity, density)
    elif quantity.measure is not None:
        found = _measured(quantity, quantity.measure, units, category, density)
    else:
        found = _counted(quantity, units, said, category)
    return _limited(found, size, vague=quantity is not None and quantity.vague)


def _weighed(quantity: Quantity, density: Decimal) -> Eaten:
    if quantity.grams is not None:
        grams, spread = quantity.amount * quantity.grams, measures.SPREAD_WEIGHED
    else:
        grams = quantity.amount * (quantity.ml or 0) * density
        spread = measures.SPREAD_POURED
    return Eaten(grams, grams * spread, WEIGHED_CONFIDENCE)


def _measured(
    quantity: Quantity, measure: Measure, units: list[_Unit], category: str, density: Decimal
) -> Eaten:
    """A measure: the food's own, the table's, or so many portions."""
    word = plain(quantity.word.plain) if quantity.word else measure.name
    own = _own_measure(units, word, measure, quantity.size)
    if own is not None:
        size = Decimal(1) if own.extra else quantity.size
        return _of_unit(own, quantity.amount * size)
    grams = measure.grams_of(category, density)
    if grams is None:
        return _portions(quantity.amount * quantity.size, units, category)
    total = grams * quantity.amount * quantity.size
    return Eaten(total, total * measure.spread, MEASURED_CONFIDENCE, measure=measure.name)


def _own_measure(units: list[_Unit], word: str, measure: Measure, size: Decimal) -> _Unit | None:
    named = [unit for unit in units if stem(unit.noun) in {stem(word), stem(measure.name)}]
    sized = [unit for unit in named if unit.extra and _size(unit) == size != 1]
    plainly = [unit for unit in named if _size(unit) == 1]
    return next(iter([*sized, *plainly]), None)


def _size(unit: _Unit) -> Decimal:
    for word in unit.extra:
        if word in measures.SIZES:
            return measures.SIZES[word]
    return Decimal(1)


def _counted(quantity: Quantity, units: list[_Unit], said: Sequence[str], category: str) -> Eaten:
    piece = _piece(units, said)
    if piece is not None:
        return _of_unit(piece, quantity.amount)
    return _portions(quantity.amount, units, category)


def _piece(units: list[_Unit], said: Sequence[str]) -> _Unit | None:
    """One of the food itself, of middling size: "1 mela media", "10 olive", "1 frutto"."""
    names = {stem(word) for word in said}
    pieces = [unit for unit in units if unit.is_piece and _size(unit) == 1]
    own = [unit for unit in units if stem(unit.noun) in names and _size(unit) == 1]
    return next(iter([*own, *pieces]), None)


def _unsaid(units: list[_Unit], said: Sequence[str], category: str) -> Eaten:
    """Said in the singular it is one; of many, a portion."""
    piece = _piece(units, said)
    if piece is not None and piece.noun in said and piece.counted <= 1:
        one = _of_unit(piece, Decimal(1))
        return Eaten(
            one.grams, one.grams * measures.SPREAD_UNSAID, UNSAID_CONFIDENCE, one.portion, one.count
        )
    return _portions(Decimal(1), units, category)


def _portions(count: Decimal, units: list[_Unit], category: str) -> Eaten:
    """So many standard portions, the food's own before the table's."""
    unit = _standard(units)
    if unit is None:
        grams = count * measures.STANDARD_PORTIONS_G.get(category, measures.STANDARD_PORTION_G)
        return Eaten(grams, grams * measures.SPREAD_UNSAID, UNSAID_CONFIDENCE, measure="porzione")
    grams = unit.portion.mass_g * count
    return Eaten(grams, grams * measures.SPREAD_UNSAID, UNSAID_CONFIDENCE, unit.portion, count)


def _standard(units: list[_Unit]) -> _Unit | None:
    """The portion that is meant when nothing is said."""
    served = [unit for unit in units if unit.is_portion]
    several = [unit for unit in units if unit.is_piece and 1 < unit.counted < 5]
    middling = [unit for unit in units if _size(unit) == 1]
    spoons = [unit for unit in middling if unit.noun == "cucchiaio"]
    pinches = [unit for unit in middling if unit.noun in PINCHES]
    return next(iter([*served, *several, *pinches, *spoons, *middling, *units]), None)


def _of_unit(unit: _Unit, amount: Decimal) -> Eaten:
    grams = unit.grams * amount
    return Eaten(
        grams,
        grams * measures.SPREAD_OWN_PORTION,
        PORTION_CONFIDENCE,
        unit.portion,
        amount / unit.counted,
    )


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


@lru_cache(maxsize=16384)
def _unit(portion: OwnPortion) -> _Unit:
    found = COUNTED.fullmatch(plain(portion.name))
    number, rest = found.groups() if found else (None, plain(portion.name))
    half = number in {"mezzo", "mezza"}
    counted = Decimal("0.5") if half else Decimal((number or "1").replace(",", ".")) or Decimal(1)
    noun, *extra = content(rest) or (rest,)
    return _Unit(portion, noun, tuple(extra), portion.mass_g / counted, counted)
