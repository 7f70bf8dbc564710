"""Nutri-Score 2023, its points added up by hand from the tables of Santé publique France."""

import json
from decimal import Decimal

import pytest

from apps.meals.domain.nutriscore import Composition, Kind, Missing, grade, kind_of
from apps.meals.models import Food, FoodVersion
from conftest import make_food


def of(**amounts) -> Composition:
    values = {
        name: value if isinstance(value, bool) or value is None else Decimal(str(value))
        for name, value in amounts.items()
    }
    nothing = dict.fromkeys(
        ("energy_kj", "sugars_g", "fat_g", "saturated_fat_g", "salt_g", "protein_g"), Decimal(0)
    )
    return Composition(**{**nothing, **values})


def rated(kind: Kind, **amounts) -> tuple[str, int]:
    found = grade(kind, of(**amounts))
    assert found is not None
    return found.letter, found.score


CASES = [
    # dry pasta: energy 1521 > 1340 = 4, sugars 3.5 > 3.4 = 1; protein 13 > 12 = 5, fibre 3 = 0
    (Kind.GENERAL, {"energy_kj": 1521, "sugars_g": 3.5, "protein_g": 13, "fibre_g": 3}, ("a", 0)),
    # hazelnut spread: energy 6, sugars 56.3 > 51 = 15, saturates 10.6 = 10, salt 0.107 = 0: 31;
    # protein does not count from 11 on
    (
        Kind.GENERAL,
        {"energy_kj": 2252, "sugars_g": 56.3, "saturated_fat_g": 10.6, "salt_g": 0.107}
        | {"protein_g": 6.3},
        ("e", 31),
    ),
    # tomato passata: energy 0, sugars 4.2 = 1; fruit 100 % = 5; -> 1 - 5
    (Kind.GENERAL, {"energy_kj": 130, "sugars_g": 4.2, "fruit_percent": 100}, ("a", -4)),
    # hard cheese: energy 1671 > 1340 = 4, saturates 20 = 10, salt 1.6 > 1.4 = 7: 21; protein 33 = 7
    (
        Kind.CHEESE,
        {"energy_kj": 1671, "saturated_fat_g": 20, "salt_g": 1.6, "protein_g": 33},
        ("d", 14),
    ),
    # the same as a general food: protein does not count
    (
        Kind.GENERAL,
        {"energy_kj": 1671, "saturated_fat_g": 20, "salt_g": 1.6, "protein_g": 33},
        ("e", 21),
    ),
    # minced beef: energy 854 > 670 = 2, saturates 5.5 > 5 = 5, salt 0.15 = 0: 7; protein 20 is 7
    # points, of which red meat gets 2
    (
        Kind.RED_MEAT,
        {"energy_kj": 854, "saturated_fat_g": 5.5, "salt_g": 0.15, "protein_g": 20},
        ("c", 5),
    ),
    # olive oil: saturates 14 × 37 = 518 > 480 = 4, 14 % >= 10 = 1; counts as fruit = 5
    (Kind.FATS, {"fat_g": 100, "saturated_fat_g": 14, "fruit_percent": 100}, ("b", 0)),
    # sunflower oil: 11 × 37 = 407 > 360 = 3, 11 % = 1
    (Kind.FATS, {"fat_g": 100, "saturated_fat_g": 11}, ("c", 4)),
    # butter: 54 × 37 = 1998 = 10, 54 / 82 = 66 % = 10
    (Kind.FATS, {"fat_g": 82, "saturated_fat_g": 54}, ("e", 20)),
    # walnuts: 6.1 × 37 = 225.7 = 1, 9.4 % = 0; protein 15 > 14 = 6, fibre 6.7 > 6.3 = 4
    (
        Kind.FATS,
        {"fat_g": 65, "saturated_fat_g": 6.1, "protein_g": 15, "fibre_g": 6.7},
        ("a", -9),
    ),
    # cola: energy 180 > 150 = 3, sugars 10.6 > 10 = 9
    (Kind.BEVERAGE, {"energy_kj": 180, "sugars_g": 10.6}, ("e", 12)),
    # sweetened cola without sugar: sweeteners 4
    (Kind.BEVERAGE, {"energy_kj": 1.6, "salt_g": 0.02, "has_sweeteners": True}, ("c", 4)),
    # semi-skimmed milk: energy 195 > 150 = 3, sugars 4.9 > 3.5 = 3, saturates 1.1 = 1; protein 3.4
    # > 3.0 = 7
    (
        Kind.BEVERAGE,
        {"energy_kj": 195, "sugars_g": 4.9, "saturated_fat_g": 1.1, "salt_g": 0.1}
        | {"protein_g": 3.4},
        ("b", 0),
    ),
    # orange juice: energy 188 = 3, sugars 9 > 8 = 7; fruit 100 % = 6
    (Kind.BEVERAGE, {"energy_kj": 188, "sugars_g": 9, "fruit_percent": 100}, ("c", 4)),
    (Kind.WATER, {}, ("a", 0)),
]


