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
from apps.meals.services.drafts import (
    LONGEST_TEXT,
    Choice,
    Draft,
    DraftItem,
    Unmatched,
    draft_from_text,
)
from apps.meals.services.favourites import mark_favourite, unmark_favourite
from apps.meals.services.photo_analyses import (
    Capture,
    analyse_photo,
    lost_photos,
    retry_photo,
    submit_photo,
)
from apps.meals.services.photos import add_photo, delete_photo, delete_photos_of, forget_uploads
from apps.meals.services.popularity import count_popularity
from apps.meals.services.resolution import (
    ask,
    ask_for_scanned,
    forget_old,
    looked_for,
    resolve_again,
    send_due,
)
from apps.meals.services.resolution_worker import resolve
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
    "LONGEST_TEXT",
    "Capture",
    "Choice",
    "Draft",
    "DraftItem",
    "ItemDraft",
    "MealDraft",
    "Unmatched",
    "add_draft",
    "add_item",
    "add_manual_version",
    "add_photo",
    "analyse_photo",
    "ask",
    "ask_for_scanned",
    "change_item",
    "change_meal",
    "content_of",
    "count_popularity",
    "delete_item",
    "delete_meal",
    "delete_photo",
    "delete_photos_of",
    "draft_from_text",
    "forget_old",
    "forget_uploads",
    "lock_diary",
    "log_meal",
    "looked_for",
    "lost_photos",
    "lost_recordings",
    "mark_favourite",
    "refresh_other_names",
    "refresh_search_words",
    "resolve",
    "resolve_again",
    "retry_photo",
    "retry_recording",
    "send_due",
    "submit_photo",
    "submit_recording",
    "transcribe",
    "unmark_favourite",
]
