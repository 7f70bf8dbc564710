"""Household measures in grams, for foods whose own portions do not tell.

Masses: standard portions and practical units of LARN 2014 (SINU) and of the Italian dietary
guidelines (CREA 2018, appendix of household measures); vessels hold what is sold or poured in
Italy (wine glass 125 ml, can 330 ml, small bottle 500 ml). The spread is what makers and hands vary
by, as a share of the amount; docs/data-sources.md says more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from apps.meals.domain.sentences.words import stem

UNITS_G: Mapping[str, Decimal] = {
    **dict.fromkeys(("g", "gr", "grammo", "grammi", "gm", "gramm"), Decimal(1)),
    **dict.fromkeys(("kg", "chilo", "chili", "chilogrammo", "chilogrammi", "kili"), Decimal(1000)),
    **dict.fromkeys(("hg", "etto", "etti", "ettogrammo", "ettogrammi"), Decimal(100)),
    **dict.fromkeys(("mg", "milligrammo", "milligrammi"), Decimal("0.001")),
}
UNITS_ML: Mapping[str, Decimal] = {
    **dict.fromkeys(("ml", "millilitro", "millilitri", "cc"), Decimal(1)),
    **dict.fromkeys(("cl", "centilitro", "centilitri"), Decimal(10)),
    **dict.fromkeys(("dl", "decilitro", "decilitri"), Decimal(100)),
    **dict.fromkeys(("l", "lt", "litro", "litri"), Decimal(1000)),
}
# Read as units only behind digits: elsewhere they are letters.
TERSE_UNITS = frozenset({"g", "l", "gm", "cc", "lt"})

# CREA's categories by ours, which the tables below are keyed by.
KINDS: Mapping[str, str] = {
    "Bevande alcoliche": "alcoholic-beverages",
    "Carni fresche": "meat",
    "Carni trasformate e conservate": "cured-meat",
    "Cereali e derivati": "cereals-pasta",
    "Dolci": "sweets",
    "Formaggi e latticini": "cheese",
    "Frattaglie": "meat",
    "Frutta": "fruit",
    "Frutta secca a guscio e semi oleaginosi": "nuts-seeds",
    "Latte e yogurt": "milk-yogurt",
    "Legumi": "legumes",
    "Oli e grassi": "fats-oils",
    "Prodotti della pesca": "fish-seafood",
    "Ricette Italiane": "prepared-dishes",
    "Uova": "eggs",
    "Verdure e ortaggi": "vegetables",
}
# g/ml of what is poured; water's for the rest.
DENSITY_BY_CATEGORY: Mapping[str, Decimal] = {
    "fats-oils": Decimal("0.92"),
    "milk-yogurt": Decimal("1.03"),
}
WATER = Decimal(1)

SPREAD_WEIGHED = Decimal("0.05")
SPREAD_POURED = Decimal("0.10")
SPREAD_OWN_PORTION = Decimal("0.15")
SPREAD_UNSAID = Decimal("0.35")
SPREAD_VAGUE = Decimal("0.50")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure holds: grams, or millilitres of what is poured; by category where known."""

    name: str
    grams: Decimal | None = None
    ml: Decimal | None = None
    spread: Decimal = Decimal("0.25")
    by_category: Mapping[str, Decimal] = field(default_factory=dict)

    def grams_of(self, category: str, density: Decimal) -> Decimal | None:
        if category in self.by_category:
            return self.by_category[category]
        return self.ml * density if self.ml is not None else self.grams


def _grams(name: str, grams: str, spread: str = "0.25", **by_category: str) -> Measure:
    known = {category.replace("_", "-"): Decimal(mass) for category, mass in by_category.items()}
    return Measure(name, Decimal(grams), None, Decimal(spread), known)


def _ml(name: str, ml: str, spread: str = "0.15", **by_category: str) -> Measure:
    known = {category.replace("_", "-"): Decimal(mass) for category, mass in by_category.items()}
    return Measure(name, None, Decimal(ml), Decimal(spread), known)


