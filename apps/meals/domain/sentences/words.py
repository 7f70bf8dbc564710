"""Italian words as they are compared, and the ones that only hold a sentence together."""

import re
from collections.abc import Iterable
from functools import lru_cache

from apps.meals.domain.accents import unaccented

VOWELS = "aeiou"
SHORT = 3
PARTS = re.compile(r"\d+(?:[.,]\d+)?%|[^\W_]+", re.UNICODE)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ARTICLES = _set("il lo la l i gli le")
# What follows belongs to the food before: "pane di segale", "pasta al pomodoro".
OF = _set("di d del dello della dell dei degli delle")
WITH = _set("al allo alla all ai agli alle a ad")
MADE_AS = _set("da dal dalla per")
INSIDE = _set("in nel nello nella nell nei negli nelle")
LINKS = OF | WITH | MADE_AS | INSIDE
AND = _set("e ed con col coi piu o oppure sul sullo sulla su sui sulle insieme")
SMALL = LINKS | ARTICLES | AND
WITHOUT = _set("senza")
NOT = _set("non niente nulla nessun nessuno nessuna evitato")
THEN = _set("poi dopo infine quindi inoltre ma pero invece")
TALK = _set(
    "ho hai ha abbiamo avevo mangiato mangiata mangiati mangiate mangio mangiando mangiare preso"
    " presa presi prese prendo bevuto bevuta bevo fatto fatta avuto ordinato assaggiato finito"
    " consumato cenato pranzato ero sono stato stata era mi io me si ci allora ecco ciao ok insomma"
    " stamattina stamani stasera oggi ieri domani mattina mattino mattinata pomeriggio sera serata"
    " saltato saltata digiuno notte mezzogiorno"
    " mezzanotte ora ore verso prima meta bar casa ristorante lavoro ufficio"
    " mensa palestra allenamento giorno giornata che era c"
)
# Heard, but neither a boundary nor a food.
SILENT = ARTICLES | _set(
    "circa quasi tipo anche pure solo soltanto proprio molto poco tanto bel bello bella buon buono"
    " buona ancora altro altra altri altre solito solita questo questa quello quella mio mia suo"
    " sua"
)
MEALS = {
    "colazione": "breakfast",
    "pranzo": "lunch",
    "cena": "dinner",
    "merenda": "snack",
    "spuntino": "snack",
    "merendina": "snack",
    "aperitivo": "snack",
}
# Words of sense for a name, yet never a food of their own.
LOOSE = _set(
    "crudo cotto fresco secco misto grande medio piccolo caldo freddo bianco rosso nero verde"
    " giallo dolce intero magro light integrale bio biologico naturale classico grattugiato lesso"
    " lessato bollito fritto grigliato arrosto affettato"
)
# A dish whose parts are what is eaten; of the others the part is only a flavour.
DISHES = _set("insalata insalatina minestra zuppa vellutata passato spiedino contorno")
CARRIERS = DISHES | _set(
    "panino panini toast tramezzino focaccia piadina bruschetta crostino crostini pasta spaghetti"
    " penne riso risotto gnocchi polenta couscous pane crepe crepes pizza tortilla cracker gallette"
    " linguine bucatini rigatoni fusilli farfalle tagliatelle maccheroni pappardelle trofie"
    " orecchiette paccheri conchiglie pennette spaghettini"
)
# Shapes for which people know the dish under "pasta".
SHAPES = _set(
    "spaghetti spaghettini penne pennette fusilli rigatoni farfalle maccheroni bucatini linguine"
    " paccheri vermicelli trofie orecchiette conchiglie tortiglioni sedani ditalini mezze"
)


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """Small letters without accents."""
    return unaccented(word.lower())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A plain word without what tells one from many: pesca, pesche → pesk; pesce, pesci → pesc."""
    bare, ending = word[:-1], word[-1:]
    if len(word) <= SHORT:
        return word
    if ending not in VOWELS:
        plural = ending == "s" and bare[-1] not in VOWELS
        return bare if plural else word
    soft = bare[-1] == "i" and (ending == "o" or bare[-2] in HARD)
    bare = bare[:-1] if soft else bare
    if bare[-2:] in {"ch", "gh"}:
        return bare[:-2] + HARD[bare[-2]]
    if bare[-1] in HARD and ending in "aou" and not soft:
        return bare[:-1] + HARD[bare[-1]]
    return bare


HARD = {"c": "k", "g": "q"}


@lru_cache(maxsize=65536)
def spoken(name: str) -> tuple[str, ...]:
    """The plain words of a name in order, without articles."""
    return tuple(word for word in PARTS.findall(plain(name)) if word not in ARTICLES)


@lru_cache(maxsize=65536)
def content(name: str) -> tuple[str, ...]:
    """Those that carry its sense."""
    return sense(spoken(name))


def sense(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in SMALL)


@lru_cache(maxsize=65536)
def stems(name: str) -> frozenset[str]:
    return frozenset(map(stem, content(name)))


LOOSE_STEMS = frozenset(map(stem, LOOSE))
CARRIER_STEMS = frozenset(map(stem, CARRIERS))
DISH_STEMS = frozenset(map(stem, DISHES))
SHAPE_STEMS = frozenset(map(stem, SHAPES))
