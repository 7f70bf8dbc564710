"""How a food is rated: Nutri-Score as computed from what is known, else as given; NOVA as given."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from apps.meals.domain import nutriscore
from apps.meals.domain.energy_factors import KJ_PER_KCAL
from apps.meals.domain.nutriscore import ALGORITHM, Composition, Missing
from apps.meals.models import Food, FoodVersion

if TYPE_CHECKING:
    from apps.meals.selectors.search import FoodHit

    Rated: TypeAlias = "Food | FoodHit"
    Stated: TypeAlias = "FoodVersion | FoodHit"

COMPUTED, GIVEN = "computed", "given"
STATED, ESTIMATED, UNKNOWN = "stated", "estimated", "unknown"
# What the exports call the algorithm before that of 2023, which they do not name.
OLDER_ALGORITHM = "2021"
LETTERS = "abcde"


@dataclass(frozen=True)
class NutriScore:
    """A grade with where it comes from, or the reason why there is none."""

    grade: str | None
    score: int | None = None
    algorithm: str = ALGORITHM
    origin: str | None = None
    reason: str | None = None
    fruit: str = UNKNOWN


@dataclass(frozen=True)
class Nova:
    """The NOVA group a source gives: 1 unprocessed to 4 ultra-processed."""

    group: int
    source: str


def nutri_score(food: "Rated") -> NutriScore:
    """Computed where that is possible, with how the share of fruit is known; else as given."""
    version = food.current_version
    if version is None:
        return NutriScore(None, reason=Missing.NUTRIENTS.value)
    kind = nutriscore.kind_of(tags_of(food, version))
    if isinstance(kind, Missing):
        return _given(version, kind)
    of, fruit = _composition(version)
    found = nutriscore.grade(kind, of)
    if found is None:
        return _given(version, Missing.NUTRIENTS)
    return NutriScore(found.letter, found.score, ALGORITHM, COMPUTED, None, fruit)


def nova(food: "Rated") -> Nova | None:
    version = food.current_version
    group = version.label_facts.get("nova_group") if version is not None else None
    return Nova(int(group), version.source) if version is not None and group else None


def _given(version: "Stated", reason: Missing) -> NutriScore:
    letter = version.label_facts.get("nutriscore_grade")
    if letter not in tuple(LETTERS):
        return NutriScore(None, reason=reason.value)
    algorithm = version.label_facts.get("nutriscore_version") or OLDER_ALGORITHM
    return NutriScore(letter, None, algorithm, GIVEN, reason.value)


def tags_of(food: "Rated", version: "Stated") -> list[str]:
    return version.categories or ([food.category] if food.category.startswith("en:") else [])


def _composition(version: "Stated") -> tuple[Composition, str]:
    label = version.label_facts
    fruit = next((key for key in ("fruit_percent", "fruit_percent_estimate") if key in label), None)
    of = Composition(
        energy_kj=_energy_kj(version),
        sugars_g=version.sugars_g,
        fat_g=version.fat_g,
        saturated_fat_g=version.saturated_fat_g,
        salt_g=version.salt_g,
        protein_g=version.protein_g,
        fibre_g=version.fiber_g,
        fruit_percent=Decimal(label[fruit]) if fruit else None,
        has_sweeteners=bool(label.get("sweeteners_n")),
    )
    known = {None: UNKNOWN, "fruit_percent": STATED, "fruit_percent_estimate": ESTIMATED}
    return of, known[fruit]


def _energy_kj(version: "Stated") -> Decimal | None:
    stated = version.label_facts.get("energy_kj")
    if stated is not None:
        return Decimal(stated)
    return None if version.energy_kcal is None else version.energy_kcal * KJ_PER_KCAL
