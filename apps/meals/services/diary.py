"""Writes of meals."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from prometheus_client import Counter

from apps.meals import selectors
from apps.meals.models import DIARY_BEGINS, Meal, MealItem
from apps.meals.services import photo_analyses
from apps.meals.services.plates import ItemDraft, plates_of
from apps.outbox import services as outbox
from apps.shared.days import local_date
from apps.shared.refusals import Conflict, Gone, Invalid, NotFound
from apps.shared.rows import columns, insert, select

if TYPE_CHECKING:
    from apps.accounts.models import User

# A phone's clock may run ahead of ours by this much.
CLOCK_SKEW = timedelta(minutes=10)

MEALS_CREATED = Counter("meals_created_total", "Meals logged", ["logged_by"])


@dataclass(frozen=True)
class MealDraft:
    """A meal as the phone sends it; ``request_hash`` is the digest of its meaning."""

    id: UUID
    type: str
    eaten_at: datetime
    timezone: str
    logged_by: str
    note: str
    items: list[ItemDraft] = field(default_factory=list)
    photo_analysis_id: UUID | None = None


Plates = Callable[[Meal], list[MealItem]]


def log_meal(
    user: "User",
    draft: MealDraft,
    *,
    request_hash: bytes,
    at: datetime,
    plates: Plates | None = None,
) -> tuple[Meal, bool]:
    """Store a meal with its items; returns it and whether it is new.

    The ids are the phone's: sending the same meal again returns what is stored. Raises Conflict
    when an id is used for something else, Gone when the meal was deleted since, NotFound for an
    unknown food, Invalid for a time in the future or before the user was born. ``plates`` makes the
    items of the meal where they are not what the draft says.
    """
    try:
        with transaction.atomic():
            stored = _create_meal(user, draft, request_hash, at, plates)
    except IntegrityError:
        return repeated_meal(user.pk, draft.id, request_hash), False
    MEALS_CREATED.labels(stored.logged_by).inc()
    return stored, True


def _create_meal(
    user: "User", draft: MealDraft, request_hash: bytes, at: datetime, made: Plates | None
) -> Meal:
    born = lock_diary(user)
    day = _day_of(user, draft.eaten_at, draft.timezone, born=born, at=at)
    stored = Meal(
        id=draft.id,
        user_id=user.pk,
        type=draft.type,
        eaten_at=draft.eaten_at,
        timezone=draft.timezone,
        local_date=day,
        logged_by=draft.logged_by,
        note=draft.note,
        request_hash=request_hash,
    )
    analysis = photo_analyses.confirmed_analysis(user, draft)
    items = photo_analyses.trusted_as_seen(analysis, draft.items)
    plates = made(stored) if made else plates_of(stored, items, request_hash)
    insert([stored])
    if plates:
        insert(plates)
    photo_analyses.note_confirmation(analysis, stored, plates)
    stored.living_items = plates
    record("meals.meal_logged.v1", stored, {day})
    return stored


def repeated_meal(user_id: UUID, meal_id: UUID, request_hash: bytes) -> Meal:
    """The meal an earlier sending of the request made. Raises Conflict, Gone."""
    found = Meal.objects.filter(pk=meal_id, user_id=user_id).first()
    if found is None or bytes(found.request_hash) != request_hash:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    if found.deleted_at is not None:
        raise Gone("MEAL_DELETED", _("This meal was deleted."))
    return selectors.meal(user_id, meal_id)


@transaction.atomic
def change_meal(
    user: "User",
    meal_id: UUID,
    changes: dict[str, Any],
    *,
    at: datetime,
    accept: Callable[[], None] = lambda: None,
) -> Meal:
    """Change type, time, zone or note; a new time may move the meal to another day, and what is
    so already is not written again.

    ``accept`` is called, here and below, once nobody else can change the diary; it may raise.
    """
    born = lock_diary(user)
    meal = lock_meal(user.pk, meal_id)
    accept()
    if all(getattr(meal, name) == value for name, value in changes.items()):
        return meal
    day_before = meal.local_date
    for name, value in changes.items():
        setattr(meal, name, value)
    if {"eaten_at", "timezone"} & set(changes):
        meal.local_date = _day_of(user, meal.eaten_at, meal.timezone, born=born, at=at)
    meal.save()
    if meal.local_date != day_before:
        meal.items.update(local_date=meal.local_date, updated_at=at)
    record("meals.meal_changed.v1", meal, {day_before, meal.local_date})
    return meal


@transaction.atomic
def delete_meal(
    user: "User", meal_id: UUID, *, at: datetime, accept: Callable[[], None] = lambda: None
) -> None:
    """Delete a meal with its items; the rows stay as tombstones, doing it again changes nothing."""
    lock_diary(user)
    accept()
    meal = Meal.objects.filter(pk=meal_id, user_id=user.pk).first()
    if meal is None:
        raise NotFound("MEAL_NOT_FOUND", _("There is no such meal."))
    if meal.deleted_at is not None:
        return
    meal.deleted_at = at
    meal.save(update_fields=["deleted_at", "updated_at"])
    meal.items.filter(deleted_at__isnull=True).update(deleted_at=at, updated_at=at)
    record("meals.meal_deleted.v1", meal, {meal.local_date})


def lock_diary(user: "User") -> date | None:
    """Let one transaction at a time write a user's diary, so that each sees the other's items
    when it computes the day's balance. Returns the date of birth, where it is known."""
    locked = type(user).objects.select_for_update(of=("self",), no_key=True).only("pk")
    row = locked.annotate(born=F("profile__birth_date")).get(pk=user.pk)
    born: date | None = row.born
    return born


# Written out, as in ``selectors.scanned_food``.
MEAL_OF_LOCKED_DIARY = f"""
SELECT {columns(Meal, "meal")} FROM meals_meal AS meal
JOIN accounts_user AS account ON account.id = meal.user_id
WHERE meal.id = %s AND meal.user_id = %s
FOR NO KEY UPDATE OF account
"""  # noqa: S608  (the model's columns)


def lock_meal(user_id: UUID, meal_id: UUID) -> Meal:
    meal = next(iter(select(Meal, MEAL_OF_LOCKED_DIARY, [meal_id, user_id])), None)
    if meal is None:
        raise NotFound("MEAL_NOT_FOUND", _("There is no such meal."))
    if meal.deleted_at is not None:
        raise Gone("MEAL_DELETED", _("This meal was deleted."))
    return meal


def _day_of(
    user: "User", eaten_at: datetime, zone_name: str, *, born: date | None, at: datetime
) -> date:
    if eaten_at > at + CLOCK_SKEW:
        message = _("A meal cannot be eaten in the future.")
        raise Invalid("EATEN_IN_FUTURE", message, param="eaten_at")
    if eaten_at < DIARY_BEGINS:
        message = _("A meal cannot be older than the year 2000.")
        raise Invalid("EATEN_TOO_EARLY", message, param="eaten_at")
    day = local_date(eaten_at, zone_name, user.day_starts_at)
    if born is not None and day < born:
        message = _("A meal cannot be eaten before the day of birth.")
        raise Invalid("EATEN_BEFORE_BIRTH", message, param="eaten_at")
    return day


def record(name: str, meal: Meal, days: set[date]) -> None:
    outbox.record(
        name,
        user_id=meal.user_id,
        payload={"meal_id": str(meal.pk), "days": sorted(day.isoformat() for day in days)},
    )
