from apps.meals.models.alias import (
    FoodAlias,
)
from apps.meals.models.composition import (
    Composition,
)
from apps.meals.models.diary import (
    DIARY_BEGINS,
    Meal,
    MealItem,
)
from apps.meals.models.favourite import (
    Favourite,
)
from apps.meals.models.food import (
    Food,
    FoodVersion,
    Portion,
)
from apps.meals.models.import_run import (
    ImportRun,
)
from apps.meals.models.quality import (
    MergeLog,
    MergeProposal,
    QualityIssue,
)
from apps.meals.models.resolution import (
    Resolution,
    ResolutionLog,
)

__all__ = [
    "DIARY_BEGINS",
    "Composition",
    "Favourite",
    "Food",
    "FoodAlias",
    "FoodVersion",
    "ImportRun",
    "Meal",
    "MealItem",
    "MergeLog",
    "MergeProposal",
    "Portion",
    "QualityIssue",
    "Resolution",
    "ResolutionLog",
]
