from apps.meals.selectors.catalogue import (
    food,
    food_by_gtin,
    foods_for_items,
    visible_foods,
)
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
from apps.meals.selectors.nutrition import (
    Nutrition,
    nutrition,
)
from apps.meals.selectors.resolution import (
    CategoryMean,
    candidates,
    category_mean,
    foods_with_gtins,
    resolution,
)
from apps.meals.selectors.search import (
    FoodHit,
    search_foods,
)

__all__ = [
    "CategoryMean",
    "Day",
    "FoodHit",
    "Nutrition",
    "Totals",
    "candidates",
    "category_mean",
    "day",
    "diary",
    "food",
    "food_by_gtin",
    "foods_for_items",
    "foods_with_gtins",
    "full_totals",
    "item",
    "macro_totals",
    "meal",
    "nutrition",
    "resolution",
    "search_foods",
    "visible_foods",
]
