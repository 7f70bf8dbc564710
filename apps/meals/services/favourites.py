"""Marking foods to find them again."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from apps.meals import selectors
from apps.meals.models import Favourite

if TYPE_CHECKING:
    from apps.accounts.models import User


@transaction.atomic
def mark_favourite(user: "User", food_id: UUID, *, at: datetime) -> None:
    """Make a food a favourite; again changes nothing. Raises NotFound."""
    food = selectors.food(food_id, user.pk)
    marks = Favourite.objects.filter(user=user, food=food)
    _mark, is_new = marks.get_or_create(user=user, food=food, defaults={"created_at": at})
    if not is_new:
        marks.filter(deleted_at__isnull=False).update(deleted_at=None, created_at=at)


def unmark_favourite(user: "User", food_id: UUID, *, at: datetime) -> None:
    """Take a food from the favourites, leaving a tombstone; again changes nothing."""
    marks = Favourite.objects.filter(user=user, food_id=food_id, deleted_at__isnull=True)
    marks.update(deleted_at=at)
