"""The nutrients we know, and sums that keep unknown, trace and zero apart.

A nutrient missing from ``Nutrients`` is unknown, which is never zero. A trace ("tr" in food
tables) is a known presence below what is worth measuring: it adds nothing and counts as reported.

Names and tags: INFOODS tagnames (FAO), Open Food Facts nutrient tags, CREA 2019 columns, USDA
FoodData Central nutrient numbers. NRV: Regulation (EU) 1169/2011, Annex XIII.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Self

ZERO = Decimal(0)


@dataclass(frozen=True)
class Nutrient:
    """One nutrient; ``code`` ends in its unit. ``nrv`` is per day, in that unit."""

    code: str
    name_it: str
    name_en: str
    infoods: str
    off: str = ""
    crea: str = ""
    usda: int | None = None
    nrv: Decimal | None = None

    @property
    def unit(self) -> str:
        return self.code.rsplit("_", 1)[1]


def _n(
    code: str,
    name_it: str,
    name_en: str,
    infoods: str,
    off: str = "",
    crea: str = "",
    usda: int | None = None,
    nrv: str | None = None,
) -> Nutrient:
    return Nutrient(code, name_it, name_en, infoods, off, crea, usda, Decimal(nrv) if nrv else None)


# Kept as columns: what every label and every screen shows.
MACRONUTRIENTS = (
    _n("energy_kcal", "Energia", "Energy", "ENERC", "energy-kcal", "Energia (kcal)", 1008, "2000"),
    _n("protein_g", "Proteine", "Protein", "PROCNT", "proteins", "Proteine (g)", 1003, "50"),
    _n(
        "carbohydrate_g",
        "Carboidrati",
        "Carbohydrate",
        "CHOAVL",
        "carbohydrates",
        "Carboidrati disponibili (g)",
        1005,
        "260",
    ),
    _n("sugars_g", "Zuccheri", "Sugars", "SUGAR", "sugars", "Zuccheri solubili (g)", 2000, "90"),
    _n("fat_g", "Grassi", "Fat", "FAT", "fat", "Lipidi (g)", 1004, "70"),
    _n(
        "saturated_fat_g",
        "Grassi saturi",
        "Saturated fat",
        "FASAT",
        "saturated-fat",
        "",
        1258,
        "20",
    ),
    _n("fiber_g", "Fibra", "Fibre", "FIBTG", "fiber", "Fibra totale (g)", 1079),
    _n("salt_g", "Sale", "Salt", "NACL", "salt", "", None, "6"),
    _n("sodium_mg", "Sodio", "Sodium", "NA", "sodium", "Sodio (mg)", 1093),
    _n("alcohol_g", "Alcol", "Alcohol", "ALC", "alcohol", "Alcool (g)", 1018),
)

MICRONUTRIENTS = (
    _n("water_g", "Acqua", "Water", "WATER", "water", "Acqua (g)", 1051),
    _n("starch_g", "Amido", "Starch", "STARCH", "starch", "Amido (g)", 1009),
    _n("polyols_g", "Polioli", "Polyols", "POLYL", "polyols"),
    _n(
        "monounsaturated_fat_g",
        "Grassi monoinsaturi",
        "Monounsaturated fat",
        "FAMS",
        "monounsaturated-fat",
        "",
        1292,
    ),
    _n(
        "polyunsaturated_fat_g",
        "Grassi polinsaturi",
        "Polyunsaturated fat",
        "FAPU",
        "polyunsaturated-fat",
        "",
        1293,
    ),
    _n("trans_fat_g", "Grassi trans", "Trans fat", "FATRN", "trans-fat", "", 1257),
    _n("omega_3_fat_g", "Omega 3", "Omega 3 fat", "FAPUN3", "omega-3-fat"),
    _n("omega_6_fat_g", "Omega 6", "Omega 6 fat", "FAPUN6", "omega-6-fat"),
    _n(
        "linoleic_acid_g",
        "Acido linoleico",
        "Linoleic acid",
        "F18D2N6",
        "linoleic-acid",
        "",
        1316,
    ),
    _n(
        "alpha_linolenic_acid_g",
        "Acido alfa-linolenico",
        "Alpha-linolenic acid",
        "F18D3N3",
        "alpha-linolenic-acid",
        "",
        1404,
    ),
    _n("epa_g", "EPA", "EPA", "F20D5N3", "eicosapentaenoic-acid", "", 1278),
    _n("dha_g", "DHA", "DHA", "F22D6N3", "docosahexaenoic-acid", "", 1272),
    _n(
        "cholesterol_mg",
        "Colesterolo",
        "Cholesterol",
        "CHOLE",
        "cholesterol",
        "Colesterolo (mg)",
        1253,
    ),
    _n("caffeine_mg", "Caffeina", "Caffeine", "CAFFN", "caffeine", "", 1057),
    _n(
        "vitamin_a_ug",
        "Vitamina A (RE)",
        "Vitamin A (RE)",
        "VITA",
        "vitamin-a",
        "Vitamina A retinolo equivalente (ug)",
        1106,
        "800",
    ),
    _n(
        "beta_carotene_ug",
        "Beta-carotene",
        "Beta-carotene",
        "CARTB",
        "beta-carotene",
        "Carotene beta (ug)",
        1107,
    ),
    _n(
        "vitamin_d_ug", "Vitamina D", "Vitamin D", "VITD", "vitamin-d", "Vitamina D (ug)", 1114, "5"
    ),
    _n(
        "vitamin_e_mg",
        "Vitamina E",
        "Vitamin E",
        "VITE",
        "vitamin-e",
        "Vitamina E (mg)",
        1109,
        "12",
    ),
    _n("vitamin_k_ug", "Vitamina K", "Vitamin K", "VITK", "vitamin-k", "", 1185, "75"),
    _n(
        "vitamin_c_mg",
        "Vitamina C",
        "Vitamin C",
        "VITC",
        "vitamin-c",
        "Vitamina C (mg)",
        1162,
        "80",
    ),
    _n(
        "thiamin_mg",
        "Tiamina (B1)",
        "Thiamin (B1)",
        "THIA",
        "vitamin-b1",
        "Tiamina (mg)",
        1165,
        "1.1",
    ),
    _n(
        "riboflavin_mg",
        "Riboflavina (B2)",
        "Riboflavin (B2)",
        "RIBF",
        "vitamin-b2",
        "Riboflavina (mg)",
        1166,
        "1.4",
    ),
    _n("niacin_mg", "Niacina (B3)", "Niacin (B3)", "NIA", "vitamin-pp", "Niacina (mg)", 1167, "16"),
    _n(
        "pantothenic_acid_mg",
        "Acido pantotenico (B5)",
        "Pantothenic acid (B5)",
        "PANTAC",
        "pantothenic-acid",
        "Acido pantotenico (mg)",
        1170,
        "6",
    ),
    _n(
        "vitamin_b6_mg",
        "Vitamina B6",
        "Vitamin B6",
        "VITB6A",
        "vitamin-b6",
        "Vitamina B6 (mg)",
        1175,
        "1.4",
    ),
    _n("biotin_ug", "Biotina (B7)", "Biotin (B7)", "BIOT", "biotin", "", 1176, "50"),
    _n("folate_ug", "Folati (B9)", "Folate (B9)", "FOL", "vitamin-b9", "Folati (ug)", 1177, "200"),
    _n(
        "vitamin_b12_ug",
        "Vitamina B12",
        "Vitamin B12",
        "VITB12",
        "vitamin-b12",
        "Vitamina B12 (ug)",
        1178,
        "2.5",
    ),
    _n("choline_mg", "Colina", "Choline", "CHOLN", "choline", "", 1180),
    _n("calcium_mg", "Calcio", "Calcium", "CA", "calcium", "Calcio (mg)", 1087, "800"),
    _n("iron_mg", "Ferro", "Iron", "FE", "iron", "Ferro (mg)", 1089, "14"),
    _n("magnesium_mg", "Magnesio", "Magnesium", "MG", "magnesium", "Magnesio (mg)", 1090, "375"),
    _n("phosphorus_mg", "Fosforo", "Phosphorus", "P", "phosphorus", "Fosforo (mg)", 1091, "700"),
    _n("potassium_mg", "Potassio", "Potassium", "K", "potassium", "Potassio (mg)", 1092, "2000"),
    _n("chloride_mg", "Cloruro", "Chloride", "CLD", "chloride", "Cloro (mg)", 1088, "800"),
    _n("zinc_mg", "Zinco", "Zinc", "ZN", "zinc", "Zinco (mg)", 1095, "10"),
    _n("copper_mg", "Rame", "Copper", "CU", "copper", "Rame (mg)", 1098, "1"),
    _n("manganese_mg", "Manganese", "Manganese", "MN", "manganese", "Manganese (mg)", 1101, "2"),
    _n("fluoride_mg", "Fluoruro", "Fluoride", "FD", "fluoride", "", 1099, "3.5"),
    _n("selenium_ug", "Selenio", "Selenium", "SE", "selenium", "Selenio (ug)", 1103, "55"),
    _n("chromium_ug", "Cromo", "Chromium", "CR", "chromium", "", 1096, "40"),
    _n("molybdenum_ug", "Molibdeno", "Molybdenum", "MO", "molybdenum", "", 1102, "50"),
    _n("iodine_ug", "Iodio", "Iodine", "ID", "iodine", "", 1100, "150"),
)

NUTRIENTS: Mapping[str, Nutrient] = {n.code: n for n in (*MACRONUTRIENTS, *MICRONUTRIENTS)}
MACRO_CODES = tuple(n.code for n in MACRONUTRIENTS)
MICRO_CODES = tuple(n.code for n in MICRONUTRIENTS)

# The twenty whose presence makes a food "complete"; their share is ``completeness``.
KEY_MICRONUTRIENTS = (
    "vitamin_a_ug",
    "vitamin_d_ug",
    "vitamin_e_mg",
    "vitamin_c_mg",
    "thiamin_mg",
    "riboflavin_mg",
    "niacin_mg",
    "vitamin_b6_mg",
    "folate_ug",
    "vitamin_b12_ug",
    "calcium_mg",
    "iron_mg",
    "magnesium_mg",
    "phosphorus_mg",
    "potassium_mg",
    "zinc_mg",
    "copper_mg",
    "manganese_mg",
    "selenium_ug",
    "iodine_ug",
)


class Amount(NamedTuple):
    """A known amount in the nutrient's unit; ``trace`` amounts have value 0."""

    value: Decimal
    trace: bool = False

    def scaled(self, factor: Decimal) -> "Amount":
        return Amount(self.value * factor, self.trace)


