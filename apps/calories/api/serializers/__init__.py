from apps.calories.api.serializers.balances import (
    BalanceListOutput,
    BalanceOutput,
    CompletenessInput,
    EnergyProfileInput,
    EnergyProfileOutput,
)
from apps.calories.api.serializers.energy import (
    BodyQuery,
    RatesOutput,
    RequirementOutput,
    parts_of,
)
from apps.calories.api.serializers.expenditure import (
    ExpenditureOutput,
    ExpenditureSeriesOutput,
    ProjectionOutput,
    ProjectionQuery,
)
from apps.calories.api.serializers.explanation import ExplanationOutput
from apps.calories.api.serializers.goals import (
    GoalInput,
    GoalOutput,
    GoalPreviewInput,
    GoalPreviewOutput,
    projected,
    wish_of,
)
from apps.calories.api.serializers.weeks import WeekListOutput, WeekOutput, WeeksQuery

__all__ = [
    "BalanceListOutput",
    "BalanceOutput",
    "BodyQuery",
    "CompletenessInput",
    "EnergyProfileInput",
    "EnergyProfileOutput",
    "ExpenditureOutput",
    "ExpenditureSeriesOutput",
    "ExplanationOutput",
    "GoalInput",
    "GoalOutput",
    "GoalPreviewInput",
    "GoalPreviewOutput",
    "ProjectionOutput",
    "ProjectionQuery",
    "RatesOutput",
    "RequirementOutput",
    "WeekListOutput",
    "WeekOutput",
    "WeeksQuery",
    "parts_of",
    "projected",
    "wish_of",
]
