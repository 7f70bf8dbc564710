from apps.meals.services.adoption import adopt_resolved
from apps.meals.services.batches import run_batch
from apps.meals.services.catalogue import (
    add_manual_version,
    refresh_other_names,
    refresh_search_words,
)
from apps.meals.services.copies import copy_day, copy_meal
from apps.meals.services.diary import (
    CLOCK_SKEW,
    MealDraft,
    change_meal,
    delete_meal,
    lock_diary,
    log_meal,
)
from apps.meals.services.drafts import (
    LONGEST_TEXT,
    Choice,
    Draft,
    DraftItem,
    Unmatched,
    draft_from_text,
)
from apps.meals.services.favourites import mark_favourite, unmark_favourite
from apps.meals.services.imports import import_changes, import_daily_changes, settle_imports
from apps.meals.services.items import add_item, change_item, delete_item
from apps.meals.services.label_photos import accept_labels, dismiss_labels
from apps.meals.services.label_searches import (
    Package,
    delete_label_photos,
    retry_label,
    submit_label,
)
from apps.meals.services.merging import dismiss_proposals, merge_foods, propose_merges, undo_merge
from apps.meals.services.own_foods import (
    PER_PORTION,
    OwnFoodDraft,
    change_own_food,
    create_own_food,
    delete_own_food,
    propose_own_food,
)
from apps.meals.services.photo_analyses import (
    Capture,
    analyse_photo,
    lost_photos,
    retry_photo,
    submit_photo,
)
from apps.meals.services.photos import add_photo, delete_photo, delete_photos_of
from apps.meals.services.plates import ItemDraft
from apps.meals.services.popularity import count_popularity
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
from apps.meals.services.recipes import RecipeDraft, change_recipe, create_recipe, delete_recipe
from apps.meals.services.resolution import (
    ask,
    ask_for_scanned,
    forget_old,
    looked_for,
    resolve_again,
    send_due,
)
from apps.meals.services.resolution_worker import resolve
from apps.meals.services.retention import (
    discard_orphans,
    discard_uploads_of,
    forget_analyses,
    forget_uploads,
)
from apps.meals.services.templates import (
    TemplateDraft,
    change_template,
    create_template,
    delete_template,
    log_template,
)
from apps.meals.services.transcriptions import (
    add_draft,
    lost_recordings,
    retry_recording,
    submit_recording,
    transcribe,
)
from apps.meals.services.uploads import content_of

__all__ = [
    "CLOCK_SKEW",
    "FOODS_IMPORTED",
    "LONGEST_TEXT",
    "PER_PORTION",
    "Capture",
    "Choice",
    "Draft",
    "DraftItem",
    "ItemDraft",
    "MealDraft",
    "Outcome",
    "OwnFoodDraft",
    "Package",
    "RecipeDraft",
    "TemplateDraft",
    "Unmatched",
    "accept_labels",
    "add_draft",
    "add_item",
    "add_manual_version",
    "add_photo",
    "adopt_resolved",
    "analyse_photo",
    "ask",
    "ask_for_scanned",
    "change_item",
    "change_meal",
    "change_own_food",
    "change_recipe",
    "change_template",
    "check_catalogue",
    "check_foods",
    "check_import",
    "content_of",
    "copy_day",
    "copy_meal",
    "count_popularity",
    "create_own_food",
    "create_recipe",
    "create_template",
    "decide_issues",
    "delete_item",
    "delete_label_photos",
    "delete_meal",
    "delete_own_food",
    "delete_photo",
    "delete_photos_of",
    "delete_recipe",
    "delete_template",
    "discard_orphans",
    "discard_uploads_of",
    "dismiss_labels",
    "dismiss_proposals",
    "draft_from_text",
    "forget_analyses",
    "forget_old",
    "forget_uploads",
    "import_changes",
    "import_daily_changes",
    "lock_diary",
    "log_meal",
    "log_template",
    "looked_for",
    "lost_photos",
    "lost_recordings",
    "mark_favourite",
    "merge_foods",
    "propose_merges",
    "propose_own_food",
    "refresh_category_figures",
    "refresh_other_names",
    "refresh_search_words",
    "request_import_check",
    "resolve",
    "resolve_again",
    "retry_label",
    "retry_photo",
    "retry_recording",
    "run_batch",
    "send_due",
    "settle_imports",
    "submit_label",
    "submit_photo",
    "submit_recording",
    "transcribe",
    "undo_merge",
    "unmark_favourite",
]