TRACE = Amount(ZERO, trace=True)


@dataclass(frozen=True)
class Nutrients:
    """What is known of a food or a plate; a code that is absent is unknown."""

    amounts: Mapping[str, Amount] = field(default_factory=dict)

    def get(self, code: str) -> Decimal | None:
        """The amount in the nutrient's unit, 0 for a trace, None when unknown."""
        amount = self.amounts.get(code)
        return None if amount is None else amount.value

    def scaled(self, factor: Decimal) -> Self:
        """The same composition times ``factor`` (eaten grams / 100 for per-100 g values)."""
        return type(self)({code: amount.scaled(factor) for code, amount in self.amounts.items()})

    @property
    def completeness(self) -> Decimal:
        """Share (0–1) of the twenty key micronutrients that are known."""
        known = sum(1 for code in KEY_MICRONUTRIENTS if code in self.amounts)
        return Decimal(known) / len(KEY_MICRONUTRIENTS)


@dataclass(frozen=True)
class NutrientTotal:
    """A sum that says how many of the items told their value."""

    value: Decimal | None
    reported: int
    items: int

    @property
    def coverage(self) -> Decimal:
        """Share (0–1) of items that reported this nutrient; 1 when there are no items."""
        return Decimal(self.reported) / self.items if self.items else Decimal(1)


def total(
    plates: Iterable[Nutrients], codes: Iterable[str] = tuple(NUTRIENTS)
) -> dict[str, NutrientTotal]:
    """Sum the given nutrients over the plates that know them.

    A nutrient nobody reported has value None, not 0, unless there are no plates at all.
    """
    sums: dict[str, Decimal] = {}
    reported: dict[str, int] = {}
    count = 0
    for plate in plates:
        count += 1
        for code, amount in plate.amounts.items():
            sums[code] = sums.get(code, ZERO) + amount.value
            reported[code] = reported.get(code, 0) + 1
    nobody = None if count else ZERO
    return {
        code: NutrientTotal(sums.get(code, nobody), reported.get(code, 0), count) for code in codes
    }
