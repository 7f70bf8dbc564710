from apps.meals.api.views.copies import (
    DayCopyViewSet,
    MealBatchViewSet,
    MealCopyViewSet,
)
from apps.meals.api.views.diary import (
    DayViewSet,
    MealItemViewSet,
    MealViewSet,
)
from apps.meals.api.views.foods import (
    FoodViewSet,
)
from apps.meals.api.views.nutrition import (
    NutritionViewSet,
)
from apps.meals.api.views.own import (
    MealTemplateViewSet,
    OwnFoodViewSet,
    RecipeViewSet,
)
from apps.meals.api.views.resolution import (
    ResolutionViewSet,
)

__all__ = [
    "DayCopyViewSet",
    "DayViewSet",
    "FoodViewSet",
    "MealBatchViewSet",
    "MealCopyViewSet",
    "MealItemViewSet",
    "MealTemplateViewSet",
    "MealViewSet",
    "NutritionViewSet",
    "OwnFoodViewSet",
    "RecipeViewSet",
    "ResolutionViewSet",
]
