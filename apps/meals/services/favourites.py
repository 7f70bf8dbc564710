"""Marking foods to find them again."""

from typing import TYPE_CHECKING
from uuid import UUID

from apps.meals import selectors
from apps.meals.models import Favourite

if TYPE_CHECKING:
    from apps.accounts.models import User


def mark_favourite(user: "User", food_id: UUID) -> None:
    """Make a food a favourite; again changes nothing. Raises NotFound."""
    food = selectors.food(food_id, user.pk)
    Favourite.objects.get_or_create(user=user, food=food)


def unmark_favourite(user: "User", food_id: UUID) -> None:
    """Take a food from the favourites; again changes nothing."""
    Favourite.objects.filter(user=user, food_id=food_id).delete()
