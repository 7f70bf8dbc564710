"""Synthetic products of an Italian supermarket: the same N products every time.

Names are a food, a quality and a flavour; brands and categories go with them. Barcodes are valid
GTIN-13 of GS1 Italy's range. Figures are plausible per 100 g and add up to their energy.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from apps.meals.domain.barcodes import check_digit
from apps.shared.nutrients import KEY_MICRONUTRIENTS

SEED = 20260307
CENT = Decimal("0.01")

# food, category, and the middle of protein, carbohydrate and fat, g per 100 g
FOODS = (
    ("Pasta di semola", "pasta", 13, 71, 1),
    ("Spaghetti", "pasta", 13, 71, 1),
    ("Penne rigate", "pasta", 13, 71, 1),
    ("Tortellini prosciutto crudo", "pasta", 13, 46, 9),
    ("Gnocchi di patate", "pasta", 4, 34, 1),
    ("Riso Carnaroli", "cereali", 7, 78, 1),
    ("Farro perlato", "cereali", 14, 64, 2),
    ("Fette biscottate", "forno", 11, 71, 6),
    ("Pane in cassetta", "forno", 8, 49, 4),
    ("Grissini torinesi", "forno", 12, 68, 9),
    ("Crackers salati", "forno", 10, 68, 12),
    ("Taralli pugliesi", "forno", 9, 60, 20),
    ("Focaccia genovese", "forno", 8, 47, 12),
    ("Piadina romagnola", "forno", 8, 51, 11),
    ("Biscotti frollini", "dolci", 7, 68, 19),
    ("Cornetti sfogliati", "dolci", 7, 46, 20),
    ("Crema spalmabile alle nocciole", "dolci", 6, 57, 31),
    ("Cioccolato fondente", "dolci", 8, 38, 40),
    ("Confettura extra", "dolci", 1, 58, 0),
    ("Gelato", "dolci", 3, 26, 11),
    ("Passata di pomodoro", "conserve", 1, 5, 0),
    ("Polpa di pomodoro", "conserve", 1, 4, 0),
    ("Sugo pronto", "conserve", 2, 7, 5),
    ("Pesto", "conserve", 5, 6, 45),
    ("Olive verdi", "conserve", 1, 3, 17),
    ("Carciofini sott'olio", "conserve", 2, 4, 15),
    ("Ceci lessati", "legumi", 7, 16, 2),
    ("Fagioli borlotti", "legumi", 7, 15, 1),
    ("Lenticchie secche", "legumi", 23, 51, 1),
    ("Zuppa di legumi", "legumi", 4, 10, 2),
    ("Minestrone surgelato", "verdure", 2, 6, 0),
    ("Spinaci surgelati", "verdure", 3, 2, 0),
    ("Insalata mista", "verdure", 2, 2, 0),
    ("Patate fritte surgelate", "verdure", 3, 25, 6),
    ("Latte intero", "latticini", 3, 5, 4),
    ("Latte parzialmente scremato", "latticini", 3, 5, 2),
    ("Yogurt greco", "latticini", 9, 4, 3),
    ("Yogurt intero", "latticini", 4, 12, 3),
    ("Mozzarella di bufala", "latticini", 14, 1, 24),
    ("Parmigiano Reggiano", "latticini", 33, 0, 29),
    ("Ricotta vaccina", "latticini", 9, 4, 11),
    ("Gorgonzola dolce", "latticini", 19, 1, 27),
    ("Burro", "latticini", 1, 1, 83),
    ("Prosciutto cotto", "salumi", 20, 1, 5),
    ("Prosciutto crudo di Parma", "salumi", 26, 0, 18),
    ("Bresaola della Valtellina", "salumi", 33, 0, 2),
    ("Mortadella Bologna", "salumi", 16, 1, 25),
    ("Salame Milano", "salumi", 26, 1, 31),
    ("Tonno all'olio di oliva", "pesce", 25, 0, 10),
    ("Filetti di merluzzo", "pesce", 17, 0, 1),
    ("Salmone affumicato", "pesce", 22, 0, 12),
    ("Petto di pollo", "carne", 23, 0, 1),
    ("Hamburger di manzo", "carne", 18, 1, 12),
    ("Pizza margherita surgelata", "piatti pronti", 9, 30, 8),
    ("Lasagne alla bolognese", "piatti pronti", 7, 13, 7),
    ("Olio extravergine di oliva", "condimenti", 0, 0, 100),
    ("Aceto balsamico di Modena", "condimenti", 0, 17, 0),
    ("Succo di frutta", "bevande", 0, 12, 0),
    ("Bevanda di avena", "bevande", 1, 7, 2),
    ("Acqua minerale naturale", "bevande", 0, 0, 0),
)
QUALITIES = (
    "",
    "biologico",
    "integrale",
    "senza glutine",
    "senza lattosio",
    "light",
    "artigianale",
    "classico",
    "alta qualità",
    "della tradizione",
    "100% italiano",
    "senza zuccheri aggiunti",
    "proteico",
    "delicato",
)
FLAVOURS = (
    "",
    "al basilico",
    "alla fragola",
    "al limone",
    "con gocce di cioccolato",
    "al rosmarino",
    "alla vaniglia",
    "ai frutti di bosco",
    "con funghi porcini",
    "al peperoncino",
    "alle erbe",
    "alla mela",
    "con pomodorini",
    "al tartufo",
)
BRANDS = (
    "Barilla",
    "De Cecco",
    "Mutti",
    "Granarolo",
    "Galbani",
    "Rovagnati",
    "Rio Mare",
    "Mulino Bianco",
    "Esselunga",
    "Coop",
    "Conad",
    "Misura",
    "Müller",
    "Fage",
    "Valfrutta",
    "Findus",
    "Giovanni Rana",
    "Ferrero",
    "Loacker",
    "Bauli",
    "Lavazza",
    "San Benedetto",
    "Parmalat",
    "Garofalo",
    "Rummo",
    "Voiello",
    "Citterio",
    "Fiorucci",
    "Beretta",
    "Cirio",
    "Star",
    "Buitoni",
    "Knorr",
    "Orogel",
    "Alce Nero",
    "Pavesi",
    "Saiwa",
    "Balocco",
    "Carapelli",
    "Ponti",
)


@dataclass(frozen=True)
class Product:
    """One product; amounts per 100 g, ``micronutrients`` by our codes."""

    name: str
    brand: str
    category: str
    gtin: str | None
    energy_kcal: Decimal
    protein_g: Decimal
    carbohydrate_g: Decimal
    sugars_g: Decimal
    fat_g: Decimal
    saturated_fat_g: Decimal
    fiber_g: Decimal | None
    salt_g: Decimal
    micronutrients: dict[str, Decimal]


def products(count: int) -> Iterator[Product]:
    """``count`` branded products, each with its own barcode."""
    random = Random(SEED)
    for number in range(count):
        yield _product(random, gtin(number))


def generics(count: int) -> Iterator[Product]:
    """Foods as such, without brand and barcode, with all twenty key micronutrients."""
    random = Random(SEED + 1)
    for _ in range(count):
        yield _product(random, None)


def gtin(number: int) -> str:
    """The GTIN-14 of the product of that number; the numbers are spread over Italy's range."""
    body = f"080{number * 7_919 % 10**10:010d}"
    return body + check_digit(body)


