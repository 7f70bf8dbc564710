from apps.calories.models.balances import DailyBalance, GoalReached, LoggedDay
from apps.calories.models.expenditure import ExpenditureEstimate, LearningMark
from apps.calories.models.profiles import EnergyProfile, Goal
from apps.calories.models.weeks import WeeklyTrend

__all__ = [
    "DailyBalance",
    "EnergyProfile",
    "ExpenditureEstimate",
    "Goal",
    "GoalReached",
    "LearningMark",
    "LoggedDay",
    "WeeklyTrend",
]
