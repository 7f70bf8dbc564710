from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from apps.calories.api.views import (
    BalanceViewSet,
    EnergyProfileViewSet,
    EnergyViewSet,
    GoalViewSet,
    WeekViewSet,
)

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("goals", GoalViewSet, "goal")
router.register("energy/profiles", EnergyProfileViewSet, "energy-profile")

urlpatterns: list[URLPattern | URLResolver] = [
    path("goals/preview", GoalViewSet.as_view({"post": "preview"}), name="goal-preview"),
    *router.urls,
    path("balance", BalanceViewSet.as_view({"get": "list"}), name="balances"),
    path("balance/<str:date>", BalanceViewSet.as_view({"get": "retrieve"}), name="balance"),
    path(
        "balance/<str:date>/completeness",
        BalanceViewSet.as_view({"put": "complete"}),
        name="balance-completeness",
    ),
    path(
        "balance/<str:date>/explanation",
        BalanceViewSet.as_view({"get": "explanation"}),
        name="balance-explanation",
    ),
    path("trends/weekly", WeekViewSet.as_view({"get": "list"}), name="weeks"),
    path("energy/bmr", EnergyViewSet.as_view({"get": "bmr"}), name="energy-bmr"),
    path(
        "energy/requirement",
        EnergyViewSet.as_view({"get": "requirement"}),
        name="energy-requirement",
    ),
    path("expenditure", EnergyViewSet.as_view({"get": "expenditure"}), name="expenditure"),
    path("expenditure/series", EnergyViewSet.as_view({"get": "series"}), name="expenditure-series"),
    path("projection", EnergyViewSet.as_view({"get": "projection"}), name="projection"),
]
