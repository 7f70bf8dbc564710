from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from apps.meals.api.views import (
    DayCopyViewSet,
    DayViewSet,
    FoodViewSet,
    MealBatchViewSet,
    MealCopyViewSet,
    MealItemViewSet,
    MealTemplateViewSet,
    MealViewSet,
    NutritionViewSet,
    OwnFoodViewSet,
    RecipeViewSet,
    ResolutionViewSet,
)

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("foods", FoodViewSet, "food")
router.register("meals", MealViewSet, "meal")
router.register("foods/own", OwnFoodViewSet, "own-food")
router.register("recipes", RecipeViewSet, "recipe")
router.register("meal-templates", MealTemplateViewSet, "meal-template")
router.register("resolutions", ResolutionViewSet, "resolution")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
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
]
