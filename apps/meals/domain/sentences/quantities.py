"""How much: a number with its unit or household measure, read from tokens."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.meals.domain.sentences import measures, numbers
from apps.meals.domain.sentences.measures import Measure
from apps.meals.domain.sentences.tokens import Token
from apps.meals.domain.sentences.words import AND, OF, SILENT, TALK, stem

TIMES = frozenset({"x", "×", "*"})
A_LITTLE = "po"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of grams, of millilitres, of a measure, or of pieces when it has none of them.

    ``of`` says that its food follows, ``each`` that it is the weight of one of them ("da 60 g"),
    ``tied`` that what it measures is inside the food before ("frittata di due uova").
    """

    amount: Decimal
    start: int
    end: int
    grams: Decimal | None = None
    ml: Decimal | None = None
    measure: Measure | None = None
    word: Token | None = None
    size: Decimal = Decimal(1)
    vague: bool = False
    article: bool = False
    of: bool = False
    each: bool = False
    tied: bool = False

    @property
    def weighed(self) -> bool:
        return self.grams is not None or self.ml is not None


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and where reading goes on."""

    value: Decimal
    end: int
    vague: bool = False
    article: bool = False


def read_quantity(tokens: Sequence[Token], at: int) -> tuple[Quantity, int] | None:
    """The quantity that begins with a token, and the index of the one behind it."""
    amount = read_amount(tokens, at)
    if amount is None:
        return _measure_alone(tokens, at)
    bare = Quantity(
        amount.value,
        tokens[at].start,
        tokens[amount.end - 1].end,
        vague=amount.vague,
        article=amount.article,
    )
    measured = _with_unit(tokens, bare, amount) or _with_measure(tokens, bare, amount.end)
    quantity, end = measured or (bare, amount.end)
    if measured:
        quantity, end = _and_a_half(tokens, quantity, end)
    if _is(tokens, end, OF):
        return replace(quantity, of=True), end + 1
    return quantity, end


def read_amount(tokens: Sequence[Token], at: int) -> Amount | None:
    token = tokens[at]
    if token.kind == "number":
        return _digits(tokens, at)
    if token.plain in TIMES and _kind(tokens, at + 1) == "number":
        return _digits(tokens, at + 1)
    if token.kind != "word":
        return None
    found = _spelt(tokens, at)
    return found and _joined_half(tokens, found)


def _digits(tokens: Sequence[Token], at: int) -> Amount | None:
    value, end = numbers.numeral(tokens[at].text), at + 1
    if value is None:
        return None
    if _plain(tokens, end) == "/" and _kind(tokens, end + 1) == "number":
        below = numbers.numeral(tokens[end + 1].text)
        if not below:
            return None
        value, end = value / below, end + 2
    if _plain(tokens, end) in TIMES and _kind(tokens, end + 1) == "number":
        value, end = value * (numbers.numeral(tokens[end + 1].text) or 1), end + 2
    if not value:
        return None
    return _skip_of(tokens, _joined_half(tokens, Amount(value, end)))


def _spelt(tokens: Sequence[Token], at: int) -> Amount | None:
    """Number words: tre, mezza dozzina, un quarto, un paio di, qualche, un po'."""
    word, following = tokens[at].plain, _plain(tokens, at + 1)
    if word in numbers.ONE and (larger := _after_article(tokens, at + 1)):
        return larger
    if word in numbers.HALF and following not in TALK:
        times = numbers.COLLECTIVES.get(following)
        value = Decimal(times or 1) / 2
        return _skip_of(tokens, Amount(value, at + 2 if times else at + 1))
    if word in numbers.COLLECTIVES:
        return _skip_of(tokens, Amount(Decimal(numbers.COLLECTIVES[word]), at + 1))
    if word in numbers.SOME:
        return Amount(numbers.SOME_COUNT, at + 1, vague=True)
    number = numbers.spelt(word)
    if not number:
        return None
    if following in numbers.PARTS:
        return _skip_of(tokens, Amount(Decimal(number) / numbers.PARTS[following], at + 2))
    return Amount(Decimal(number), at + 1, article=word in numbers.ONE)


def _after_article(tokens: Sequence[Token], at: int) -> Amount | None:
    """What "un" only introduces: un quarto, un paio, una mezza, un po'."""
    word = _plain(tokens, at)
    if word == A_LITTLE:
        return Amount(Decimal(1), at + 1, vague=True)
    if word in numbers.PARTS:
        return _skip_of(tokens, Amount(Decimal(1) / numbers.PARTS[word], at + 1))
    if word in numbers.HALF or word in numbers.COLLECTIVES:
        return _spelt(tokens, at)
    return None


def _skip_of(tokens: Sequence[Token], amount: Amount) -> Amount:
    """ "Un paio di fette", "un quarto di litro": "di" leads on to the measure."""
    if _is(tokens, amount.end, OF) and _unit_or_measure(tokens, amount.end + 1):
        return Amount(amount.value, amount.end + 1, amount.vague)
    return amount


