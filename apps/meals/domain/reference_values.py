"""Reference intakes of adults, one row per value as its source gives it.

LARN V (SINU, 2024): the adult values of the summary tables that could be obtained. EFSA: dietary
reference values of the NDA opinions 2010–2019, tolerable upper levels as of 2023. All are
transcriptions; ``evidence`` says when one could not be checked against a second source. EFSA's
transcription does not tell PRI from AI: a value is a PRI where EFSA also set an AR, from which PRIs
are derived, and an AI where it did not.

Left out, because our amounts are not what they limit: the upper levels of retinol, nicotinic
acid, nicotinamide, added folic acid and supplementary magnesium; "safe levels", which are no UL;
EPA + DHA together. Pregnancy and lactation are not modelled. LARN IV (2014) is last in the order
for Italy and has no nutrient that the two before it lack.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

MALE, FEMALE = "male", "female"


class Kind(StrEnum):
    """What a value means; the six are never mixed."""

    AR = "AR"  # average requirement
    PRI = "PRI"  # population reference intake, enough for 97.5 %
    AI = "AI"  # adequate intake, where no requirement is known
    RI = "RI"  # reference intake range
    SDT = "SDT"  # suggested dietary target of LARN
    UL = "UL"  # tolerable upper intake level


class Body(StrEnum):
    """Who set a value, in the order that holds for Italy."""

    LARN_V = "LARN V 2024"
    EFSA = "EFSA"


class Basis(StrEnum):
    """What the figures are per; a day in the nutrient's unit unless it says otherwise."""

    DAY = "day"
    MJ = "MJ"
    KCAL_1000 = "1000 kcal"
    KG = "kg body mass"
    ENERGY_PERCENT = "E%"


class Evidence(StrEnum):
    SECONDARY = "secondary"
    RECALLED = "recalled"


@dataclass(frozen=True)
class ReferenceValue:
    """One value and whom it is for; ``fertile`` tells women before and after menopause apart."""

    nutrient: str
    kind: Kind
    body: Body
    low: Decimal | None
    high: Decimal | None = None
    basis: Basis = Basis.DAY
    sex: str | None = None
    ages: tuple[int, int] = (18, 200)
    fertile: bool | None = None
    evidence: Evidence = Evidence.SECONDARY


def _of(
    body: Body, kind: Kind, nutrient: str, low: str, high: str = "", **whom: Any
) -> ReferenceValue:
    least, most = (Decimal(text) if text else None for text in (low, high))
    return ReferenceValue(nutrient, kind, body, least, most, **whom)


def _by_sex(
    body: Body, kind: Kind, nutrient: str, men: str, women: str
) -> tuple[ReferenceValue, ReferenceValue]:
    return (
        _of(body, kind, nutrient, men, sex=MALE),
        _of(body, kind, nutrient, women, sex=FEMALE),
    )


L, E = Body.LARN_V, Body.EFSA
AR, PRI, AI, RI, SDT, UL = Kind
MJ, KG, PERCENT = Basis.MJ, Basis.KG, Basis.ENERGY_PERCENT
OLDER, YOUNGER = (65, 200), (18, 64)

LARN_V_VALUES = (
    *_by_sex(L, AI, "water_g", "2500", "2000"),
    _of(L, RI, "carbohydrate_g", "45", "60", basis=PERCENT),
    _of(L, SDT, "sugars_g", "", "15", basis=PERCENT),
    _of(L, AI, "fiber_g", "25"),
    _of(L, RI, "fiber_g", "12.6", "16.7", basis=Basis.KCAL_1000),
    _of(L, RI, "fat_g", "20", "35", basis=PERCENT),
    _of(L, SDT, "saturated_fat_g", "", "10", basis=PERCENT),
    _of(L, RI, "polyunsaturated_fat_g", "5", "10", basis=PERCENT),
    _of(L, RI, "omega_6_fat_g", "4", "8", basis=PERCENT),
    _of(L, RI, "omega_3_fat_g", "0.5", "2.0", basis=PERCENT),
    _of(L, AR, "protein_g", "0.71", basis=KG),
    _of(L, PRI, "protein_g", "0.90", basis=KG),
    _of(L, SDT, "protein_g", "1.1", basis=KG, ages=OLDER),
    _of(L, RI, "protein_g", "12", "20", basis=PERCENT),
    _of(L, AI, "vitamin_b12_ug", "4.0"),
    _of(L, PRI, "iron_mg", "10", sex=MALE),
    _of(L, PRI, "iron_mg", "18", sex=FEMALE, fertile=True),
    _of(L, PRI, "iron_mg", "10", sex=FEMALE, fertile=False),
    _of(L, PRI, "calcium_mg", "950", sex=MALE, ages=YOUNGER),
    _of(L, PRI, "calcium_mg", "1100", sex=MALE, ages=OLDER),
    _of(L, PRI, "calcium_mg", "950", sex=FEMALE, fertile=True),
    _of(L, PRI, "calcium_mg", "1100", sex=FEMALE, fertile=False),
    *_by_sex(L, PRI, "zinc_mg", "12", "9"),
    _of(L, AI, "iodine_ug", "150"),
    _of(L, PRI, "vitamin_d_ug", "15", ages=(18, 74)),
    _of(L, PRI, "vitamin_d_ug", "20", ages=(75, 200)),
    _of(L, UL, "vitamin_d_ug", "", "100"),
)

