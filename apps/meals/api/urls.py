from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from apps.meals.api.views import (
    DayViewSet,
    DraftViewSet,
    FavouriteViewSet,
    FoodViewSet,
    MealItemViewSet,
    MealViewSet,
    NutritionViewSet,
    OwnFoodsViewSet,
    ResolutionViewSet,
)

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("foods", FoodViewSet, "food")
router.register("meals", MealViewSet, "meal")
router.register("resolutions", ResolutionViewSet, "resolution")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("meals/parse-text", DraftViewSet.as_view({"post": "parse_text"}), name="meal-parse-text"),
    path(
        "foods/favourites",
        OwnFoodsViewSet.as_view({"get": "favourites"}),
        name="food-favourites",
    ),
    path("foods/recent", OwnFoodsViewSet.as_view({"get": "recent"}), name="food-recent"),
    path("foods/frequent", OwnFoodsViewSet.as_view({"get": "frequent"}), name="food-frequent"),
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
    path(
        "days/<str:date>/nutrition", NutritionViewSet.as_view({"get": "day"}), name="day-nutrition"
    ),
    path("nutrition", NutritionViewSet.as_view({"get": "list"}), name="nutrition"),
    path("nutrition/report", NutritionViewSet.as_view({"get": "report"}), name="nutrition-report"),
    path("days/<str:date>", DayViewSet.as_view({"get": "retrieve"}), name="day"),
]
