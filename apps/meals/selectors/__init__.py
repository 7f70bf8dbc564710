from apps.meals.selectors.barcode_photo import ScannedFood, foods_in_photo
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
from apps.meals.selectors.eaten import EatenFood, favourites, frequent_foods, recent_foods
from apps.meals.selectors.names import ServedFood, lexicon_of, products_of, served_foods
from apps.meals.selectors.nutrition import Nutrition, nutrition
from apps.meals.selectors.ranking import Filters
from apps.meals.selectors.resolution import (
    CategoryMean,
    candidates,
    category_mean,
    foods_with_gtins,
    resolution,
)
from apps.meals.selectors.search import FoodHit, best_foods, search_foods
from apps.meals.selectors.uploads import job, photo_of_meal, photos_of_meal, require_meal

__all__ = [
    "CategoryMean",
    "Day",
    "EatenFood",
    "Filters",
    "FoodHit",
    "Nutrition",
    "ScannedFood",
    "ServedFood",
    "Totals",
    "best_foods",
    "candidates",
    "category_mean",
    "day",
    "diary",
    "favourites",
    "food",
    "food_by_gtin",
    "foods_for_items",
    "foods_in_photo",
    "foods_with_gtins",
    "frequent_foods",
    "full_totals",
    "item",
    "job",
    "lexicon_of",
    "macro_totals",
    "meal",
    "nutrition",
    "photo_of_meal",
    "photos_of_meal",
    "products_of",
    "recent_foods",
    "require_meal",
    "resolution",
    "search_foods",
    "served_foods",
    "visible_foods",
]
