from apps.meals.api.views.copies import DayCopyViewSet, MealBatchViewSet, MealCopyViewSet
from apps.meals.api.views.diary import DayViewSet, MealItemViewSet, MealViewSet
from apps.meals.api.views.foods import FoodViewSet
from apps.meals.api.views.own import MealTemplateViewSet, OwnFoodViewSet, RecipeViewSet

__all__ = [
    "DayCopyViewSet",
    "DayViewSet",
    "FoodViewSet",
    "MealBatchViewSet",
    "MealCopyViewSet",
    "MealItemViewSet",
    "MealTemplateViewSet",
    "MealViewSet",
    "OwnFoodViewSet",
    "RecipeViewSet",
]
