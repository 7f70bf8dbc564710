"""Energy from what yields it, with the factors of whoever states the composition.

Labels: Regulation (EU) 1169/2011, Annex XIV; kJ and kcal have factors of their own and neither is
computed from the other. CREA: carbohydrate as monosaccharides at 3.75 kcal (tables of 2019, whose
kJ are kcal × 4.184).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from apps.shared.nutrients import Nutrients
from apps.shared.provenance import Source

# For a single figure without its macros; never between the two energies of a label.
KJ_PER_KCAL = Decimal("4.184")
ETHANOL_G_PER_ML = Decimal("0.789")  # at 20 °C
ZERO = Decimal(0)


class Fuel(StrEnum):
    """What yields energy; ``CARBOHYDRATE`` is the rest without the two that follow it."""

    CARBOHYDRATE = "carbohydrate"
    POLYOLS = "polyols"
    ERYTHRITOL = "erythritol"
    PROTEIN = "protein"
    FAT = "fat"
    SALATRIM = "salatrim"
    ALCOHOL = "alcohol"
    ORGANIC_ACIDS = "organic_acids"
    FIBRE = "fibre"


@dataclass(frozen=True)
class Energy:
    """Energy, and the fuels nobody stated, which add nothing: the truth may be more."""

    kj: Decimal
    kcal: Decimal
    unstated: frozenset[Fuel] = frozenset()


@dataclass(frozen=True)
class Factors:
    """Energy of a gram of each fuel."""

    kj: Mapping[Fuel, Decimal]
    kcal: Mapping[Fuel, Decimal]


def _factors(**both: tuple[str, str]) -> Factors:
    return Factors(
        {Fuel(name): Decimal(kj) for name, (kj, _) in both.items()},
        {Fuel(name): Decimal(kcal) for name, (_, kcal) in both.items()},
    )


LABEL = _factors(
    carbohydrate=("17", "4"),
    polyols=("10", "2.4"),
    erythritol=("0", "0"),
    protein=("17", "4"),
    fat=("37", "9"),
    salatrim=("25", "6"),
    alcohol=("29", "7"),
    organic_acids=("13", "3"),
    fibre=("8", "2"),
)
_CREA_KCAL = {**LABEL.kcal, Fuel.CARBOHYDRATE: Decimal("3.75")}
CREA = Factors({fuel: kcal * KJ_PER_KCAL for fuel, kcal in _CREA_KCAL.items()}, _CREA_KCAL)


def factors_of(source: str) -> Factors:
    """The factors a source computes its energy with."""
    return CREA if source == Source.CREA else LABEL


def label_fuels(
    *, carbohydrate_g: Decimal | None, polyols_g: Decimal | None = None,
    erythritol_g: Decimal | None = None, **others_g: Decimal | None,
) -> dict[Fuel, Decimal | None]:  # fmt: skip
    """The fuels of a label, whose carbohydrate includes polyols, of which erythritol is one.

    ``polyols_g`` is without erythritol; ``others_g`` are named as in ``Fuel``, with ``_g``.
    """
    rest = carbohydrate_g
    if rest is not None:
        rest = max(ZERO, rest - (polyols_g or ZERO) - (erythritol_g or ZERO))
    stated = {Fuel(name.removesuffix("_g")): grams for name, grams in others_g.items()}
    return {
        Fuel.CARBOHYDRATE: rest,
        Fuel.POLYOLS: polyols_g,
        Fuel.ERYTHRITOL: erythritol_g,
        **stated,
    }


def fuels_of(nutrients: Nutrients) -> dict[Fuel, Decimal | None]:
    """The fuels in a composition; its polyols are taken for the common ones."""
    return label_fuels(
        carbohydrate_g=nutrients.get("carbohydrate_g"),
        polyols_g=nutrients.get("polyols_g"),
        protein_g=nutrients.get("protein_g"),
        fat_g=nutrients.get("fat_g"),
        alcohol_g=nutrients.get("alcohol_g"),
        fibre_g=nutrients.get("fiber_g"),
    )


def energy_of(fuels: Mapping[Fuel, Decimal | None], factors: Factors = LABEL) -> Energy:
    """Energy of the stated fuels."""
    stated = {fuel: grams for fuel, grams in fuels.items() if grams is not None}
    return Energy(
        kj=sum((grams * factors.kj[fuel] for fuel, grams in stated.items()), ZERO),
        kcal=sum((grams * factors.kcal[fuel] for fuel, grams in stated.items()), ZERO),
        unstated=frozenset(Fuel) - set(stated),
    )
