from apps.meals.api.views.diary import DayViewSet, MealItemViewSet, MealViewSet
from apps.meals.api.views.drafts import DraftViewSet
from apps.meals.api.views.foods import FoodViewSet
from apps.meals.api.views.nutrition import NutritionViewSet
from apps.meals.api.views.own_foods import FavouriteViewSet, OwnFoodsViewSet
from apps.meals.api.views.resolution import ResolutionViewSet
from apps.meals.api.views.uploads import (
    BarcodePhotoViewSet,
    MealPhotoViewSet,
    PhotoAnalysisViewSet,
    TranscriptionViewSet,
)

__all__ = [
    "BarcodePhotoViewSet",
    "DayViewSet",
    "DraftViewSet",
    "FavouriteViewSet",
    "FoodViewSet",
    "MealItemViewSet",
    "MealPhotoViewSet",
    "MealViewSet",
    "NutritionViewSet",
    "OwnFoodsViewSet",
    "PhotoAnalysisViewSet",
    "ResolutionViewSet",
    "TranscriptionViewSet",
]
