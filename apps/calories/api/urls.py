from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from apps.calories.api.views import BalanceViewSet, EnergyProfileViewSet, GoalViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("goals", GoalViewSet, "goal")
router.register("energy/profiles", EnergyProfileViewSet, "energy-profile")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("balance", BalanceViewSet.as_view({"get": "list"}), name="balances"),
    path("balance/<str:date>", BalanceViewSet.as_view({"get": "retrieve"}), name="balance"),
]
