from apps.meals.selectors.barcode_photo import ScannedFood, foods_in_photo
from apps.meals.selectors.catalogue import (
    detailed,
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
from apps.meals.selectors.duplicates import Pair, likely_duplicates
from apps.meals.selectors.eaten import EatenFood, favourites, frequent_foods, recent_foods
from apps.meals.selectors.names import ServedFood, lexicon_of, products_of, served_foods
from apps.meals.selectors.nutrition import Nutrition, nutrition
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
from apps.meals.selectors.quality import (
    checked_foods,
    checked_foods_after,
    foods_of_import,
    standing_errors,
    usual_figures,
)
from apps.meals.selectors.ranking import Filters
from apps.meals.selectors.resolution import (
    CategoryMean,
    candidates,
    category_mean,
    foods_with_gtins,
    resolution,
)
from apps.meals.selectors.scores import Nova, NutriScore, nova, nutri_score
from apps.meals.selectors.search import FoodHit, best_foods, nearest_words, search_foods
from apps.meals.selectors.sync import meals_by_id
from apps.meals.selectors.uploads import job, photo_of_meal, photos_of_meal, require_meal

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
    "ScannedFood",
    "ServedFood",
    "Totals",
    "best_foods",
    "candidates",
    "category_mean",
    "checked_foods",
    "checked_foods_after",
    "chosen",
    "day",
    "detailed",
    "diary",
    "favourites",
    "food",
    "food_by_gtin",
    "foods_for_items",
    "foods_in_photo",
    "foods_of_import",
    "foods_with_gtins",
    "frequent_foods",
    "full_totals",
    "item",
    "job",
    "lexicon_of",
    "likely_duplicates",
    "living",
    "macro_totals",
    "meal",
    "meal_templates",
    "meals_by_id",
    "nearest_words",
    "nova",
    "nutri_score",
    "nutrition",
    "one_own",
    "own_by_gtin",
    "own_foods",
    "photo_of_meal",
    "photos_of_meal",
    "products_of",
    "recent_foods",
    "recipes",
    "require_meal",
    "resolution",
    "scanned_food",
    "search_foods",
    "served_foods",
    "standing_errors",
    "usual_figures",
    "visible_foods",
]
