"""What users made for themselves."""

from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from apps.meals.models import (
    Food,
    MealTemplate,
    Own,
    OwnFood,
    Portion,
    Recipe,
    RecipeIngredient,
    TemplateItem,
)
from apps.meals.selectors.catalogue import LISTED_PORTIONS, detailed, food_by_gtin
from apps.shared.refusals import Gone, NotFound

# Not written in place: the type plugin takes the literals for second definitions.
LISTED_INGREDIENTS: str = "listed_ingredients"
LISTED_ITEMS: str = "listed_items"

Thing = TypeVar("Thing", bound=Own)


def own_foods(user_id: UUID) -> QuerySet[OwnFood]:
    """The user's own foods with their values, deleted ones too."""
    return OwnFood.objects.filter(user_id=user_id).prefetch_related(_food())


def recipes(user_id: UUID) -> QuerySet[Recipe]:
    """The user's recipes with ingredients and values, deleted ones too."""
    ingredients = RecipeIngredient.objects.order_by("position").select_related("food")
    return Recipe.objects.filter(user_id=user_id).prefetch_related(
        _food(), Prefetch("ingredients", ingredients, LISTED_INGREDIENTS)
    )


def meal_templates(user_id: UUID) -> QuerySet[MealTemplate]:
    """The user's meal templates with their items, deleted ones too."""
    items = TemplateItem.objects.order_by("position").select_related("food__current_version")
    return MealTemplate.objects.filter(user_id=user_id).prefetch_related(
        Prefetch("items", items, LISTED_ITEMS)
    )


def _food() -> "Prefetch[str, QuerySet[Food], str]":
    portions = Prefetch("portions", Portion.objects.order_by("mass_g", "name"), LISTED_PORTIONS)
    foods = Food.with_private.select_related("current_version").prefetch_related(portions)
    return Prefetch("food", foods)


def living(things: QuerySet[Thing]) -> QuerySet[Thing]:
    """Those not deleted, newest first."""
    return things.filter(deleted_at__isnull=True).order_by("-created_at", "-pk")


def one_own(things: QuerySet[Thing], thing_id: UUID) -> Thing:
    """One living thing. Raises NotFound, or Gone when it was deleted."""
    found = things.filter(pk=thing_id).first()
    if found is None:
        raise NotFound("NOT_FOUND", _("Not found."))
    if found.deleted_at is not None:
        raise Gone("DELETED", _("It was deleted."))
    return found


def chosen(things: QuerySet[Thing], ids: Sequence[UUID]) -> QuerySet[Thing]:
    """The things of these ids, deleted ones too, in the order of their changes."""
    return things.filter(pk__in=ids).order_by("change", "pk")


def scanned_food(user_id: UUID, gtin: str) -> Food:
    """The catalogue's food with this GTIN-14, else the user's own. Raises NotFound."""
    try:
        return food_by_gtin(gtin)
    except NotFound:
        found = own_by_gtin(user_id, [gtin])
        if not found:
            raise
        return detailed(found[gtin])


def own_by_gtin(user_id: UUID, gtins: Collection[str]) -> dict[str, Food]:
    """The user's own foods with these barcodes; nothing is asked about none."""
    if not gtins:
        return {}
    return {str(own.gtin): own.food for own in living(own_foods(user_id)).filter(gtin__in=gtins)}
