"""CREA, Tabelle di composizione degli alimenti (2019), per 100 g of edible part.

A cell is empty (not determined, so unknown), ``tr`` (a trace) or a number, of which 0 is a real
zero. Carbohydrates are given as monosaccharides, which is why CREA's energy is 4·protein + 9·fat
+ 3.75·carbohydrate + 7·alcohol + 2·fibre. Fatty acids are per 100 g of total fatty acids and
amino acids per 100 g of protein.
"""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.meals.imports.amounts import (
    PLACES,
    SALT_G_PER_SODIUM_MG,
    ZERO,
    Amounts,
    implausible,
    note,
    take,
)
from apps.meals.imports.food_record import (
    LONGEST_CATEGORY,
    LONGEST_NAME,
    MappedFood,
    MappedPortion,
    Notes,
    Origin,
    Rejection,
    clean,
)
from apps.meals.imports.reading import Cells, Format, SourceError, columns_of, named_cells
from apps.shared.nutrients import NUTRIENTS
from apps.shared.provenance import SOURCE_PRIORITY, Licence, Source

ORIGIN = Origin(Source.CREA, Licence.CREA, SOURCE_PRIORITY[Source.CREA])
TRACE_MARK = "tr"
CODE, NAME, NAME_EN, CATEGORY, PORTION = "code", "name_it", "name_en", "category", "portion_g"
PORTION_NAME = "porzione"
PORTION_NAME_EN = "portion"

COLUMNS = {nutrient.crea: code for code, nutrient in NUTRIENTS.items() if nutrient.crea}
FATTY_ACIDS = {
    "Acidi grassi Saturi (g)": "saturated_fat_g",
    "Acidi grassi Monoinsaturi (g)": "monounsaturated_fat_g",
    "Acidi grassi Polinsaturi (g)": "polyunsaturated_fat_g",
    "C18:2 acido linoleico (g)": "linoleic_acid_g",
    "C20:5 acido eicosapentenoico EPA (g)": "epa_g",
    "C22:6 acido docosaesenoico DHA (g)": "dha_g",
}

# Grams of fatty acids in a gram of fat: Greenfield & Southgate, Food composition data (FAO, 2003),
# table 5.1 (oils and nuts 0.956, milk 0.945, eggs 0.83, poultry 0.945 and red meat 0.91–0.95, fish
# 0.70 lean to 0.90 fatty). Categories without one factor stay unknown.
FATTY_ACID_SHARE = {
    "Oli e grassi": Decimal("0.956"),
    "Frutta secca a guscio e semi oleaginosi": Decimal("0.956"),
    "Latte e yogurt": Decimal("0.945"),
    "Formaggi e latticini": Decimal("0.945"),
    "Carni fresche": Decimal("0.94"),
    "Carni trasformate e conservate": Decimal("0.94"),
    "Uova": Decimal("0.83"),
    "Prodotti della pesca": Decimal("0.85"),
}
CONVERTED_CONFIDENCE = "0.7"


class Known(NamedTuple):
    """What a row says, sorted into our terms."""

    amounts: Amounts
    traces: list[str]
    notes: Notes


def crea_format(path: Path) -> Format:
    if not {CODE, NAME, "Energia (kcal)"} <= set(columns_of(path)):
        raise SourceError(_("This is not the CREA food table."))
    return Format(origin=ORIGIN, rows=named_cells, identify=identify, map_row=map_row, alone=True)


def identify(cells: Cells) -> tuple[str, None] | None:
    return (cells[CODE].strip(), None) if cells[NAME].strip() else None


def map_row(cells: Cells) -> MappedFood | Rejection:
    code, name = clean(cells[CODE])[:100], clean(cells[NAME])
    if not code or not name:
        return Rejection(code, "code or name missing")
    known = Known({}, [], {})
    for column, nutrient in COLUMNS.items():
        _put(known, nutrient, cells.get(column, "").strip())
    _add_salt(known)
    for column, nutrient in FATTY_ACIDS.items():
        _put_fatty_acid(known, nutrient, cells.get(column, "").strip(), cells[CATEGORY])
    if "carbohydrate_g" in known.amounts:
        note(known.notes, "carbohydrate_g", expressed_as="monosaccharides")
    return _food(code, name, cells, known)


def _food(code: str, name: str, cells: Cells, known: Known) -> MappedFood:
    flags = dict(implausible(known.amounts))
    for nutrient, flag in flags.items():
        note(known.notes, nutrient, flag=flag)
    return MappedFood(
        source_id=code,
        name=name[:LONGEST_NAME],
        name_en=clean(cells.get(NAME_EN, ""))[:LONGEST_NAME],
        category=clean(cells.get(CATEGORY, ""))[:LONGEST_CATEGORY],
        is_generic=True,
        is_italian=True,
        amounts=known.amounts,
        traces=tuple(known.traces),
        notes=known.notes,
        flagged=bool(flags) or any("rejected" in said for said in known.notes.values()),
        portions=_portions(cells.get(PORTION, "").strip()),
    )


def _put(known: Known, nutrient: str, text: str) -> None:
    if text == TRACE_MARK:
        known.amounts[nutrient] = ZERO
        known.traces.append(nutrient)
    elif text:
        take(known.amounts, known.notes, nutrient, text)


def _add_salt(known: Known) -> None:
    sodium = known.amounts.get("sodium_mg")
    if sodium is None:
        return
    known.amounts["salt_g"] = (sodium * SALT_G_PER_SODIUM_MG).quantize(PLACES)
    note(known.notes, "salt_g", derived="2.5 x sodium")
    if "sodium_mg" in known.traces:
        known.traces.append("salt_g")


def _put_fatty_acid(known: Known, nutrient: str, text: str, category: str) -> None:
    """Per 100 g of food, where the share of fatty acids in the fat is known well enough."""
    fat, share = known.amounts.get("fat_g"), FATTY_ACID_SHARE.get(category)
    if fat is None or "fat_g" in known.traces or (share is None and fat != 0):
        if text:
            note(known.notes, nutrient, unconverted=f"{text} g per 100 g of fatty acids")
        return
    _put(known, nutrient, text)
    if known.amounts.get(nutrient):
        times = fat * (share or ZERO) / 100
        known.amounts[nutrient] = (known.amounts[nutrient] * times).quantize(PLACES)
        derived = f"share of fatty acids x fat x {share}"
        note(known.notes, nutrient, derived=derived, confidence=CONVERTED_CONFIDENCE)


def _portions(text: str) -> tuple[MappedPortion, ...]:
    """Some portions are missing or 0, which says as much."""
    try:
        mass_g = Decimal(text)
    except ArithmeticError:
        return ()
    usable = mass_g.is_finite() and 0 < mass_g <= 20_000
    return (MappedPortion(PORTION_NAME, text, PORTION_NAME_EN),) if usable else ()
