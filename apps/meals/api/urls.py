from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from apps.meals.api.views import DayViewSet, DraftViewSet, FoodViewSet, MealItemViewSet, MealViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("foods", FoodViewSet, "food")
router.register("meals", MealViewSet, "meal")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("meals/parse-text", DraftViewSet.as_view({"post": "parse_text"}), name="meal-parse-text"),
    path(
        "meals/<uuid:meal_id>/items/<uuid:item_id>",
        MealItemViewSet.as_view({"put": "update", "delete": "destroy"}),
        name="meal-item",
    ),
    path("days/<str:date>", DayViewSet.as_view({"get": "retrieve"}), name="day"),
]
