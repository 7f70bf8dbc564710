"""Numbers as Italians write and say them."""

from decimal import Decimal
from functools import lru_cache

SMALL = {
    name: number
    for number, name in enumerate(
        [
            "zero",
            "uno",
            "due",
            "tre",
            "quattro",
            "cinque",
            "sei",
            "sette",
            "otto",
            "nove",
            "dieci",
            "undici",
            "dodici",
            "tredici",
            "quattordici",
            "quindici",
            "sedici",
            "diciassette",
            "diciotto",
            "diciannove",
        ]
    )
} | {"un": 1, "una": 1}
TENS = dict(
    zip(
        ["venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"],
        range(20, 100, 10),
        strict=True,
    )
)
ONE = frozenset({"un", "uno", "una"})
HALF = frozenset({"mezzo", "mezza", "mezz", "mezzi", "meta"})
COLLECTIVES = {
    "paio": 2,
    "coppia": 2,
    "terna": 3,
    "decina": 10,
    "dozzina": 12,
    "quindicina": 15,
    "ventina": 20,
    "trentina": 30,
    "cinquantina": 50,
    "centinaio": 100,
}
PARTS = {"quarto": 4, "quarti": 4, "terzo": 3, "terzi": 3, "quinto": 5, "quinti": 5}
VULGAR = {
    "½": Decimal("0.5"),
    "¼": Decimal("0.25"),
    "¾": Decimal("0.75"),
    "⅓": Decimal("0.333"),
    "⅔": Decimal("0.667"),
}
# "Qualche biscotto", "alcune noci": some three.
SOME = frozenset({"qualche", "alcuni", "alcune", "pochi", "poche"})
SOME_COUNT = Decimal(3)
LONGEST_NUMERAL = 12
LONGEST_WORD = 40


@lru_cache(maxsize=4096)
def spelt(word: str) -> int | None:
    """The number of a plain word: centocinquanta → 150, ventotto → 28."""
    if word in SMALL or len(word) > LONGEST_WORD:
        return SMALL.get(word)
    for thousand, value in (("mila", None), ("mille", 1)):
        before, found, after = word.partition(thousand)
        if found:
            times = value if not before else spelt(before)
            return _sum(times, 1000, after)
    before, found, after = word.partition("cento")
    if found:
        return _sum(spelt(before) if before else 1, 100, after)
    return _below_hundred(word)


def _sum(times: int | None, unit: int, after: str) -> int | None:
    rest = spelt(after) if after else 0
    return None if times is None or rest is None else times * unit + rest


def _below_hundred(word: str) -> int | None:
    """Twenty and more; the tens lose their vowel before uno and otto."""
    for name, value in TENS.items():
        if word == name:
            return value
        for begun in (name, name[:-1]):
            units = SMALL.get(word.removeprefix(begun))
            if word.startswith(begun) and units is not None and 0 < units < 10:
                return value + units
    return None


def numeral(text: str) -> Decimal | None:
    """Digits with a decimal comma or point; a point before three digits marks thousands."""
    if text in VULGAR:
        return VULGAR[text]
    if len(text) > LONGEST_NUMERAL or not text.isascii():
        return None
    whole, mark, rest = text.replace(",", ".").partition(".")
    if "." in rest:
        return None
    if mark and "." in text and len(rest) == 3 and whole.strip("0"):
        return Decimal(whole + rest)
    return Decimal(f"{whole}.{rest}" if rest else whole)