@pytest.mark.parametrize(("kind", "amounts", "expected"), CASES)
def test_points_add_up_to_a_grade(kind, amounts, expected):
    assert rated(kind, **amounts) == expected


def test_a_limit_is_passed_not_reached():
    assert rated(Kind.GENERAL, sugars_g="3.4") == ("a", 0)
    assert rated(Kind.GENERAL, sugars_g="3.41") == ("b", 1)


def test_no_drink_but_water_is_an_a():
    assert rated(Kind.BEVERAGE) == ("b", 0)


def test_what_is_needed_must_be_known():
    assert grade(Kind.GENERAL, of(salt_g=None)) is None
    assert grade(Kind.FATS, of(fat_g=None)) is None
    assert grade(Kind.GENERAL, of(fibre_g=None, fruit_percent=None)) is not None


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ([], Missing.CATEGORY),
        (["en:alcoholic-beverages", "en:wines"], Missing.NOT_RATED),
        (["en:beverages", "en:waters", "en:mineral-waters"], Kind.WATER),
        (["en:beverages", "en:waters", "en:flavoured-waters"], Kind.BEVERAGE),
        (["en:dairies", "en:cheeses"], Kind.CHEESE),
        (["en:plant-based-foods", "en:fats", "en:olive-oils"], Kind.FATS),
        (["en:meats", "en:beef"], Kind.RED_MEAT),
        (["en:pastas"], Kind.GENERAL),
    ],
)
def test_the_category_says_which_table(tags, kind):
    assert kind_of(tags) == kind


def test_grades_of_open_food_facts_are_ours(shared_data):
    """Each document carries the inputs and the outcome of the algorithm of 2023."""
    path = shared_data / "data" / "openfoodfacts" / "api_v2_products.jsonl"
    compared = 0
    for line in path.read_text().splitlines():
        document = json.loads(line).get("product") or json.loads(line)
        stated = document.get("nutriscore", {}).get("2023", {})
        parts = stated.get("data", {}).get("components", {})
        if not parts.get("negative"):
            continue
        values = {part["id"]: part.get("value") for side in parts.values() for part in side}
        amounts = {
            "energy_kj": values["energy"],
            "sugars_g": values["sugars"],
            "saturated_fat_g": values["saturated_fat"],
            "salt_g": values["salt"],
            "protein_g": values["proteins"],
            "fibre_g": values.get("fiber"),
            "fruit_percent": values.get("fruits_vegetables_legumes"),
        }
        sweetened = bool(values.get("non_nutritive_sweeteners"))
        kind = kind_of(document["categories_tags"])

        assert rated(kind, **amounts, has_sweeteners=sweetened) == (
            stated["grade"],
            stated["score"],
        ), document["code"]
        compared += 1
    assert compared >= 25


def described(**label) -> Food:
    food = make_food(
        "Cola",
        gtin="05449000000996",
        per="100ml",
        energy_kcal=Decimal(42),
        sugars_g=Decimal("10.6"),
        fat_g=0,
        saturated_fat_g=0,
        salt_g=0,
        protein_g=0,
    )
    FoodVersion.objects.update(label_facts=label)
    return food


@pytest.mark.django_db
def test_a_food_shows_its_grade_and_how_it_is_known(api, anna):
    food = described(categories_tags=["en:beverages", "en:sodas"], energy_kj="180", nova_group=4)

    shown = api(anna).get(f"/api/v1/foods/{food.pk}").json()
    scanned = api(anna).get("/api/v1/foods/barcode/5449000000996").json()

    assert shown["nutri_score"] == {
        "grade": "e",
        "score": 12,
        "algorithm": "2023",
        "origin": "computed",
        "reason": None,
        "fruit": "unknown",
    }
    assert shown["nova"] == {"group": 4, "source": "usda"}
    assert (scanned["nutri_score"], scanned["nova"]) == (shown["nutri_score"], shown["nova"])


@pytest.mark.django_db
def test_without_a_category_the_given_grade_is_shown_as_given(api, anna):
    food = described(nutriscore_grade="d")

    shown = api(anna).get(f"/api/v1/foods/{food.pk}").json()["nutri_score"]

    assert (shown["grade"], shown["origin"], shown["algorithm"]) == ("d", "given", "2021")
    assert shown["reason"] == "category_unknown"


@pytest.mark.django_db
def test_what_cannot_be_rated_says_why(api, anna, bread):
    FoodVersion.objects.update(label_facts={"categories_tags": ["en:breads"]})

    shown = api(anna).get(f"/api/v1/foods/{bread.pk}").json()

    assert shown["nutri_score"]["grade"] is None
    assert shown["nutri_score"]["reason"] == "nutrients_unknown"
    assert shown["nova"] is None
