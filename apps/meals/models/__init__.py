from apps.meals.models.ai_job import AIJob, PhotoAnalysis, VoiceTranscription
from apps.meals.models.alias import FoodAlias
from apps.meals.models.composition import Composition
from apps.meals.models.diary import DIARY_BEGINS, Meal, MealItem
from apps.meals.models.favourite import Favourite
from apps.meals.models.food import Food
from apps.meals.models.food_version import FoodVersion
from apps.meals.models.import_run import ImportRun
from apps.meals.models.label_photo import LabelPhoto
from apps.meals.models.own import (
    MealTemplate,
    Own,
    OwnFood,
    Recipe,
    RecipeIngredient,
    Serving,
    TemplateItem,
)
from apps.meals.models.photo import MealPhoto
from apps.meals.models.portion import Portion
from apps.meals.models.quality import MergeLog, MergeProposal, QualityIssue
from apps.meals.models.resolution import Resolution, ResolutionLog
from apps.meals.models.said import Said

__all__ = [
    "DIARY_BEGINS",
    "AIJob",
    "Composition",
    "Favourite",
    "Food",
    "FoodAlias",
    "FoodVersion",
    "ImportRun",
    "LabelPhoto",
    "Meal",
    "MealItem",
    "MealPhoto",
    "MealTemplate",
    "MergeLog",
    "MergeProposal",
    "Own",
    "OwnFood",
    "PhotoAnalysis",
    "Portion",
    "QualityIssue",
    "Recipe",
    "RecipeIngredient",
    "Resolution",
    "ResolutionLog",
    "Said",
    "Serving",
    "TemplateItem",
    "VoiceTranscription",
]
