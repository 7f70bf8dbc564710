from apps.meals.api.views.copies import DayCopyViewSet, MealBatchViewSet, MealCopyViewSet
from apps.meals.api.views.diary import DayViewSet, MealItemViewSet, MealViewSet
from apps.meals.api.views.drafts import DraftViewSet
from apps.meals.api.views.familiar_foods import FamiliarFoodsViewSet, FavouriteViewSet
from apps.meals.api.views.foods import FoodViewSet
from apps.meals.api.views.nutrition import NutritionViewSet
from apps.meals.api.views.own import MealTemplateViewSet, OwnFoodViewSet, RecipeViewSet
from apps.meals.api.views.resolution import LabelPhotoViewSet, ResolutionViewSet
from apps.meals.api.views.uploads import (
    BarcodePhotoViewSet,
    MealPhotoViewSet,
    PhotoAnalysisViewSet,
    TranscriptionViewSet,
)

__all__ = [
    "BarcodePhotoViewSet",
    "DayCopyViewSet",
    "DayViewSet",
    "DraftViewSet",
    "FamiliarFoodsViewSet",
    "FavouriteViewSet",
    "FoodViewSet",
    "LabelPhotoViewSet",
    "MealBatchViewSet",
    "MealCopyViewSet",
    "MealItemViewSet",
    "MealPhotoViewSet",
    "MealTemplateViewSet",
    "MealViewSet",
    "NutritionViewSet",
    "OwnFoodViewSet",
    "PhotoAnalysisViewSet",
    "RecipeViewSet",
    "ResolutionViewSet",
    "TranscriptionViewSet",
]
