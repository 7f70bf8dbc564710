from apps.calories.api.views.balances import (
    BalanceViewSet,
    EnergyProfileViewSet,
    WeekViewSet,
    today_of,
)
from apps.calories.api.views.energy import EnergyViewSet
from apps.calories.api.views.goals import GoalViewSet

__all__ = [
    "BalanceViewSet",
    "EnergyProfileViewSet",
    "EnergyViewSet",
    "GoalViewSet",
    "WeekViewSet",
    "today_of",
]