def _product(random: Random, code: str | None) -> Product:
    food, category, protein, carbohydrate, fat = random.choice(FOODS)
    words = (food, random.choice(QUALITIES), random.choice(FLAVOURS))
    protein_g, carbohydrate_g, fat_g = (
        _amount(random, middle) for middle in (protein, carbohydrate, fat)
    )
    return Product(
        name=" ".join(word for word in words if word),
        brand=random.choice(BRANDS) if code else "",
        category=category,
        gtin=code,
        energy_kcal=4 * protein_g + 4 * carbohydrate_g + 9 * fat_g,
        protein_g=protein_g,
        carbohydrate_g=carbohydrate_g,
        sugars_g=_share(random, carbohydrate_g),
        fat_g=fat_g,
        saturated_fat_g=_share(random, fat_g),
        fiber_g=_amount(random, 3) if random.random() < 0.6 else None,
        salt_g=_amount(random, 1),
        micronutrients=_micronutrients(random, 0 if code else len(KEY_MICRONUTRIENTS)),
    )


def _amount(random: Random, middle: int) -> Decimal:
    return (Decimal(middle) * Decimal(random.randint(85, 110)) / 110).quantize(CENT)


def _share(random: Random, whole: Decimal) -> Decimal:
    return (whole * random.randint(10, 60) / 100).quantize(CENT)


