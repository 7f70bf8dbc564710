"""A composition as its label would print it: the nutrition declaration of Regulation (EU) 1169/2011
(Articles 30 to 35, Annexes XIII and XV), rounded by the Commission's guidance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from apps.meals.domain.energy_factors import energy_of, fuels_of
from apps.meals.domain.label_rounding import label_text
from apps.meals.domain.nutrition_claims import is_significant, nrv_percent
from apps.shared.nutrients import MICRO_CODES, NUTRIENTS, Amount, Nutrients

# In this order; what must be there comes without being known, the rest when it is known.
REQUIRED = frozenset(
    {"fat_g", "saturated_fat_g", "carbohydrate_g", "sugars_g", "protein_g", "salt_g"}
)
ORDER = (
    "fat_g",
    "saturated_fat_g",
    "monounsaturated_fat_g",
    "polyunsaturated_fat_g",
    "carbohydrate_g",
    "sugars_g",
    "polyols_g",
    "starch_g",
    "fiber_g",
    "protein_g",
    "salt_g",
)
VITAMINS_AND_MINERALS = tuple(code for code in MICRO_CODES if NUTRIENTS[code].nrv)
FUELS = ("fat_g", "carbohydrate_g", "protein_g")


@dataclass(frozen=True)
class Line:
    """One line: the figure as printed, None where nobody states it, and its share of the daily
    reference in whole percent. ``calculated`` energy follows from the other lines (Annex XIV)."""

    code: str
    text: str | None
    nrv_percent: int | None = None
    calculated: bool = False


def declaration(
    nutrients: Nutrients, *, energy_kj: Decimal | None, liquid: bool | None
) -> list[Line]:
    """The lines in the order of a label; of vitamins and minerals those of a significant amount,
    by the limit of solid food where it is not known to be a drink."""
    printed = [code for code in ORDER if code in REQUIRED or code in nutrients.amounts]
    significant = [
        code
        for code in VITAMINS_AND_MINERALS
        if (amount := nutrients.get(code)) is not None
        and is_significant(code, amount, drink=bool(liquid))
    ]
    lines = [_line(code, nutrients.amounts.get(code)) for code in [*printed, *significant]]
    return [*_energy(nutrients, energy_kj), *lines]


def _energy(nutrients: Nutrients, energy_kj: Decimal | None) -> Iterator[Line]:
    """Both energies, each as stated; one that is not is calculated where the main fuels are known,
    never converted from the other."""
    known = all(code in nutrients.amounts for code in FUELS)
    calculated = energy_of(fuels_of(nutrients)) if known else None
    for code, stated, found in (
        ("energy_kj", energy_kj, calculated.kj if calculated else None),
        ("energy_kcal", nutrients.get("energy_kcal"), calculated.kcal if calculated else None),
    ):
        figure = found if stated is None else stated
        line = _line(code, None if figure is None else Amount(figure))
        yield Line(code, line.text, line.nrv_percent, stated is None and figure is not None)


def _line(code: str, amount: Amount | None) -> Line:
    if amount is None:
        return Line(code, None)
    percent = nrv_percent(code, amount.value) if code in NUTRIENTS else None
    whole = None if percent is None else int(percent.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return Line(code, label_text(code, amount.value, trace=amount.trace), whole)
