"""What of the diary and of own things phones keep a copy of."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.meals import selectors
from apps.meals.api import serializers as wire
from apps.meals.api.views.diary import present_meal
from apps.shared.sync import Kind, Table, register


def _own(
    things: Callable[[UUID], QuerySet[Any]],
) -> Callable[[UUID, Sequence[UUID]], Iterable[Any]]:
    return lambda user_id, ids: selectors.chosen(things(user_id), ids)


register(
    Kind(
        "own_foods",
        [Table("meals_ownfood", "food_id", "food_id")],
        _own(selectors.own_foods),
        wire.OwnFoodOutput.present,
        wire.OwnFoodOutput,
    )
)
register(
    Kind(
        "recipes",
        [Table("meals_recipe", "food_id", "food_id")],
        _own(selectors.recipes),
        wire.RecipeOutput.present,
        wire.RecipeOutput,
    )
)
register(
    Kind(
        "meal_templates",
        [Table("meals_mealtemplate")],
        _own(selectors.meal_templates),
        wire.MealTemplateOutput.present,
        wire.MealTemplateOutput,
    )
)
register(
    Kind(
        "favourites",
        [Table("meals_favourite", "food_id")],
        selectors.favourites_to_sync,
        wire.FavouriteOutput.present,
        wire.FavouriteOutput,
        key="food_id",
    )
)
register(
    Kind(
        "meals",
        [Table("meals_meal"), Table("meals_mealitem", "meal_id")],
        selectors.meals_by_id,
        present_meal,
        wire.MealOutput,
    )
)
