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
from apps.meals.services.favourites import (
    mark_favourite,
    unmark_favourite,
)
from apps.meals.services.merging import (
    dismiss_proposals,
    merge_foods,
    propose_merges,
    undo_merge,
)
from apps.meals.services.popularity import (
    count_popularity,
)
from apps.meals.services.quality import (
    FOODS_IMPORTED,
    Outcome,
    check_catalogue,
    check_foods,
    check_import,
    decide_issues,
    refresh_category_figures,
    request_import_check,
)
from apps.meals.services.resolution import (
    ask,
    ask_for_scanned,
    forget_old,
    looked_for,
    resolve_again,
    send_due,
)
from apps.meals.services.resolution_worker import (
    resolve,
)

__all__ = [
    "CLOCK_SKEW",
    "FOODS_IMPORTED",
    "ItemDraft",
    "MealDraft",
    "Outcome",
    "add_item",
    "add_manual_version",
    "ask",
    "ask_for_scanned",
    "change_item",
    "change_meal",
    "check_catalogue",
    "check_foods",
    "check_import",
    "count_popularity",
    "decide_issues",
    "delete_item",
    "delete_meal",
    "dismiss_proposals",
    "forget_old",
    "lock_diary",
    "log_meal",
    "looked_for",
    "mark_favourite",
    "merge_foods",
    "propose_merges",
    "refresh_category_figures",
    "refresh_other_names",
    "refresh_search_words",
    "request_import_check",
    "resolve",
    "resolve_again",
    "send_due",
    "undo_merge",
    "unmark_favourite",
]
