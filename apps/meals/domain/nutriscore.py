"""Nutri-Score by the algorithm of 2023: how a food's composition is rated, A to E.

Limits and points: Santé publique France, "Nutri-Score: questions and answers", scientific
committee's updates for general foods (2022) and beverages (2023). A limit is reached only when it
is passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ALGORITHM = "2023"
KJ_PER_G_FAT = 37


class Kind(StrEnum):
    """Which table rates a food."""

    GENERAL = "general"
    CHEESE = "cheese"
    RED_MEAT = "red_meat"
    FATS = "fats"
    BEVERAGE = "beverage"
    WATER = "water"


class Missing(StrEnum):
    """Why a food has no grade."""

    CATEGORY = "category_unknown"
    NOT_RATED = "category_not_rated"
    NUTRIENTS = "nutrients_unknown"


def _limits(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(limit) for limit in text.split())


ENERGY_KJ = _limits("335 670 1005 1340 1675 2010 2345 2680 3015 3350")
SUGARS_G = _limits("3.4 6.8 10 14 17 20 24 27 31 34 37 41 44 48 51")
SATURATED_FAT_G = _limits("1 2 3 4 5 6 7 8 9 10")
SALT_G = _limits("0.2 0.4 0.6 0.8 1 1.2 1.4 1.6 1.8 2 2.2 2.4 2.6 2.8 3 3.2 3.4 3.6 3.8 4")
PROTEIN_G = _limits("2.4 4.8 7.2 9.6 12 14 17")
FIBRE_G = _limits("3 4.1 5.2 6.3 7.4")
FRUIT = _limits("40 60 80")
FRUIT_POINTS = (0, 1, 2, 5)

ENERGY_OF_SATURATED_FAT_KJ = _limits("120 240 360 480 600 720 840 960 1080 1200")
SATURATED_SHARE = _limits("10 16 22 28 34 40 46 52 58 64")

BEVERAGE_ENERGY_KJ = _limits("30 90 150 210 240 270 300 330 360 390")
BEVERAGE_SUGARS_G = _limits("0.5 2 3.5 5 6 7 8 9 10 11")
BEVERAGE_PROTEIN_G = _limits("1.2 1.5 1.8 2.1 2.4 2.7 3")
BEVERAGE_FRUIT_POINTS = (0, 2, 4, 6)
SWEETENER_POINTS = 4

RED_MEAT_MOST_PROTEIN_POINTS = 2
NEGATIVE_WITHOUT_PROTEIN = 11
NEGATIVE_OF_FATS_WITHOUT_PROTEIN = 7

# The highest score of each grade; E has none.
GENERAL_GRADES = ((0, "a"), (2, "b"), (10, "c"), (18, "d"))
FATS_GRADES = ((-6, "a"), (2, "b"), (10, "c"), (18, "d"))
BEVERAGE_GRADES = ((2, "b"), (6, "c"), (9, "d"))


@dataclass(frozen=True)
class Composition:
    """Per 100 g, or 100 ml of a beverage; unknown fibre and fruit earn nothing."""

    energy_kj: Decimal | None = None
    sugars_g: Decimal | None = None
    fat_g: Decimal | None = None
    saturated_fat_g: Decimal | None = None
    salt_g: Decimal | None = None
    protein_g: Decimal | None = None
    fibre_g: Decimal | None = None
    fruit_percent: Decimal | None = None
    has_sweeteners: bool = False


@dataclass(frozen=True)
class Grade:
    """A to E, with the score it comes from and what each component gave."""

    letter: str
    score: int
    negative: dict[str, int]
    positive: dict[str, int]


WATER = Grade("a", 0, {}, {})
NEEDED = ("energy_kj", "sugars_g", "saturated_fat_g", "salt_g", "protein_g")


def grade(kind: Kind, of: Composition) -> Grade | None:
    """None when a value that the table needs is unknown."""
    if kind is Kind.WATER:
        return WATER
    needed = (*NEEDED, "fat_g") if kind is Kind.FATS else NEEDED
    if any(getattr(of, name) is None for name in needed):
        return None
    if kind is Kind.BEVERAGE:
        return _beverage(of)
    negative = _negative_of_fats(of) if kind is Kind.FATS else _negative(of)
    positive = _positive(of)
    if kind is Kind.RED_MEAT:
        positive["protein"] = min(positive["protein"], RED_MEAT_MOST_PROTEIN_POINTS)
    if not _protein_counts(kind, sum(negative.values())):
        positive["protein"] = 0
    grades = FATS_GRADES if kind is Kind.FATS else GENERAL_GRADES
    return _graded(negative, positive, grades)


def _negative(of: Composition) -> dict[str, int]:
    return {
        "energy": passed(ENERGY_KJ, of.energy_kj),
        "sugars": passed(SUGARS_G, of.sugars_g),
        "saturated_fat": passed(SATURATED_FAT_G, of.saturated_fat_g),
        "salt": passed(SALT_G, of.salt_g),
    }


def _negative_of_fats(of: Composition) -> dict[str, int]:
    """Fats, oils, nuts and seeds: energy of the saturated fat, and its share of all fat (whose
    limits are reached when they are met)."""
    saturated, fat = of.saturated_fat_g or Decimal(0), of.fat_g or Decimal(0)
    share = 100 * saturated / fat if fat else Decimal(0)
    return {
        "energy": passed(ENERGY_OF_SATURATED_FAT_KJ, saturated * KJ_PER_G_FAT),
        "sugars": passed(SUGARS_G, of.sugars_g),
        "saturated_fat": sum(share >= limit for limit in SATURATED_SHARE),
        "salt": passed(SALT_G, of.salt_g),
    }


def _positive(of: Composition) -> dict[str, int]:
    return {
        "protein": passed(PROTEIN_G, of.protein_g),
        "fibre": passed(FIBRE_G, of.fibre_g),
        "fruit": FRUIT_POINTS[passed(FRUIT, of.fruit_percent)],
    }


def _protein_counts(kind: Kind, negative: int) -> bool:
    """What is rich in the rest gets nothing for its protein; cheese always does."""
    if kind is Kind.FATS:
        return negative < NEGATIVE_OF_FATS_WITHOUT_PROTEIN
    return kind is Kind.CHEESE or negative < NEGATIVE_WITHOUT_PROTEIN


def _beverage(of: Composition) -> Grade:
    negative = {
        "energy": passed(BEVERAGE_ENERGY_KJ, of.energy_kj),
        "sugars": passed(BEVERAGE_SUGARS_G, of.sugars_g),
        "saturated_fat": passed(SATURATED_FAT_G, of.saturated_fat_g),
        "salt": passed(SALT_G, of.salt_g),
        "sweeteners": SWEETENER_POINTS if of.has_sweeteners else 0,
    }
    positive = {
        "protein": passed(BEVERAGE_PROTEIN_G, of.protein_g),
        "fibre": passed(FIBRE_G, of.fibre_g),
        "fruit": BEVERAGE_FRUIT_POINTS[passed(FRUIT, of.fruit_percent)],
    }
    return _graded(negative, positive, BEVERAGE_GRADES)


def _graded(
    negative: dict[str, int], positive: dict[str, int], grades: Iterable[tuple[int, str]]
) -> Grade:
    score = sum(negative.values()) - sum(positive.values())
    letter = next((letter for most, letter in grades if score <= most), "e")
    return Grade(letter, score, negative, positive)


def passed(limits: tuple[Decimal, ...], value: Decimal | None) -> int:
    """How many limits a value is above; none when it is unknown."""
    return 0 if value is None else sum(value > limit for limit in limits)


def _tags(text: str) -> frozenset[str]:
    return frozenset(f"en:{tag}" for tag in text.split())


# By the taxonomy of Open Food Facts; the first kind that fits counts.
NOT_RATED = _tags(
    "alcoholic-beverages baby-foods baby-milks teas herbal-teas coffees aromatic-herbs spices"
    " chewing-gum dietary-supplements food-additives salts vinegars yeast sugar-substitutes"
    " sweeteners meal-replacements"
)
KINDS: tuple[tuple[Kind, frozenset[str]], ...] = (
    (Kind.WATER, _tags("waters mineral-waters spring-waters natural-mineral-waters")),
    (
        Kind.BEVERAGE,
        _tags(
            "beverages milks plant-milks plant-based-beverages fruit-juices sodas waters-flavored"
            " flavoured-waters iced-teas energy-drinks dairy-drinks"
        ),
    ),
    (Kind.CHEESE, _tags("cheeses hard-cheeses soft-cheeses parmigiano-reggiano mozzarella")),
    (
        Kind.FATS,
        _tags(
            "fats vegetable-oils vegetable-fats olive-oils butters margarines nuts seeds creams"
            " animal-fats nut-butters"
        ),
    ),
    (
        Kind.RED_MEAT,
        _tags(
            "beef beef-dishes veal-meat pork lamb-meat horse-meat beef-meat pork-meat game-meats"
        ),
    ),
)
FLAVOURED_WATERS = _tags("flavoured-waters waters-flavored flavored-waters")


def kind_of(categories: Iterable[str]) -> Kind | Missing:
    """Which table rates a food of these categories, or why none does."""
    tags = set(categories)
    if not tags:
        return Missing.CATEGORY
    if not NOT_RATED.isdisjoint(tags):
        return Missing.NOT_RATED
    if not FLAVOURED_WATERS.isdisjoint(tags):
        return Kind.BEVERAGE
    return next((kind for kind, theirs in KINDS if not theirs.isdisjoint(tags)), Kind.GENERAL)
