from apps.calories.services.balances import (
    rebuild,
    rebuild_all,
    rebuild_chosen,
    rebuild_days,
    rebuild_locked,
    rebuild_recent_days,
)
from apps.calories.services.days import say_complete
from apps.calories.services.expenditure import (
    estimate_users,
    rebuild_after,
    shares_to_estimate,
)
from apps.calories.services.goals import Preview, preview_goal, set_goal
from apps.calories.services.profiles import follow_profile, record_energy_profile
from apps.calories.services.weeks import close_weeks, refresh_weeks
from apps.calories.services.wording import sentence

__all__ = [
    "Preview",
    "close_weeks",
    "estimate_users",
    "follow_profile",
    "preview_goal",
    "rebuild",
    "rebuild_after",
    "rebuild_all",
    "rebuild_chosen",
    "rebuild_days",
    "rebuild_locked",
    "rebuild_recent_days",
    "record_energy_profile",
    "refresh_weeks",
    "say_complete",
    "sentence",
    "set_goal",
    "shares_to_estimate",
]
