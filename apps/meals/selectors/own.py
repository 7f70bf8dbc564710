"""What users made for themselves."""

from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from apps.meals.domain.resolution import Kind, Query, answers, words
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
from apps.meals.selectors.catalogue import LISTED_PORTIONS
from apps.shared.refusals import Gone, NotFound

# Not written in place: the type plugin takes the literals for second definitions.
LISTED_INGREDIENTS: str = "listed_ingredients"
LISTED_ITEMS: str = "listed_items"
CANDIDATES = 20

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


def own_ids_by_gtin(user_id: UUID, gtins: Collection[str]) -> dict[str, UUID]:
    """The user's own foods with these barcodes; nothing is asked about none."""
    if not gtins:
        return {}
    mine = OwnFood.objects.filter(user_id=user_id, gtin__in=gtins, deleted_at__isnull=True)
    return {str(gtin): food_id for gtin, food_id in mine.values_list("gtin", "food_id")}


def own_answer(user_id: UUID, query: Query) -> Food | None:
    """The user's own food with this barcode, or of a name that says all that was asked for."""
    mine = living(own_foods(user_id))
    if query.kind == Kind.BARCODE:
        return next((own.food for own in mine.filter(gtin=query.text)), None)
    for word in words(query.text):
        mine = mine.filter(food__search_text__contains=word)
    foods = (own.food for own in mine[:CANDIDATES])
    return next((food for food in foods if answers(query.text, f"{food.name} {food.brand}")), None)
