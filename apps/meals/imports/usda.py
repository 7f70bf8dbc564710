"""USDA FoodData Central, generic foods per 100 g as CSV, with a CSV of household portions.

Columns are in USDA's units: kcal, grams, milligrams or micrograms by nutrient. Carbohydrate is by
difference and includes fibre, so fibre is subtracted. The table names foods but does not number
them; the portions do both. Samples that other foods were made of are in the table and are no foods
to log.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

from apps.meals.imports.amounts import ZERO, Amounts, complete, note, parsed, take
from apps.meals.imports.food_record import (
    LONGEST_CATEGORY,
    LONGEST_NAME,
    MappedFood,
    MappedPortion,
    Notes,
    Origin,
    Rejection,
    clean,
    id_of_name,
)
from apps.meals.imports.reading import Broken, Cells, Format, SourceError, columns_of, named_cells
from apps.shared.provenance import SOURCE_PRIORITY, Licence, Source

ORIGIN = Origin(Source.USDA, Licence.CC0, SOURCE_PRIORITY[Source.USDA])
GENERIC = frozenset({"sr_legacy_food", "survey_fndds_food", "foundation_food"})
NAME, KIND, CATEGORY, ENERGY = "foodName", "data_type", "food_category", "Energy"
COLUMNS = {
    ENERGY: "energy_kcal",
    "Protein": "protein_g",
    "Carbohydrate": "carbohydrate_g",
    "Total Sugars": "sugars_g",
    "Sugars, Total": "sugars_g",
    "Total fat": "fat_g",
    "Fatty acids, total saturated": "saturated_fat_g",
    "Fiber": "fiber_g",
    "Fiber (AOAC 2011.25)": "fiber_g",
    "Sodium": "sodium_mg",
    "Cholesterol": "cholesterol_mg",
    "ALA": "alpha_linolenic_acid_g",
    "EPA": "epa_g",
    "DHA": "dha_g",
    "Vitamin A, RAE": "vitamin_a_ug",
    "Vitamin E": "vitamin_e_mg",
    "Vitamin D (D2 + D3)": "vitamin_d_ug",
    "Vitamin C": "vitamin_c_mg",
    "Thiamin": "thiamin_mg",
    "Riboflavin": "riboflavin_mg",
    "Niacin": "niacin_mg",
    "Pantothenic acid": "pantothenic_acid_mg",
    "Vitamin B-6": "vitamin_b6_mg",
    "Folate, total": "folate_ug",
    "Vitamin B-12": "vitamin_b12_ug",
    "Choline": "choline_mg",
    "Vitamin K1": "vitamin_k_ug",
    "Calcium": "calcium_mg",
    "Iron": "iron_mg",
    "Magnesium": "magnesium_mg",
    "Phosphorus": "phosphorus_mg",
    "Potassium": "potassium_mg",
    "Zinc": "zinc_mg",
    "Copper": "copper_mg",
    "Iodine": "iodine_ug",
    "Manganese": "manganese_mg",
    "Molybdenum": "molybdenum_ug",
    "Selenium": "selenium_ug",
}
BY_DIFFERENCE_CONFIDENCE = "0.6"
LONGEST_PORTION_NAME = 100
NO_PORTION = ("", "quantity not specified", "undetermined")

Portions = Mapping[str, tuple[MappedPortion, ...]]


def usda_format(path: Path, portions: Path | None = None) -> Format:
    if not {NAME, KIND, ENERGY, "Carbohydrate"} <= set(columns_of(path)):
        raise SourceError(_("This is not the table of USDA's generic foods."))
    map_row = partial(map_food, portions_of(portions) if portions else {})
    return Format(origin=ORIGIN, rows=named_cells, identify=identify, map_row=map_row, alone=True)


def identify(cells: Cells) -> tuple[str, None] | None:
    return None if _refused(cells) else (_id(cells), None)


def map_food(portions: Portions, cells: Cells) -> MappedFood | Rejection:
    if reason := _refused(cells):
        return Rejection(_id(cells), reason)
    amounts: Amounts = {}
    notes: Notes = {"food": {"usda_data_type": cells[KIND]}}
    for column, code in COLUMNS.items():
        if (text := cells.get(column, "").strip()) and code not in amounts:
            take(amounts, notes, code, text)
    _subtract_fibre(amounts, notes)
    flagged = complete(amounts, notes)
    name = clean(cells[NAME])
    return MappedFood(
        source_id=_id(cells),
        name=name[:LONGEST_NAME],
        name_en=name[:LONGEST_NAME],
        category=clean(cells[CATEGORY])[:LONGEST_CATEGORY],
        is_generic=True,
        amounts=amounts,
        notes=notes,
        flagged=flagged,
        portions=portions.get(name, ()),
    )


def _refused(cells: Cells) -> str:
    if not clean(cells[NAME]):
        return "name missing"
    if cells[KIND] not in GENERIC:
        return "not a generic food"
    return "" if cells[ENERGY].strip() else "energy missing"


def _id(cells: Cells) -> str:
    return id_of_name(clean(cells[NAME]))


def _subtract_fibre(amounts: Amounts, notes: Notes) -> None:
    if "carbohydrate_g" not in amounts:
        return
    if "fiber_g" in amounts:
        amounts["carbohydrate_g"] = max(ZERO, amounts["carbohydrate_g"] - amounts["fiber_g"])
        note(notes, "carbohydrate_g", derived="by difference minus fibre")
    else:
        note(
            notes,
            "carbohydrate_g",
            derived="by difference, fibre unknown",
            confidence=BY_DIFFERENCE_CONFIDENCE,
        )


def portions_of(path: Path) -> Portions:
    """The household portions of each food by its name; each name of a portion once."""
    if not {"description", "gram_weight", "portion_description"} <= set(columns_of(path)):
        raise SourceError(_("This is not the table of USDA's portions."))
    found: dict[str, dict[str, MappedPortion]] = defaultdict(dict)
    for cells in named_cells(path):
        if not isinstance(cells, Broken) and (portion := _portion(cells)):
            found[clean(cells["description"])].setdefault(portion.name, portion)
    return {name: tuple(portions.values()) for name, portions in found.items()}


def _portion(cells: Cells) -> MappedPortion | None:
    name = clean(cells["portion_description"])
    if not name and cells["measure_unit_id"] == "0":
        amount = parsed(cells["amount"])
        number = f"{amount.normalize():f} " if isinstance(amount, Decimal) else ""
        name = clean(f"{number}{cells['modifier']}")
    mass_g = parsed(cells["gram_weight"])
    if name.lower() in NO_PORTION or not isinstance(mass_g, Decimal) or not 0 < mass_g <= 20_000:
        return None
    name = name[:LONGEST_PORTION_NAME]
    return MappedPortion(name, f"{mass_g:.2f}", name)
