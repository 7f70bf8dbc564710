from apps.meals.api.views.diary import DayViewSet, MealItemViewSet, MealViewSet
from apps.meals.api.views.drafts import DraftViewSet
from apps.meals.api.views.foods import FoodViewSet

__all__ = ["DayViewSet", "DraftViewSet", "FoodViewSet", "MealItemViewSet", "MealViewSet"]
