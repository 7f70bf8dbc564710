from apps.meals.api.views.diary import DayViewSet, MealItemViewSet, MealViewSet
from apps.meals.api.views.foods import FoodViewSet

__all__ = ["DayViewSet", "FoodViewSet", "MealItemViewSet", "MealViewSet"]
