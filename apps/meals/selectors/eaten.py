"""What a user eats again and again: favourites, recent and frequent foods."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.meals.models import Favourite, Food
from apps.meals.selectors.catalogue import rated
from apps.meals.selectors.ranking import HIT_COLUMNS, VISIBLE
from apps.meals.selectors.search import FoodHit, fetched

# One index gives the user's days; a food that was merged counts for the one it became.
EATEN = f"""
WITH item AS (
  SELECT coalesce(food.merged_into_id, food.id) AS food_id, meal.eaten_at, item.quantity_g,
         item.quantity, item.unit, item.portion_name, item.portion_count,
         count(*) OVER same_food AS times,
         row_number() OVER (same_food ORDER BY meal.eaten_at DESC, item.id DESC) AS nth_last
  FROM meals_mealitem AS item
  JOIN meals_meal AS meal ON meal.id = item.meal_id
  JOIN meals_food AS food ON food.id = item.food_id
  WHERE item.user_id = %(user)s AND item.deleted_at IS NULL AND item.local_date >= %(since)s
  WINDOW same_food AS (PARTITION BY coalesce(food.merged_into_id, food.id))
)
SELECT item.times, item.eaten_at, item.quantity_g, item.quantity, item.unit,
       item.portion_name, item.portion_count, 0, {HIT_COLUMNS}
FROM item
JOIN meals_food AS food ON food.id = item.food_id
JOIN meals_foodversion AS version ON version.id = food.current_version_id
WHERE item.nth_last = 1 AND {VISIBLE}
"""  # noqa: S608  (columns and conditions are constants)
OWN_COLUMNS = 7
RECENT = f"{EATEN} ORDER BY item.eaten_at DESC, food.id LIMIT %(limit)s"
FREQUENT = f"{EATEN} ORDER BY item.times DESC, item.eaten_at DESC, food.id LIMIT %(limit)s"


@dataclass(frozen=True, slots=True)
class EatenFood:
    """A food with how often it was eaten and how much of it the last time."""

    food: FoodHit
    times: int
    last_eaten_at: datetime
    quantity_g: Decimal
    quantity: Decimal | None
    unit: str
    portion_name: str
    portion_count: Decimal | None


def favourites(user_id: UUID) -> QuerySet[Favourite]:
    """The user's favourites that can be found, newest first."""
    return (
        Favourite.objects.filter(
            user_id=user_id,
            deleted_at__isnull=True,
            food__status__in=[Food.Status.PUBLISHED, Food.Status.FLAGGED],
            food__current_version__isnull=False,
        )
        .select_related("food__current_version")
        .order_by("-created_at", "-id")
    )


def favourites_to_sync(user_id: UUID, ids: Sequence[UUID]) -> Iterator[Favourite]:
    """The user's marks on these foods, unmarked ones too, with the food where it can be found;
    for a merged one, the food it became."""
    marks = Favourite.objects.filter(user_id=user_id, food_id__in=ids).order_by("change", "pk")
    for mark in marks.select_related("food__current_version", "food__merged_into__current_version"):
        food = mark.food.merged_into or mark.food
        found = food.current_version is not None and food.status != Food.Status.DRAFT
        mark.found_food = rated(food) if found else None
        yield mark


def recent_foods(user_id: UUID, *, since: date, limit: int) -> list[EatenFood]:
    """What the user ate since that day, each food once, the last first."""
    return _eaten(RECENT, {"user": user_id, "since": since, "limit": limit})


def frequent_foods(user_id: UUID, *, since: date, limit: int) -> list[EatenFood]:
    """What the user ate since that day, the most often eaten first."""
    return _eaten(FREQUENT, {"user": user_id, "since": since, "limit": limit})


def _eaten(sql: str, parameters: dict[str, Any]) -> list[EatenFood]:
    rows = fetched(sql, parameters)
    return [EatenFood(FoodHit(*row[OWN_COLUMNS:]), *row[:OWN_COLUMNS]) for row in rows]
