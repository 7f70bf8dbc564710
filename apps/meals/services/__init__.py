from apps.meals.services.batches import (
    run_batch,
)
from apps.meals.services.catalogue import (
    add_manual_version,
    refresh_other_names,
    refresh_search_words,
)
from apps.meals.services.copies import (
    copy_day,
    copy_meal,
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
from apps.meals.services.own_foods import (
    PER_PORTION,
    OwnFoodDraft,
    change_own_food,
    create_own_food,
    delete_own_food,
    propose_own_food,
)
from apps.meals.services.recipes import (
    RecipeDraft,
    change_recipe,
    create_recipe,
    delete_recipe,
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
from apps.meals.services.templates import (
    TemplateDraft,
    change_template,
    create_template,
    delete_template,
    log_template,
)

__all__ = [
    "CLOCK_SKEW",
    "PER_PORTION",
    "ItemDraft",
    "MealDraft",
    "OwnFoodDraft",
    "RecipeDraft",
    "TemplateDraft",
    "add_item",
    "add_manual_version",
    "ask",
    "ask_for_scanned",
    "change_item",
    "change_meal",
    "change_own_food",
    "change_recipe",
    "change_template",
    "copy_day",
    "copy_meal",
    "create_own_food",
    "create_recipe",
    "create_template",
    "delete_item",
    "delete_meal",
    "delete_own_food",
    "delete_recipe",
    "delete_template",
    "forget_old",
    "lock_diary",
    "log_meal",
    "log_template",
    "looked_for",
    "propose_own_food",
    "refresh_other_names",
    "refresh_search_words",
    "resolve",
    "resolve_again",
    "run_batch",
    "send_due",
]
