from apps.calories.admin import balances, expenditure, profiles, weeks

__all__ = ["balances", "expenditure", "profiles", "weeks"]
