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
from apps.meals.selectors.own import (
    chosen,
    living,
    meal_templates,
    one_own,
    own_by_gtin,
    own_foods,
    recipes,
    scanned_food,
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
from apps.meals.selectors.sync import (
    meals_by_id,
)

__all__ = [
    "CategoryMean",
    "Day",
    "FoodHit",
    "Nutrition",
    "Totals",
    "candidates",
    "category_mean",
    "chosen",
    "day",
    "diary",
    "food",
    "food_by_gtin",
    "foods_for_items",
    "foods_with_gtins",
    "full_totals",
    "item",
    "living",
    "macro_totals",
    "meal",
    "meal_templates",
    "meals_by_id",
    "nutrition",
    "one_own",
    "own_by_gtin",
    "own_foods",
    "recipes",
    "resolution",
    "scanned_food",
    "search_foods",
    "visible_foods",
]
