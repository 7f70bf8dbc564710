"""Writes of recipes: the dish is computed from its ingredients at each edit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.meals import selectors
from apps.meals.domain import recipes as kitchen
from apps.meals.domain.plates import CONFIDENCE_STEP, rounded
from apps.meals.domain.plausibility import impossible
from apps.meals.models import Food, Meal, MealItem, Recipe, RecipeIngredient
from apps.meals.services.own import create_own, delete_own, lock_own, said_of
from apps.meals.services.plates import ItemDraft, plates_of
from apps.meals.services.private_foods import (
    Description,
    describe_private_food,
    make_private_food,
)
from apps.shared.provenance import Source
from apps.shared.refusals import Invalid

if TYPE_CHECKING:
    from apps.accounts.models import User

LARGEST_G = Decimal(20_000)
MASS_STEP = Decimal("0.01")


@dataclass(frozen=True)
class RecipeDraft:
    """A recipe as the phone sends it; the ingredients' ids do not matter."""

    id: UUID
    name: str
    servings: Decimal
    yield_factor: Decimal = Decimal(1)
    note: str = ""
    ingredients: list[ItemDraft] = field(default_factory=list)


def create_recipe(
    user: "User", draft: RecipeDraft, *, request_hash: bytes, at: datetime
) -> tuple[Recipe, bool]:
    """Store a recipe with the food it makes, which has the same id; repeatable like a meal.

    Raises Invalid for an unknown food, more than 20 kg, or a dish that cannot be.
    """

    def write() -> None:
        plates = _ingredients(user, draft)
        food = make_private_food(draft.id, user, _description(draft, plates), at)
        recipe = Recipe(food=food, user_id=user.pk, request_hash=request_hash)
        _fill(recipe, draft, plates, new=True)

    return create_own(
        user, selectors.recipes(user.pk), draft.id, request_hash=request_hash, write=write
    )


@transaction.atomic
def change_recipe(
    user: "User",
    draft: RecipeDraft,
    *,
    at: datetime,
    accept: Callable[[], None] = lambda: None,
) -> Recipe:
    """Replace a recipe; what was logged of it keeps its values. Raises as ``create_recipe``."""
    recipes = selectors.recipes(user.pk)
    recipe = lock_own(user, recipes, draft.id, accept)
    plates = _ingredients(user, draft)
    describe_private_food(recipe.food, _description(draft, plates), at)
    _fill(recipe, draft, plates, new=False)
    return selectors.one_own(recipes, draft.id)


@transaction.atomic
def delete_recipe(
    user: "User", recipe_id: UUID, *, at: datetime, accept: Callable[[], None] = lambda: None
) -> None:
    """Delete a recipe; what was logged of it stays, doing it again changes nothing."""
    recipes = selectors.recipes(user.pk)
    if delete_own(user, recipes, recipe_id, at=at, accept=accept):
        Food.with_private.filter(pk=recipe_id).update(status=Food.Status.DRAFT, updated_at=at)


def _ingredients(user: "User", draft: RecipeDraft) -> list[MealItem]:
    """The ingredients as plates of no meal: so much of a food, with its nutrients."""
    nowhere = Meal(user_id=user.pk)
    plates = plates_of(nowhere, draft.ingredients, b"", param="ingredients")
    if sum(plate.quantity_g for plate in plates) > LARGEST_G:
        message = _("The ingredients weigh more than 20 kg.")
        raise Invalid("RECIPE_TOO_LARGE", message, param="ingredients")
    for position, plate in enumerate(plates):
        if plate.food_id == draft.id:
            message = _("A recipe cannot be its own ingredient.")
            param = f"ingredients[{position}].food_id"
            raise Invalid("RECIPE_OF_ITSELF", message, param=param)
    return plates


def _description(draft: RecipeDraft, plates: list[MealItem]) -> Description:
    dish = kitchen.cook([_ingredient(plate) for plate in plates], yield_factor=draft.yield_factor)
    if impossible(dish.nutrients):
        message = _("No food is so concentrated; look at the yield factor.")
        raise Invalid("DISH_IMPOSSIBLE", message, param="yield_factor")
    return Description(
        name=draft.name,
        nutrients=dish.nutrients,
        source=Source.ESTIMATED,
        licence=dish.licence,
        confidence=dish.confidence,
        portion_name="porzione",
        portion_name_en="serving",
        portion_g=_serving_g(dish, draft.servings),
        notes={code: _lower_bound(dish, share) for code, share in dish.told.items()},
    )


def _ingredient(plate: MealItem) -> kitchen.Ingredient:
    confidence = plate.food_version.confidence * plate.quantity_confidence
    return kitchen.Ingredient(plate.quantity_g, plate.nutrients, confidence, plate.licence)


def _serving_g(dish: kitchen.Dish, servings: Decimal) -> Decimal:
    serving_g = rounded(dish.mass_g / servings, MASS_STEP)
    if not MASS_STEP <= serving_g <= LARGEST_G:
        message = _("A serving weighs between 0.01 and 20,000 g.")
        raise Invalid("SERVING_MASS", message, param="servings")
    return serving_g


def _lower_bound(dish: kitchen.Dish, share: Decimal) -> dict[str, str]:
    return {
        "note": "lower bound",
        "mass_share": str(rounded(share, CONFIDENCE_STEP)),
        "confidence": str(rounded(dish.confidence * share, CONFIDENCE_STEP)),
    }


def _fill(recipe: Recipe, draft: RecipeDraft, plates: list[MealItem], *, new: bool) -> None:
    recipe.servings, recipe.yield_factor = draft.servings, draft.yield_factor
    recipe.note = draft.note
    recipe.save(force_insert=new)
    recipe.ingredients.all().delete()
    RecipeIngredient.objects.bulk_create(
        RecipeIngredient(
            recipe=recipe,
            position=position,
            food_version_id=plate.food_version_id,
            **said_of(plate),
        )
        for position, plate in enumerate(plates)
    )
