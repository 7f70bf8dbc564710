from apps.meals.selectors.catalogue import food, food_by_gtin, foods_for_items, visible_foods
from apps.meals.selectors.diary import (
    Day,
    Totals,
    day,
    diary,
    full_totals,
    item,
    macro_totals,
    meal,
)
from apps.meals.selectors.ranking import Filters
from apps.meals.selectors.search import FoodHit, best_foods, search_foods

__all__ = [
    "Day",
    "Filters",
    "FoodHit",
    "Totals",
    "best_foods",
    "day",
    "diary",
    "food",
    "food_by_gtin",
    "foods_for_items",
    "full_totals",
    "item",
    "macro_totals",
    "meal",
    "search_foods",
    "visible_foods",
]
