"""A food as its package would describe it: what is printed, and what may be claimed."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from apps.meals.domain.nutrition_claims import Claim, is_drink, verdicts
from apps.meals.domain.nutrition_declaration import Line, declaration
from apps.meals.models import Food, FoodVersion
from apps.meals.selectors.catalogue import known_food
from apps.meals.selectors.scores import tags_of


@dataclass(frozen=True)
class FoodLabel:
    """Lines of the nutrition declaration, and the claims of Regulation 1924/2006 that the values
    bear out or that too little is known to decide."""

    food: Food
    version: FoodVersion
    is_drink: bool | None
    lines: list[Line]
    verdicts: dict[Claim, bool | None]

    @property
    def claims(self) -> list[Claim]:
        return [claim for claim, borne_out in self.verdicts.items() if borne_out]

    @property
    def undecided(self) -> list[Claim]:
        return [claim for claim, borne_out in self.verdicts.items() if borne_out is None]


def food_label(food_id: UUID, user_id: UUID | None = None) -> FoodLabel:
    """Of a food of the catalogue or the user's own. Raises NotFound."""
    return label_of(known_food(food_id, user_id))


def label_of(food: Food) -> FoodLabel:
    """Of a food that has a current version."""
    version = food.current_version
    assert version is not None  # noqa: S101  (of the callers' foods something is known)
    drink = is_drink(
        per_100_ml=version.per == FoodVersion.Per.ML100,
        category=food.category,
        tags=tags_of(food, version),
    )
    stated = version.label_facts.get("energy_kj")
    energy_kj = None if stated is None else Decimal(stated)
    nutrients = version.nutrients
    return FoodLabel(
        food,
        version,
        drink,
        declaration(nutrients, energy_kj=energy_kj, liquid=drink),
        verdicts(nutrients, liquid=drink),
    )