PORTION = Measure("porzione", spread=Decimal("0.25"))
PIECE = Measure("pezzo", spread=Decimal("0.25"))
MEASURES = (
    PORTION,
    PIECE,
    _ml("bicchiere", "200", alcoholic_beverages="125"),
    _ml("bicchierino", "40"),
    _ml("calice", "125"),
    _ml("tazza", "240", "0.2", cereals_pasta="50", fruit="150", vegetables="150"),
    _ml("tazzina", "40", "0.25"),
    _ml("lattina", "330", "0.05"),
    _ml("bottiglietta", "500", "0.1"),
    _ml("bottiglia", "1000", "0.5", alcoholic_beverages="750"),
    _ml("brick", "200", "0.1"),
    _ml("boccale", "400"),
    _ml("pinta", "568", "0.1"),
    _ml("caraffa", "500", "0.5"),
    _ml("goccio", "25", "0.5"),
    _ml("sorso", "25", "0.5"),
    _ml("dito", "30", "0.5"),
    _ml("mestolo", "120"),
    _ml("scodella", "250", "0.3", cereals_pasta="60", vegetables="150", fruit="150"),
    _ml("ciotola", "250", "0.3", cereals_pasta="60", vegetables="80", fruit="150", nuts_seeds="60"),
    _ml(
        "cucchiaio",
        "15",
        "0.2",
        fats_oils="10",
        sweets="15",
        cereals_pasta="10",
        cheese="10",
        legumes="20",
        vegetables="20",
        nuts_seeds="10",
        prepared_dishes="25",
    ),
    _ml(
        "cucchiaino",
        "5",
        "0.2",
        fats_oils="4.5",
        sweets="6",
        cereals_pasta="3",
        cheese="4",
        herbs_spices_condiments="3",
        nuts_seeds="4",
    ),
    _grams("cucchiaiata", "15", "0.3"),
    _grams("filo", "5", "0.5"),
    _grams("noce", "10", "0.3"),
    _grams("ricciolo", "10", "0.3"),
    _grams("velo", "10", "0.5"),
    _grams("pizzico", "0.5", "0.5"),
    _grams("spolverata", "5", "0.5"),
    _grams("manciata", "30", "0.35", vegetables="30", bread_bakery="20"),
    _grams("pugno", "35", "0.35"),
    _grams(
        "fetta",
        "40",
        "0.35",
        bread_bakery="30",
        cured_meat="15",
        cheese="25",
        sweets="90",
        fruit="100",
        meat="80",
        fish_seafood="25",
        vegetables="20",
    ),
    _grams("fettina", "80", "0.3", cured_meat="10", cheese="20", vegetables="5", fruit="20"),
    _grams("trancio", "150", "0.3", bread_bakery="80", prepared_dishes="120", sweets="90"),
    _grams("filetto", "150", "0.3", meat="120"),
    _grams("spicchio", "20", "0.4", sweets="90", cheese="30", prepared_dishes="80"),
    _grams("foglia", "5", "0.6", vegetables="15", herbs_spices_condiments="0.5"),
    _grams("ciuffo", "5", "0.5"),
    _grams("rametto", "2", "0.5"),
    _grams("gambo", "40", "0.4"),
    _grams("costa", "40", "0.4"),
    _grams("scaglia", "5", "0.5"),
    _grams("zolletta", "4", "0.2"),
    _grams("quadratino", "5", "0.3"),
    _grams("quadretto", "5", "0.3"),
    _grams("cubetto", "10", "0.5"),
    _grams("tavoletta", "100", "0.1"),
    _grams("barretta", "30", "0.25"),
    _grams("bustina", "8", "0.4", sweets="5"),
    _grams("busta", "100", "0.4", prepared_dishes="25"),
    _grams("pacchetto", "30", "0.3"),
    _grams("sacchetto", "30", "0.4"),
    _grams("confezione", "100", "0.5"),
    _grams("vaschetta", "100", "0.5", fruit="250"),
    _grams("vasetto", "125", "0.2"),
    _grams("barattolo", "240", "0.3"),
    _grams("scatoletta", "56", "0.2"),
    _grams("scatola", "240", "0.3"),
    _grams("coppetta", "100", "0.25"),
    _grams("coppa", "150", "0.3"),
    _grams("cono", "80", "0.25"),
    _grams("pallina", "50", "0.25"),
    _grams("mazzetto", "30", "0.5"),
    _grams("grappolo", "150", "0.4"),
)
SYNONYMS = {
    "piatto": "porzione",
    "piattino": "porzione",
    "piattone": "porzione",
    "razione": "porzione",
    "pezzetto": "pezzo",
    "pezzettino": "pezzo",
    "tocco": "pezzo",
    "unita": "pezzo",
    "mug": "tazza",
    "tazzona": "tazza",
    "tazzone": "tazza",
    "bicchierone": "bicchiere",
    "flute": "calice",
    "shottino": "bicchierino",
    "shot": "bicchierino",
    "goccia": "goccio",
    "goccino": "goccio",
    "dita": "dito",
    "bottiglina": "bottiglietta",
    "cucchiaione": "cucchiaio",
    "cucch": "cucchiaio",
    "cucchiaini": "cucchiaino",
    "tsp": "cucchiaino",
    "tbsp": "cucchiaio",
    "pugnetto": "pugno",
    "spruzzata": "pizzico",
    "filino": "filo",
    "giro": "filo",
    "fettona": "fetta",
    "fettone": "fetta",
    "cartone": "brick",
    "cartoncino": "brick",
    "bric": "brick",
    "quadrotto": "quadretto",
    "dadino": "cubetto",
    "pacco": "confezione",
    "sacchettino": "sacchetto",
    "vasettino": "vasetto",
    "lattinetta": "lattina",
    "stecca": "tavoletta",
    "mestolino": "mestolo",
    "scodellina": "scodella",
    "ciotolina": "ciotola",
    "rondella": "fettina",
}
_BY_NAME = {measure.name: measure for measure in MEASURES}
MEASURE_BY_STEM: Mapping[str, Measure] = {
    **{stem(measure.name): measure for measure in MEASURES},
    **{stem(name): _BY_NAME[meant] for name, meant in SYNONYMS.items()},
}
# Without "di" behind them these are foods, or parts of their names: "quattro noci", "cono gelato".
NEEDS_OF = frozenset({"noce", "cono", "coppa", "costa", "filetto", "barretta", "cubetto", "goccio"})
# "Un cucchiaino da caffè": says which spoon, not what is in it.
PURPOSES = frozenset(
    {
        "caffe",
        "te",
        "the",
        "tavola",
        "minestra",
        "cucina",
        "vino",
        "acqua",
        "latte",
        "brodo",
        "zuppa",
    }
)
# What these words make of the measure, or of the piece, before or behind them.
SIZES: Mapping[str, Decimal] = {
    **dict.fromkeys(("grande", "grandi", "grosso", "grossa", "grossi", "grosse"), Decimal("1.3")),
    **dict.fromkeys(("abbondante", "abbondanti", "colmo", "colma", "colmi"), Decimal("1.3")),
    **dict.fromkeys(("piccolo", "piccola", "piccoli", "piccole"), Decimal("0.7")),
    **dict.fromkeys(("scarso", "scarsa", "scarsi", "raso", "rasi"), Decimal("0.8")),
    **dict.fromkeys(("medio", "media", "medi", "medie", "normale", "pieno", "piena"), Decimal(1)),
}
# LARN 2014 standard portions, by our categories; for a food that has none of its own.
STANDARD_PORTIONS_G: Mapping[str, Decimal] = {
    name: Decimal(grams)
    for name, grams in {
        "alcoholic-beverages": 125,
        "beverages": 200,
        "bread-bakery": 50,
        "cereals-pasta": 80,
        "cheese": 50,
        "cured-meat": 50,
        "eggs": 50,
        "fats-oils": 10,
        "fish-seafood": 150,
        "fruit": 150,
        "herbs-spices-condiments": 10,
        "legumes": 150,
        "meat": 100,
        "milk-yogurt": 125,
        "nuts-seeds": 30,
        "prepared-dishes": 250,
        "sweets": 30,
        "vegetables": 200,
    }.items()
}
STANDARD_PORTION_G = Decimal(100)
