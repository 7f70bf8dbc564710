"""The list of ingredients: readable, and its percentages within a whole."""

import re
from decimal import Decimal

from apps.meals.domain.quality.facts import Facts, Figures, Severity
from apps.meals.domain.quality.rules import rule

MOST_DIGITS = Decimal("0.3")
# Both cases are written out: these run over every list of ingredients, and ignoring case took a
# third of the time of a check.
REPEATED = re.compile(r"([A-Za-zÀ-ÿ])\1\1\1\1")
VOWELS = re.compile(r"[aeiouàèéìòùAEIOUÀÈÉÌÒÙ]{5}")
CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ]{5}")
DIGITS = re.compile(r"[0-9]+")
MANY_CONSONANTS = frozenset({"de", "hr", "nl", "pl"})
UNEXPECTED = re.compile(r"[$€£¥₩₹@!?]")
HALF = 50
WHOLE = 100
TWICE = 200
LITTLE = 10


def _percents(food: Facts) -> tuple[int, Decimal, int, Decimal] | None:
    """Ingredients with a percentage and without: how many, and their sum."""
    said = food.label.get("percents")
    if not said or not said.get("specified_n"):
        return None
    return (
        said["specified_n"],
        Decimal(said["specified_sum"]),
        said.get("unspecified_n", 0),
        Decimal(said.get("unspecified_sum", 0)),
    )


def _found(pattern: re.Pattern[str], food: Facts) -> Figures | None:
    text = food.label.get("ingredients_text")
    found = pattern.search(text) if text else None
    return {"found": found[0]} if found else None


@rule(
    "sum-of-ingredients-with-specified-percent-greater-than-100",
    Severity.INFO,
    "100 < the sum of the stated percentages <= 200",
    it="Le percentuali degli ingredienti superano 100.",
    en="The percentages of the ingredients are over 100.",
    of_label=True,
)
def over_whole(food: Facts) -> Figures | None:
    percents = _percents(food)
    found = percents is not None and WHOLE < percents[1] <= TWICE
    return {"sum": f"{percents[1]:f}"} if percents and found else None


@rule(
    "sum-of-ingredients-with-specified-percent-greater-than-200",
    Severity.WARNING,
    "the sum of the stated percentages > 200",
    it="Le percentuali degli ingredienti superano 200.",
    en="The percentages of the ingredients are over 200.",
    of_label=True,
)
def over_twice(food: Facts) -> Figures | None:
    percents = _percents(food)
    return {"sum": f"{percents[1]:f}"} if percents and percents[1] > TWICE else None


@rule(
    "all-but-one-ingredient-with-specified-percent",
    Severity.INFO,
    "a single ingredient has no percentage",
    it="Un solo ingrediente è senza percentuale.",
    en="A single ingredient has no percentage.",
    of_label=True,
)
def all_but_one(food: Facts) -> Figures | None:
    percents = _percents(food)
    return {} if percents and percents[2] == 1 else None


@rule(
    "sum-of-ingredients-with-unspecified-percent-lesser-than-10",
    Severity.INFO,
    "several ingredients without a percentage share less than 10 %",
    it="Gli ingredienti senza percentuale sono meno del 10 %.",
    en="The ingredients without a percentage are less than 10 %.",
    of_label=True,
)
def little_left(food: Facts) -> Figures | None:
    percents = _percents(food)
    found = percents is not None and percents[2] > 1 and percents[3] < LITTLE
    return {"sum": f"{percents[3]:f}"} if percents and found else None


@rule(
    "ingredients-over-30-percent-digits",
    Severity.WARNING,
    "more than 30 % of the text are digits",
    it="Troppe cifre tra gli ingredienti.",
    en="Too many digits among the ingredients.",
    of_label=True,
)
def digits(food: Facts) -> Figures | None:
    text = food.label.get("ingredients_text")
    if not text:
        return None
    count = sum(map(len, DIGITS.findall(text)))
    return {"digits": count, "length": len(text)} if count > MOST_DIGITS * len(text) else None


@rule(
    "ingredients-4-repeated-chars",
    Severity.WARNING,
    "a letter repeated more than four times",
    it="Una lettera ripetuta più volte tra gli ingredienti.",
    en="A letter repeated over and over among the ingredients.",
    of_label=True,
)
def repeated(food: Facts) -> Figures | None:
    return _found(REPEATED, food)


@rule(
    "ingredients-5-vowels",
    Severity.WARNING,
    "five vowels in a row",
    it="Cinque vocali di fila tra gli ingredienti.",
    en="Five vowels in a row among the ingredients.",
    of_label=True,
)
def vowels(food: Facts) -> Figures | None:
    return _found(VOWELS, food)


@rule(
    "ingredients-5-consonants",
    Severity.WARNING,
    "five consonants in a row; not in German, Croatian, Dutch, Polish or an unknown language",
    it="Cinque consonanti di fila tra gli ingredienti.",
    en="Five consonants in a row among the ingredients.",
    of_label=True,
)
def consonants(food: Facts) -> Figures | None:
    language = food.label.get("lang")
    return _found(CONSONANTS, food) if language and language not in MANY_CONSONANTS else None


@rule(
    "ingredients-unexpected-chars-currencies",
    Severity.WARNING,
    "currency signs, @, ! or ?",
    it="Segni estranei tra gli ingredienti.",
    en="Stray signs among the ingredients.",
    of_label=True,
)
def stray_signs(food: Facts) -> Figures | None:
    return _found(UNEXPECTED, food)


@rule(
    "ingredients-50-percent-unknown",
    Severity.WARNING,
    "at least half of the ingredients are not recognised",
    it="Almeno metà degli ingredienti non è riconosciuta.",
    en="At least half of the ingredients are not recognised.",
    of_label=True,
)
def unknown(food: Facts) -> Figures | None:
    count, strange = food.label.get("ingredients_n"), food.label.get("unknown_ingredients_n")
    if not count or not strange or strange * WHOLE < HALF * count:
        return None
    return {"unknown": strange, "ingredients": count}
