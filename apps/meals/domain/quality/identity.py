"""What the product is: name, language, barcode."""

from apps.meals.domain import barcodes
from apps.meals.domain.quality.facts import Facts, Figures, Severity
from apps.meals.domain.quality.rules import GS1, OFF, OWN, rule
from apps.shared.provenance import Source

UNKNOWN_LANGUAGE = "xx"
CIGARETTES = frozenset(
    {"marlboro", "philip morris", "camel", "lucky strike", "winston", "gauloises"}
)
BABY_MILKS = frozenset(
    {"aptamil", "mellin", "humana", "plasmon latte", "gallia", "guigoz", "novalac"}
)


@rule(
    "product-name-to-be-completed",
    Severity.COMPLETENESS,
    "no name",
    it="Manca il nome.",
    en="The name is missing.",
)
def no_name(food: Facts) -> Figures | None:
    return None if food.name.strip() else {}


@rule(
    "product-name-is-a-number",
    Severity.WARNING,
    "a name of digits, as when a barcode was typed for it",
    it="Il nome è un numero.",
    en="The name is a number.",
    source=OWN,
)
def name_is_number(food: Facts) -> Figures | None:
    return {"name": food.name} if food.name.replace(" ", "").isdecimal() else None


@rule(
    "product-name-shortened",
    Severity.INFO,
    "a name too long to keep whole",
    it="Il nome è stato accorciato.",
    en="The name was shortened.",
    source=OWN,
)
def name_shortened(food: Facts) -> Figures | None:
    said = food.notes.get("name")
    return {"length": said["shortened_from"]} if said and "shortened_from" in said else None


@rule(
    "main-language-missing",
    Severity.BUG,
    "the source gives no language",
    it="Manca la lingua del prodotto.",
    en="The product's language is missing.",
    of_label=True,
)
def no_language(food: Facts) -> Figures | None:
    return {} if food.label.get("lang") == "" else None


@rule(
    "main-language-unknown",
    Severity.WARNING,
    "the language is xx",
    it="La lingua del prodotto non è nota.",
    en="The product's language is not known.",
    of_label=True,
)
def strange_language(food: Facts) -> Figures | None:
    return {} if food.label.get("lang") == UNKNOWN_LANGUAGE else None


@rule(
    "created-zero",
    Severity.BUG,
    "created at the beginning of time",
    it="La data di creazione è zero.",
    en="The date of creation is zero.",
    of_label=True,
)
def created_zero(food: Facts) -> Figures | None:
    return {} if food.label.get("created_t") == 0 else None


@rule(
    "code-missing",
    Severity.BUG,
    "a product of Open Food Facts without a barcode",
    it="Manca il codice a barre.",
    en="The barcode is missing.",
)
def no_code(food: Facts) -> Figures | None:
    product = food.source == Source.OPENFOODFACTS and not food.is_generic
    return {} if product and not food.gtin else None


def _prefix(food: Facts) -> str:
    gtin = food.gtin
    return "" if not gtin or barcodes.is_gtin_8(gtin) else gtin[1:4]


@rule(
    "gs1-prefix-coupon",
    Severity.WARNING,
    "prefix 980 (refund receipts), 981-989 or 99 (coupons)",
    it="È il codice di un buono, non di un prodotto.",
    en="The barcode is of a coupon, not of a product.",
    source=f"{OFF}; {GS1}",
)
def coupon(food: Facts) -> Figures | None:
    prefix = _prefix(food)
    return {"prefix": prefix} if prefix >= "980" else None


@rule(
    "gs1-prefix-issn-or-isbn",
    Severity.WARNING,
    "prefix 977 (periodicals), 978 or 979 (books)",
    it="È il codice di una pubblicazione, non di un alimento.",
    en="The barcode is of a publication, not of a food.",
    source=f"{OFF}; {GS1}",
)
def publication(food: Facts) -> Figures | None:
    prefix = _prefix(food)
    return {"prefix": prefix} if "977" <= prefix <= "979" else None


@rule(
    "gs1-prefix-in-store",
    Severity.INFO,
    "numbered by one shop for itself: prefix 02, 04, 20-29",
    it="Codice interno di un negozio: altrove può essere un altro prodotto.",
    en="A shop's own code: elsewhere it may be another product.",
    source=GS1,
)
def in_store(food: Facts) -> Figures | None:
    gtin = food.gtin
    return {"gtin": gtin} if gtin and barcodes.is_in_store(gtin) else None


@rule(
    "detected-category-from-brand-cigarettes",
    Severity.INFO,
    "a brand of cigarettes",
    it="La marca è di sigarette.",
    en="The brand is of cigarettes.",
)
def cigarettes(food: Facts) -> Figures | None:
    return {"brand": food.brand} if food.brand.lower() in CIGARETTES else None


@rule(
    "detected-category-from-brand-baby-milk",
    Severity.INFO,
    "a brand of infant formula: judged by other rules than foods",
    it="La marca è di latte per lattanti.",
    en="The brand is of infant formula.",
)
def baby_milk(food: Facts) -> Figures | None:
    return {"brand": food.brand} if food.brand.lower() in BABY_MILKS else None
