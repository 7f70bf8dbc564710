from apps.calories.selectors.balances import (
    balance,
    balances,
    balances_by_id,
    columns_of,
    energy_profiles,
    goals,
)
from apps.calories.selectors.energy import basal_rates, requirements
from apps.calories.selectors.expenditure import (
    expenditure_series,
    learnt_expenditure,
    projection,
)
from apps.calories.selectors.explanation import Explanation, explanation
from apps.calories.selectors.inputs import day_inputs
from apps.calories.selectors.projection import Outlook, earliest, outlook, planned
from apps.calories.selectors.weeks import Week, weeks

__all__ = [
    "Explanation",
    "Outlook",
    "Week",
    "balance",
    "balances",
    "balances_by_id",
    "basal_rates",
    "columns_of",
    "day_inputs",
    "earliest",
    "energy_profiles",
    "expenditure_series",
    "explanation",
    "goals",
    "learnt_expenditure",
    "outlook",
    "planned",
    "projection",
    "requirements",
    "weeks",
]