def _joined_half(tokens: Sequence[Token], amount: Amount) -> Amount:
    """ "Uno e mezzo", "1 e 1/2", "due e un quarto"."""
    if not _is(tokens, amount.end, AND):
        return amount
    part = _fraction(tokens, amount.end + 1)
    if part is None:
        return amount
    return replace(amount, value=amount.value + part.value, end=part.end, article=False)


def _fraction(tokens: Sequence[Token], at: int) -> Amount | None:
    """A part of one that belongs to the number before it, not to another food."""
    if at >= len(tokens):
        return None
    word = tokens[at]
    if word.plain in numbers.HALF and _ends_amount(tokens, at + 1):
        return Amount(Decimal("0.5"), at + 1)
    if word.kind == "number" and _plain(tokens, at + 1) == "/":
        found = _digits(tokens, at)
        return found if found and found.value < 1 else None
    if word.plain == "un" and _plain(tokens, at + 1) in numbers.PARTS:
        return Amount(Decimal(1) / numbers.PARTS[_plain(tokens, at + 1)], at + 2)
    return None


def _ends_amount(tokens: Sequence[Token], at: int) -> bool:
    """ "Due etti e mezzo di pane", but "una mela e mezzo pane"."""
    return at >= len(tokens) or tokens[at].kind != "word" or _is(tokens, at, OF | AND)


def _with_unit(
    tokens: Sequence[Token], bare: Quantity, amount: Amount
) -> tuple[Quantity, int] | None:
    word = _plain(tokens, amount.end)
    if not _is_unit(tokens, amount.end):
        return None
    until, end = tokens[amount.end].end, _behind_dot(tokens, amount.end + 1)
    if word in measures.UNITS_G:
        return replace(bare, grams=measures.UNITS_G[word], end=until), end
    return replace(bare, ml=measures.UNITS_ML[word], end=until), end


def _behind_dot(tokens: Sequence[Token], at: int) -> int:
    """Past the point of "80 gr. di pane", which ends no sentence."""
    abbreviated = _plain(tokens, at) == "." and at + 1 < len(tokens)
    return at + 1 if abbreviated and tokens[at + 1].text[:1].islower() else at


def _is_unit(tokens: Sequence[Token], at: int) -> bool:
    word = _plain(tokens, at)
    if word in measures.TERSE_UNITS:
        return at > 0 and tokens[at - 1].kind == "number"
    return word in measures.UNITS_G or word in measures.UNITS_ML


def _unit_or_measure(tokens: Sequence[Token], at: int) -> bool:
    word = _plain(tokens, at)
    return (
        word in measures.UNITS_G
        or word in measures.UNITS_ML
        or stem(word) in measures.MEASURE_BY_STEM
    )


def _with_measure(tokens: Sequence[Token], bare: Quantity, at: int) -> tuple[Quantity, int] | None:
    size = Decimal(1)
    while _is(tokens, at, measures.SIZES) or (_is(tokens, at, SILENT) and not bare.vague):
        size *= measures.SIZES.get(tokens[at].plain, Decimal(1))
        at += 1
    measure = (
        measures.MEASURE_BY_STEM.get(stem(_plain(tokens, at))) if _kind_word(tokens, at) else None
    )
    if measure is None:
        return None
    word, end = tokens[at], at + 1
    while _is(tokens, end, measures.SIZES):
        size *= measures.SIZES[tokens[end].plain]
        end += 1
    if _plain(tokens, end) == "da" and _plain(tokens, end + 1) in measures.PURPOSES:
        end += 2
    if measure.name in measures.NEEDS_OF and not _is(tokens, end, OF):
        return None
    until = tokens[end - 1].end
    return replace(bare, measure=measure, word=word, size=size, end=until), end


def _measure_alone(tokens: Sequence[Token], at: int) -> tuple[Quantity, int] | None:
    """ "Filo d'olio", "scatoletta di tonno": one of it, if "di" follows."""
    token = tokens[at]
    if token.kind != "word" or stem(token.plain) not in measures.MEASURE_BY_STEM:
        return None
    found = _with_measure(tokens, Quantity(Decimal(1), token.start, token.end, article=True), at)
    if found is None or not _is(tokens, found[1], OF):
        return None
    return replace(found[0], of=True), found[1] + 1


def _and_a_half(tokens: Sequence[Token], quantity: Quantity, end: int) -> tuple[Quantity, int]:
    """ "Due etti e mezzo", "un cucchiaio e mezzo"."""
    part = _fraction(tokens, end + 1) if _is(tokens, end, AND) else None
    if part is None:
        return quantity, end
    until = tokens[part.end - 1].end
    return replace(quantity, amount=quantity.amount + part.value, end=until), part.end


def _plain(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].plain if at < len(tokens) else ""


def _kind(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].kind if at < len(tokens) else ""


def _kind_word(tokens: Sequence[Token], at: int) -> bool:
    return _kind(tokens, at) == "word"


def _is(tokens: Sequence[Token], at: int, words: Container[str]) -> bool:
    return at < len(tokens) and tokens[at].plain in words
