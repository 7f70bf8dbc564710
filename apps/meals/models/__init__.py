from apps.meals.models.composition import (
    Composition,
)
from apps.meals.models.diary import (
    DIARY_BEGINS,
    Meal,
    MealItem,
)
from apps.meals.models.food import (
    Food,
    FoodAlias,
    FoodVersion,
    Portion,
)
from apps.meals.models.import_run import (
    ImportRun,
)
from apps.meals.models.own import (
    MealTemplate,
    Own,
    OwnFood,
    Recipe,
    RecipeIngredient,
    Serving,
    TemplateItem,
)
from apps.meals.models.resolution import (
    Resolution,
    ResolutionLog,
)

__all__ = [
    "DIARY_BEGINS",
    "Composition",
    "Food",
    "FoodAlias",
    "FoodVersion",
    "ImportRun",
    "Meal",
    "MealItem",
    "MealTemplate",
    "Own",
    "OwnFood",
    "Portion",
    "Recipe",
    "RecipeIngredient",
    "Resolution",
    "ResolutionLog",
    "Serving",
    "TemplateItem",
]
