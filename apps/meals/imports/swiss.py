"""Swiss Food Composition Database (FSVO) in Italian, per 100 g of edible part, as CSV.

Amounts are in grams (energy in kcal) unless the column's name ends in ``_milli`` or ``_micro``. The
file has no empty cells: what was not determined is written 0.0, such as the iron of smoked salmon
and the selenium of every second food. Energy follows from the macronutrients of each food, so those
zeros are real; a micronutrient of 0 is taken as unknown.
"""

from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from apps.meals.imports.amounts import Amounts, complete, take, to_unit_of
from apps.meals.imports.food_record import (
    LONGEST_NAME,
    MappedFood,
    Notes,
    Origin,
    Rejection,
    clean,
    id_of_name,
)
from apps.meals.imports.reading import Cells, Format, SourceError, columns_of, named_cells
from apps.shared.provenance import SOURCE_PRIORITY, Licence, Source

ORIGIN = Origin(Source.SWISS, Licence.FSVO, SOURCE_PRIORITY[Source.SWISS])
NAME, ENERGY = "name", "energy"
MACRO_COLUMNS = {
    "proteins": "protein_g",
    "carbohydrates": "carbohydrate_g",
    "sugars": "sugars_g",
    "fats": "fat_g",
    "saturated_fats": "saturated_fat_g",
    "dietary_fiber": "fiber_g",
    "salt": "salt_g",
    "sodium": "sodium_mg",
}
MICRO_COLUMNS = {
    "monounsaturated_fats": "monounsaturated_fat_g",
    "polyunsaturated_fats": "polyunsaturated_fat_g",
    "omega3": "omega_3_fat_g",
    "omega6": "omega_6_fat_g",
    "cholesterol": "cholesterol_mg",
    "caffeine": "caffeine_mg",
    "vitamin_a": "vitamin_a_ug",
    "vitamin_b1": "thiamin_mg",
    "vitamin_b2": "riboflavin_mg",
    "vitamin_b3": "niacin_mg",
    "vitamin_b5": "pantothenic_acid_mg",
    "vitamin_b6": "vitamin_b6_mg",
    "vitamin_b7": "biotin_ug",
    "vitamin_b9": "folate_ug",
    "vitamin_b12": "vitamin_b12_ug",
    "vitamin_c": "vitamin_c_mg",
    "vitamin_d": "vitamin_d_ug",
    "vitamin_e": "vitamin_e_mg",
    "vitamin_k": "vitamin_k_ug",
    "manganese": "manganese_mg",
    "magnesium": "magnesium_mg",
    "potassium": "potassium_mg",
    "calcium": "calcium_mg",
    "copper": "copper_mg",
    "zinc": "zinc_mg",
    "iron": "iron_mg",
    "phosphorus": "phosphorus_mg",
    "selenium": "selenium_ug",
    "iodine": "iodine_ug",
}
IN_G = {"": Decimal(1), "_milli": Decimal("0.001"), "_micro": Decimal("0.000001")}


def swiss_format(path: Path) -> Format:
    if not {NAME, ENERGY, *MACRO_COLUMNS} <= set(columns_of(path)):
        raise SourceError(_("This is not the Swiss food composition database."))
    return Format(origin=ORIGIN, rows=named_cells, identify=identify, map_row=map_row, alone=True)


def identify(cells: Cells) -> tuple[str, None] | None:
    name = clean(cells[NAME])
    return (id_of_name(name), None) if name else None


def map_row(cells: Cells) -> MappedFood | Rejection:
    name = clean(cells[NAME])
    if not name:
        return Rejection("", "name missing")
    amounts: Amounts = {}
    notes: Notes = {}
    if energy := cells[ENERGY].strip():
        take(amounts, notes, "energy_kcal", energy)
    for column, code in MACRO_COLUMNS.items():
        _take(amounts, notes, code, cells, column)
    for column, code in MICRO_COLUMNS.items():
        _take(amounts, notes, code, cells, column)
        if amounts.get(code) == 0:
            del amounts[code]
    flagged = complete(amounts, notes)
    return MappedFood(
        source_id=id_of_name(name),
        name=name[:LONGEST_NAME],
        is_generic=True,
        amounts=amounts,
        notes=notes,
        flagged=flagged,
    )


def _take(amounts: Amounts, notes: Notes, code: str, cells: Cells, column: str) -> None:
    for suffix, in_g in IN_G.items():
        if text := cells.get(column + suffix, "").strip():
            take(amounts, notes, code, text, in_g * to_unit_of(code))
