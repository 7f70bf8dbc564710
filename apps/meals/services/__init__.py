from apps.meals.services.catalogue import (
    add_manual_version,
    refresh_other_names,
    refresh_search_words,
)
from apps.meals.services.diary import (
    CLOCK_SKEW,
    ItemDraft,
    MealDraft,
    add_item,
    change_item,
    change_meal,
    delete_item,
    delete_meal,
    lock_diary,
    log_meal,
)

__all__ = [
    "CLOCK_SKEW",
    "ItemDraft",
    "MealDraft",
    "add_item",
    "add_manual_version",
    "change_item",
    "change_meal",
    "delete_item",
    "delete_meal",
    "lock_diary",
    "log_meal",
    "refresh_other_names",
    "refresh_search_words",
]
