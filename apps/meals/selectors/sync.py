"""Meals for phones that keep a copy of the diary."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.meals.models import Meal, MealItem
from apps.meals.selectors.diary import LIVING_ITEMS


def meals_by_id(user_id: UUID, ids: Sequence[UUID]) -> QuerySet[Meal]:
    """The user's meals of these ids with their living items, deleted ones too."""
    items = MealItem.objects.filter(deleted_at__isnull=True).order_by("created_at", "id")
    return (
        Meal.objects.filter(user_id=user_id, pk__in=ids)
        .prefetch_related(Prefetch("items", items, to_attr=LIVING_ITEMS))
        .order_by("change", "pk")
    )
