"""Writes of single items of meals."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.meals.models import Meal, MealItem
from apps.meals.services.diary import lock_meal, record
from apps.meals.services.plates import ItemDraft, plate_of
from apps.shared.refusals import Conflict, Gone, NotFound
from apps.shared.rows import insert

if TYPE_CHECKING:
    from apps.accounts.models import User


def add_item(
    user: "User", meal_id: UUID, draft: ItemDraft, *, request_hash: bytes
) -> tuple[MealItem, bool]:
    """Add a food to a meal; repeatable like ``log_meal``."""
    try:
        with transaction.atomic():
            meal = lock_meal(user.pk, meal_id)
            item = plate_of(meal, draft, request_hash)
            insert([item])
            record("meals.meal_changed.v1", meal, {meal.local_date})
    except IntegrityError:
        return _repeated_item(user.pk, meal_id, draft.id, request_hash), False
    return item, True


def _repeated_item(user_id: UUID, meal_id: UUID, item_id: UUID, request_hash: bytes) -> MealItem:
    found = MealItem.objects.filter(pk=item_id, user_id=user_id, meal_id=meal_id).first()
    if found is None or bytes(found.request_hash) != request_hash:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    if found.deleted_at is not None:
        raise Gone("MEAL_ITEM_DELETED", _("This item was deleted."))
    return found


@transaction.atomic
def change_item(
    user: "User",
    meal_id: UUID,
    item_id: UUID,
    draft: ItemDraft,
    *,
    accept: Callable[[], None] = lambda: None,
) -> MealItem:
    """Correct the food or the amount; nutrients are computed anew from the food as it is now."""
    meal = lock_meal(user.pk, meal_id)
    accept()
    item = _living_item(meal, item_id)
    corrected = plate_of(meal, draft, bytes(item.request_hash))
    corrected.created_at = item.created_at
    if _same(item, corrected):
        return item
    corrected.save(force_update=True)
    record("meals.meal_changed.v1", meal, {meal.local_date})
    return corrected


def _same(stored: MealItem, corrected: MealItem) -> bool:
    names = {field.attname for field in MealItem._meta.concrete_fields}
    names -= {"updated_at", "change", "request_hash"}
    return all(getattr(stored, name) == getattr(corrected, name) for name in names)


@transaction.atomic
def delete_item(
    user: "User",
    meal_id: UUID,
    item_id: UUID,
    *,
    at: datetime,
    accept: Callable[[], None] = lambda: None,
) -> None:
    """Take an item out of a meal; doing it again changes nothing."""
    meal = lock_meal(user.pk, meal_id)
    accept()
    if not meal.items.filter(pk=item_id).exists():
        raise NotFound("MEAL_ITEM_NOT_FOUND", _("There is no such item in this meal."))
    living = meal.items.filter(pk=item_id, deleted_at__isnull=True)
    if living.update(deleted_at=at, updated_at=at):
        record("meals.meal_changed.v1", meal, {meal.local_date})


def _living_item(meal: Meal, item_id: UUID) -> MealItem:
    item = meal.items.filter(pk=item_id).first()
    if item is None:
        raise NotFound("MEAL_ITEM_NOT_FOUND", _("There is no such item in this meal."))
    if item.deleted_at is not None:
        raise Gone("MEAL_ITEM_DELETED", _("This item was deleted."))
    return item
