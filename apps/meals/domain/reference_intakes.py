"""Which reference values hold for a person, in the nutrient's unit per day.

For Italy LARN V comes first, then EFSA; the order is applied on its own to what is recommended
(PRI, AI, SDT, RI), to the average requirement and to the upper level, so that each keeps its type
and source. What is not known of a person (sex, age, menopause) is not guessed: the person stands
for every adult that he or she may be, and the values of all of them are given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from apps.meals.domain.energy_factors import KJ_PER_KCAL
from apps.meals.domain.reference_values import (
    FEMALE,
    MALE,
    REFERENCE_VALUES,
    Basis,
    Body,
    Evidence,
    Kind,
    ReferenceValue,
)

ADULT_AGE = 18
# Natural menopause comes between 45 and 55 (WHO); in between both values are possible.
MENOPAUSE_AGES = (45, 55)
# One age of each group that some value tells apart.
AGES_IF_UNKNOWN = (18, 25, 65, 75)
REFERENCE_MASS_KG = {MALE: Decimal(70), FEMALE: Decimal(60)}  # LARN V
KCAL_PER_G = {"carbohydrate_g": 4, "sugars_g": 4, "protein_g": 4}
KCAL_PER_G_OF_FAT = 9
LEAST_FIBRE_G = Decimal(25)  # LARN V, however little energy
# What is not asked of anybody; the last where the caller does not know the mass.
ASSUMPTIONS = ("not_pregnant", "not_breast_feeding", "reference_body_mass")

# Of several recommendations for one nutrient, the one that intakes are compared with.
RECOMMENDED = (Kind.SDT, Kind.PRI, Kind.AI, Kind.RI)
GROUPS = (frozenset(RECOMMENDED), frozenset({Kind.AR}), frozenset({Kind.UL}))


@dataclass(frozen=True)
class Person:
    """What is known of someone; ``sex`` is male, female, other or empty."""

    sex: str = ""
    age: int | None = None
    body_mass_kg: Decimal | None = None


@dataclass(frozen=True)
class Adult:
    """Someone of whom everything is known that reference values depend on."""

    sex: str
    age: int
    fertile: bool
    body_mass_kg: Decimal


@dataclass(frozen=True)
class Reference:
    """A reference value for someone: bounds in the nutrient's unit per day."""

    kind: Kind
    body: Body
    low: Decimal | None
    high: Decimal | None
    evidence: Evidence


def possible_adults(person: Person) -> list[Adult]:
    """Everyone the person may be; nobody below 18, for whom there are no values here."""
    ages = AGES_IF_UNKNOWN if person.age is None else (person.age,)
    sexes = (person.sex,) if person.sex in (MALE, FEMALE) else (MALE, FEMALE)
    return [
        Adult(sex, age, fertile, person.body_mass_kg or REFERENCE_MASS_KG[sex])
        for sex in sexes
        for age in ages
        if age >= ADULT_AGE
        for fertile in _fertility(sex, age)
    ]


def _fertility(sex: str, age: int) -> tuple[bool, ...]:
    earliest, latest = MENOPAUSE_AGES
    if sex == MALE or age > latest:
        return (False,)
    return (True,) if age < earliest else (True, False)


def references(
    nutrient: str,
    adult: Adult,
    energy_kcal: Decimal | None,
    bodies: Sequence[Body] = tuple(Body),
) -> list[Reference]:
    """What holds for an adult who eats that much energy a day, the main one first.

    Values per energy are left out when the energy is not known.
    """
    held = [value for value in _values_of(nutrient) if _is_for(value, adult)]
    chosen = [value for group in GROUPS for value in _first_body(held, group, bodies)]
    return [
        bounded
        for value in sorted(chosen, key=_rank)
        if (bounded := _bounded(value, adult, energy_kcal)) is not None
    ]


@cache
def _values_of(nutrient: str) -> tuple[ReferenceValue, ...]:
    return tuple(value for value in REFERENCE_VALUES if value.nutrient == nutrient)


def _is_for(value: ReferenceValue, adult: Adult) -> bool:
    return (
        value.sex in (None, adult.sex)
        and value.ages[0] <= adult.age <= value.ages[1]
        and value.fertile in (None, adult.fertile)
    )


def _first_body(
    held: Iterable[ReferenceValue], group: frozenset[Kind], bodies: Sequence[Body]
) -> list[ReferenceValue]:
    of_group = [value for value in held if value.kind in group]
    for body in bodies:
        if mine := [value for value in of_group if value.body is body]:
            return mine
    return []


def _rank(value: ReferenceValue) -> int:
    return RECOMMENDED.index(value.kind) if value.kind in RECOMMENDED else len(RECOMMENDED)


def _bounded(value: ReferenceValue, adult: Adult, energy_kcal: Decimal | None) -> Reference | None:
    factor = _per_day(value, adult, energy_kcal)
    if factor is None:
        return None
    low, high = (None if bound is None else bound * factor for bound in (value.low, value.high))
    if low is not None and value.basis is Basis.KCAL_1000:
        low = max(low, LEAST_FIBRE_G)
        high = None if high is None else max(high, low)
    return Reference(value.kind, value.body, low, high, value.evidence)


def _per_day(value: ReferenceValue, adult: Adult, energy_kcal: Decimal | None) -> Decimal | None:
    """What turns the value's figures into the nutrient's unit per day."""
    if value.basis is Basis.DAY:
        return Decimal(1)
    if value.basis is Basis.KG:
        return adult.body_mass_kg
    if not energy_kcal:
        return None
    if value.basis is Basis.MJ:
        return energy_kcal * KJ_PER_KCAL / 1000
    if value.basis is Basis.KCAL_1000:
        return energy_kcal / 1000
    return energy_kcal / 100 / KCAL_PER_G.get(value.nutrient, KCAL_PER_G_OF_FAT)
