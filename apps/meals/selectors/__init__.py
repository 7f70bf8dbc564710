from apps.meals.selectors.barcode_photo import ScannedFood, foods_in_photo
from apps.meals.selectors.catalogue import (
    detailed,
    food,
    food_by_gtin,
    foods_for_items,
    known_food,
    rated,
    visible_foods,
)
from apps.meals.selectors.comparison import (
    Comparison,
    compared,
    food_sources,
    has_several_sources,
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
from apps.meals.selectors.eaten import (
    EatenFood,
    favourites,
    favourites_to_sync,
    frequent_foods,
    recent_foods,
)
from apps.meals.selectors.label import FoodLabel, food_label
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
from apps.meals.selectors.photo_accuracy import PhotoAccuracy, photo_accuracy
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
from apps.meals.selectors.search import FoodHit, FoundPage, best_foods, search_foods, search_page
from apps.meals.selectors.sync import meals_by_id
from apps.meals.selectors.uploads import job, photo_of_meal, photos_of_meal, require_meal

__all__ = [
    "CategoryMean",
    "Comparison",
    "Day",
    "EatenFood",
    "Filters",
    "FoodHit",
    "FoodLabel",
    "FoundPage",
    "Nova",
    "NutriScore",
    "Nutrition",
    "Pair",
    "PhotoAccuracy",
    "ScannedFood",
    "ServedFood",
    "Totals",
    "best_foods",
    "candidates",
    "category_mean",
    "checked_foods",
    "checked_foods_after",
    "chosen",
    "compared",
    "day",
    "detailed",
    "diary",
    "favourites",
    "favourites_to_sync",
    "food",
    "food_by_gtin",
    "food_label",
    "food_sources",
    "foods_for_items",
    "foods_in_photo",
    "foods_of_import",
    "foods_with_gtins",
    "frequent_foods",
    "full_totals",
    "has_several_sources",
    "item",
    "job",
    "known_food",
    "lexicon_of",
    "likely_duplicates",
    "living",
    "macro_totals",
    "meal",
    "meal_templates",
    "meals_by_id",
    "nova",
    "nutri_score",
    "nutrition",
    "one_own",
    "own_by_gtin",
    "own_foods",
    "photo_accuracy",
    "photo_of_meal",
    "photos_of_meal",
    "products_of",
    "rated",
    "recent_foods",
    "recipes",
    "require_meal",
    "resolution",
    "scanned_food",
    "search_foods",
    "search_page",
    "served_foods",
    "standing_errors",
    "usual_figures",
    "visible_foods",
]
