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
from apps.meals.selectors.duplicates import (
    Pair,
    likely_duplicates,
)
from apps.meals.selectors.eaten import (
    EatenFood,
    favourites,
    frequent_foods,
    recent_foods,
)
from apps.meals.selectors.nutrition import (
    Nutrition,
    nutrition,
)
from apps.meals.selectors.quality import (
    checked_foods,
    checked_foods_after,
    foods_of_import,
    standing_errors,
    usual_figures,
)
from apps.meals.selectors.ranking import (
    Filters,
)
from apps.meals.selectors.resolution import (
    CategoryMean,
    candidates,
    category_mean,
    foods_with_gtins,
    resolution,
)
from apps.meals.selectors.scores import (
    Nova,
    NutriScore,
    nova,
    nutri_score,
)
from apps.meals.selectors.search import (
    FoodHit,
    best_foods,
    search_foods,
)

__all__ = [
    "CategoryMean",
    "Day",
    "EatenFood",
    "Filters",
    "FoodHit",
    "Nova",
    "NutriScore",
    "Nutrition",
    "Pair",
    "Totals",
    "best_foods",
    "candidates",
    "category_mean",
    "checked_foods",
    "checked_foods_after",
    "day",
    "diary",
    "favourites",
    "food",
    "food_by_gtin",
    "foods_for_items",
    "foods_of_import",
    "foods_with_gtins",
    "frequent_foods",
    "full_totals",
    "item",
    "likely_duplicates",
    "macro_totals",
    "meal",
    "nova",
    "nutri_score",
    "nutrition",
    "recent_foods",
    "resolution",
    "search_foods",
    "standing_errors",
    "usual_figures",
    "visible_foods",
]
