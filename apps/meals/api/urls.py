from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from apps.meals.api.views import (
    BarcodePhotoViewSet,
    DayCopyViewSet,
    DayViewSet,
    DraftViewSet,
    FamiliarFoodsViewSet,
    FavouriteViewSet,
    FoodViewSet,
    LabelPhotoViewSet,
    MealBatchViewSet,
    MealCopyViewSet,
    MealItemViewSet,
    MealPhotoViewSet,
    MealTemplateViewSet,
    MealViewSet,
    NutritionViewSet,
    OwnFoodViewSet,
    PhotoAnalysisViewSet,
    RecipeViewSet,
    ResolutionViewSet,
    TranscriptionViewSet,
)

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("foods", FoodViewSet, "food")
router.register("meals", MealViewSet, "meal")
router.register("foods/own", OwnFoodViewSet, "own-food")
router.register("recipes", RecipeViewSet, "recipe")
router.register("meal-templates", MealTemplateViewSet, "meal-template")
router.register("resolutions", ResolutionViewSet, "resolution")

urlpatterns: list[URLPattern | URLResolver] = [
    # before the router's foods/barcode/<code>
    path("foods/barcode/photo", BarcodePhotoViewSet.as_view({"post": "create"})),
    *router.urls,
    path("meals/parse-text", DraftViewSet.as_view({"post": "parse_text"}), name="meal-parse-text"),
    path(
        "foods/favourites",
        FamiliarFoodsViewSet.as_view({"get": "favourites"}),
        name="food-favourites",
    ),
    path("foods/recent", FamiliarFoodsViewSet.as_view({"get": "recent"}), name="food-recent"),
    path("foods/frequent", FamiliarFoodsViewSet.as_view({"get": "frequent"}), name="food-frequent"),
    path(
        "foods/<uuid:pk>/favourite",
        FavouriteViewSet.as_view({"put": "update", "delete": "destroy"}),
        name="food-favourite",
    ),
    path(
        "meals/<uuid:meal_id>/items/<uuid:item_id>",
        MealItemViewSet.as_view({"put": "update", "delete": "destroy"}),
        name="meal-item",
    ),
    path("meals/batch", MealBatchViewSet.as_view({"post": "create"}), name="meal-batch"),
    path("meals/<uuid:pk>/copy", MealCopyViewSet.as_view({"post": "create"}), name="meal-copy"),
    path("days/<str:date>/copy", DayCopyViewSet.as_view({"post": "create"}), name="day-copy"),
    path(
        "days/<str:date>/nutrition", NutritionViewSet.as_view({"get": "day"}), name="day-nutrition"
    ),
    path("nutrition", NutritionViewSet.as_view({"get": "list"}), name="nutrition"),
    path("nutrition/report", NutritionViewSet.as_view({"get": "report"}), name="nutrition-report"),
    path("days/<str:date>", DayViewSet.as_view({"get": "retrieve"}), name="day"),
    path(
        "meals/<uuid:meal_id>/photos",
        MealPhotoViewSet.as_view({"get": "list", "post": "create"}),
        name="meal-photos",
    ),
    path(
        "meals/<uuid:meal_id>/photos/<uuid:photo_id>",
        MealPhotoViewSet.as_view({"delete": "destroy"}),
        name="meal-photo",
    ),
    path(
        "meals/<uuid:meal_id>/photos/<uuid:photo_id>/content",
        MealPhotoViewSet.as_view({"get": "content"}),
        name="meal-photo-content",
    ),
    path(
        "meals/<uuid:meal_id>/photos/<uuid:photo_id>/thumbnail",
        MealPhotoViewSet.as_view({"get": "thumbnail"}),
        name="meal-photo-thumbnail",
    ),
    path(
        "resolutions/<uuid:pk>/photos",
        LabelPhotoViewSet.as_view({"post": "create", "delete": "destroy"}),
        name="resolution-photos",
    ),
    path(
        "resolutions/<uuid:pk>/photos/table",
        LabelPhotoViewSet.as_view({"get": "table"}),
        name="resolution-photo-table",
    ),
    path(
        "resolutions/<uuid:pk>/photos/front",
        LabelPhotoViewSet.as_view({"get": "front"}),
        name="resolution-photo-front",
    ),
    path(
        "resolutions/<uuid:pk>/photos/retry",
        LabelPhotoViewSet.as_view({"post": "retry"}),
        name="resolution-photos-retry",
    ),
    path(
        "meals/analyze-photo",
        PhotoAnalysisViewSet.as_view({"post": "create"}),
        name="photo-analyses",
    ),
    path(
        "photo-analyses/<uuid:pk>",
        PhotoAnalysisViewSet.as_view({"get": "retrieve"}),
        name="photo-analysis",
    ),
    path(
        "photo-analyses/<uuid:pk>/retry",
        PhotoAnalysisViewSet.as_view({"post": "retry"}),
        name="photo-analysis-retry",
    ),
    path(
        "meals/transcribe",
        TranscriptionViewSet.as_view({"post": "create"}),
        name="voice-transcriptions",
    ),
    path(
        "voice-transcriptions/<uuid:pk>",
        TranscriptionViewSet.as_view({"get": "retrieve"}),
        name="voice-transcription",
    ),
    path(
        "voice-transcriptions/<uuid:pk>/retry",
        TranscriptionViewSet.as_view({"post": "retry"}),
        name="voice-transcription-retry",
    ),
]