def _micronutrients(random: Random, known: int) -> dict[str, Decimal]:
    """One product in five states calcium, as labels do; generic foods state all."""
    if known:
        return {code: Decimal(random.randint(1, 9_999)) / 100 for code in KEY_MICRONUTRIENTS}
    return {"calcium_mg": Decimal(random.randint(20, 900))} if random.random() < 0.2 else {}


# The official export has some two hundred columns; these are the ones with meaning here, in its
# order, among as many empty ones as real rows leave empty.
CSV_COLUMNS = (
    "code",
    "url",
    "creator",
    "created_t",
    "last_modified_t",
    "product_name",
    "abbreviated_product_name",
    "generic_name",
    "quantity",
    "packaging",
    "brands",
    "brands_tags",
    "categories",
    "categories_tags",
    "labels",
    "countries",
    "countries_tags",
    "ingredients_text",
    "allergens",
    "traces",
    "serving_size",
    "additives_n",
    "nutriscore_grade",
    "nova_group",
    "pnns_groups_1",
    "states",
    "main_category",
    "image_url",
    "energy-kj_100g",
    "energy-kcal_100g",
    "energy_100g",
    "fat_100g",
    "saturated-fat_100g",
    "trans-fat_100g",
    "cholesterol_100g",
    "carbohydrates_100g",
    "sugars_100g",
    "fiber_100g",
    "proteins_100g",
    "salt_100g",
    "sodium_100g",
    "alcohol_100g",
    "vitamin-a_100g",
    "vitamin-d_100g",
    "vitamin-c_100g",
    "vitamin-b1_100g",
    "calcium_100g",
    "iron_100g",
    *(f"unused_{number}_100g" for number in range(150)),
)


def write_csv(path: Path, count: int) -> None:
    """The products as the official export of Open Food Facts would list them."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, CSV_COLUMNS, delimiter="\t", restval="")
        writer.writeheader()
        writer.writerows(_csv_row(product) for product in products(count))


def _csv_row(product: Product) -> dict[str, object]:
    calcium_mg = product.micronutrients.get("calcium_mg")
    return {
        "code": (product.gtin or "")[1:],
        "url": f"http://world-it.openfoodfacts.org/prodotto/{product.gtin}",
        "creator": "kiliweb",
        "created_t": 1_600_000_000,
        "last_modified_t": 1_700_000_000,
        "product_name": product.name,
        "quantity": "500 g",
        "brands": product.brand,
        "brands_tags": product.brand.lower().replace(" ", "-"),
        "categories": product.category,
        "categories_tags": f"it:{product.category.replace(' ', '-')}",
        "countries": "Italia",
        "countries_tags": "en:italy",
        "main_category": f"it:{product.category.replace(' ', '-')}",
        "energy-kcal_100g": product.energy_kcal,
        "energy_100g": round(product.energy_kcal * Decimal("4.184")),
        "fat_100g": product.fat_g,
        "saturated-fat_100g": product.saturated_fat_g,
        "carbohydrates_100g": product.carbohydrate_g,
        "sugars_100g": product.sugars_g,
        "fiber_100g": product.fiber_g if product.fiber_g is not None else "",
        "proteins_100g": product.protein_g,
        "salt_100g": product.salt_g,
        "sodium_100g": product.salt_g * 4 / 10,
        "calcium_100g": calcium_mg / 1000 if calcium_mg is not None else "",
    }