EFSA_VALUES = (
    _of(E, RI, "linoleic_acid_g", "4", basis=PERCENT),
    _of(E, RI, "alpha_linolenic_acid_g", "0.5", basis=PERCENT),
    _of(E, AR, "calcium_mg", "860", ages=(18, 24)),
    _of(E, AR, "calcium_mg", "750", ages=(25, 200)),
    _of(E, PRI, "calcium_mg", "1000", ages=(18, 24)),
    _of(E, PRI, "calcium_mg", "950", ages=(25, 200)),
    _of(E, AR, "iron_mg", "6", sex=MALE),
    _of(E, AR, "iron_mg", "7", sex=FEMALE, fertile=True),
    _of(E, AR, "iron_mg", "6", sex=FEMALE, fertile=False),
    _of(E, PRI, "iron_mg", "11", sex=MALE),
    _of(E, PRI, "iron_mg", "16", sex=FEMALE, fertile=True),
    _of(E, PRI, "iron_mg", "11", sex=FEMALE, fertile=False),
    *_by_sex(E, AI, "fluoride_mg", "3.4", "2.9"),
    _of(E, AI, "iodine_ug", "150"),
    _of(E, AI, "manganese_mg", "3"),
    _of(E, AI, "molybdenum_ug", "65"),
    _of(E, AI, "phosphorus_mg", "550"),
    _of(E, AI, "potassium_mg", "3500"),
    _of(E, AI, "selenium_ug", "70"),
    *_by_sex(E, AI, "copper_mg", "1.6", "1.3"),
    *_by_sex(E, AI, "magnesium_mg", "350", "300"),
    _of(E, AI, "chloride_mg", "3100"),
    _of(E, AI, "sodium_mg", "2000"),
    _of(E, AR, "folate_ug", "250"),
    _of(E, PRI, "folate_ug", "330"),
    _of(E, AR, "niacin_mg", "1.3", basis=MJ),
    _of(E, PRI, "niacin_mg", "1.6", basis=MJ),
    _of(E, AR, "riboflavin_mg", "1.3"),
    _of(E, PRI, "riboflavin_mg", "1.6"),
    _of(E, AR, "thiamin_mg", "0.072", basis=MJ),
    _of(E, PRI, "thiamin_mg", "0.1", basis=MJ),
    *_by_sex(E, AR, "vitamin_a_ug", "570", "490"),
    *_by_sex(E, PRI, "vitamin_a_ug", "750", "650"),
    *_by_sex(E, AR, "vitamin_b6_mg", "1.5", "1.3"),
    *_by_sex(E, PRI, "vitamin_b6_mg", "1.7", "1.6"),
    *_by_sex(E, AR, "vitamin_c_mg", "90", "80"),
    *_by_sex(E, PRI, "vitamin_c_mg", "110", "95"),
    *_by_sex(E, AI, "vitamin_e_mg", "13", "11"),
    _of(E, AI, "biotin_ug", "40"),
    _of(E, AI, "choline_mg", "400"),
    _of(E, AI, "vitamin_b12_ug", "4"),
    _of(E, AI, "pantothenic_acid_mg", "5"),
    _of(E, AI, "vitamin_d_ug", "15"),
    _of(E, AI, "vitamin_k_ug", "70"),
    _of(E, UL, "vitamin_d_ug", "", "100"),
    _of(E, UL, "vitamin_e_mg", "", "300"),
    _of(E, UL, "vitamin_b6_mg", "", "12", evidence=Evidence.RECALLED),
    _of(E, UL, "calcium_mg", "", "2500"),
    _of(E, UL, "zinc_mg", "", "25"),
    _of(E, UL, "copper_mg", "", "5"),
    _of(E, UL, "iodine_ug", "", "600"),
    _of(E, UL, "selenium_ug", "", "255"),
    _of(E, UL, "molybdenum_ug", "", "600"),
    _of(E, UL, "fluoride_mg", "", "7"),
)

REFERENCE_VALUES = (*LARN_V_VALUES, *EFSA_VALUES)
