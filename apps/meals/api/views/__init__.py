from apps.meals.api.views.diary import DayViewSet, MealItemViewSet, MealViewSet
from apps.meals.api.views.foods import FoodViewSet
from apps.meals.api.views.nutrition import NutritionViewSet

__all__ = ["DayViewSet", "FoodViewSet", "MealItemViewSet", "MealViewSet", "NutritionViewSet"]
