"""What a model copied from a label becomes a food by the rules for labels."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from apps.meals.domain.package_labels import LabelNotRead, Nutrient, SeenLabel
from apps.meals.imports.openfoodfacts.products import CODE_OF_TAG
from apps.meals.imports.package_labels import findings_of, map_label
from apps.meals.tests.pictures import printed, seen_label

GTIN = "08076809513753"


def mapped(**changes):
    return map_label(SeenLabel.model_validate(seen_label(**changes)), GTIN)


def test_a_label_per_100_g_is_taken_as_printed():
    food = mapped()

    assert (food.name, food.brand, food.gtin, food.per) == ("Frollini", "Forno", GTIN, "100g")
    assert food.amounts["energy_kcal"] == 480
    assert food.amounts["saturated_fat_g"] == Decimal("2.5")
    assert food.amounts["salt_g"] == Decimal("0.6")
    assert food.amounts["sodium_mg"] == 240  # 0.6 g / 2.5
    assert "fiber_g" not in food.amounts
    assert not food.flagged
    assert findings_of(food) == []


def test_figures_per_serving_become_figures_per_100_g():
    amounts = [printed("energy", 120, "kcal"), printed("fat", 5, "g")]

    food = mapped(per="serving", serving_size=25, serving_unit="g", amounts=amounts)

    assert food.amounts["energy_kcal"] == 480  # 120 x 100 / 25
    assert food.amounts["fat_g"] == 20
    assert "serving" in food.notes["fat_g"]["derived"]


def test_a_serving_in_millilitres_makes_a_drink():
    food = mapped(per="serving", serving_size=250, serving_unit="ml")

    assert food.per == "100ml"
    assert food.amounts["energy_kcal"] == 192  # 480 x 100 / 250


def test_a_label_per_100_ml_stays_one():
    assert mapped(per="100ml").per == "100ml"


def test_milligrams_and_micrograms_become_the_nutrients_units():
    amounts = [
        printed("energy", 100, "kcal"),
        printed("sodium", 400, "mg"),
        printed("calcium", 0.12, "g"),
        printed("vitamin-d", 0.005, "mg"),
        printed("salt", 1000, "mg"),
    ]

    food = mapped(amounts=amounts)

    assert food.amounts["salt_g"] == 1
    assert food.amounts["sodium_mg"] == 400
    assert food.amounts["calcium_mg"] == 120
    assert food.amounts["vitamin_d_ug"] == 5


def test_kilojoules_alone_become_kilocalories():
    food = mapped(amounts=[printed("energy", 2008, "kJ")])

    assert food.amounts["energy_kcal"] == Decimal("479.9235")  # 2008 / 4.184
    assert food.notes["energy_kcal"]["derived"] == "kJ / 4.184"


def test_kilocalories_and_kilojoules_mixed_up_are_flagged_not_dropped():
    food = mapped(amounts=[printed("energy", 2008, "kcal"), printed("energy", 480, "kJ")])

    assert food.flagged
    assert food.amounts["energy_kcal"] == 2008


def test_energy_the_macronutrients_do_not_explain_is_found():
    """20 g fat, 67 g carbohydrate and 8 g protein are 480 kcal, not 148."""
    amounts = seen_label()["amounts"][2:]
    food = mapped(amounts=[printed("energy", 148, "kcal"), *amounts])

    assert "energy-value-in-kcal-does-not-match-value-computed-from-other-nutrients" in {
        finding.code for finding in findings_of(food)
    }


def test_less_than_is_kept_as_such():
    food = mapped(amounts=[printed("energy", 20, "kcal"), printed("fat", 0.5, "g", "<")])

    assert food.notes["fat_g"]["modifier"] == "<"


def test_a_unit_that_is_none_of_the_nutrients_is_kept_out_and_said():
    food = mapped(amounts=[printed("fat", 5, "kcal"), printed("proteins", 5, "g")])

    assert "fat_g" not in food.amounts
    assert food.notes["fat_g"]["rejected"] == "5.0 kcal"
    assert food.flagged


def test_a_product_without_a_readable_name_is_called_by_its_barcode():
    assert "8076809513753" in mapped(name=" ").name


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amounts": []}, "label_unreadable"),
        ({"amounts": [printed("zinc", 5, "mg")]}, "label_unreadable"),
        ({"per": "serving", "serving_size": None}, "label_serving_unknown"),
        ({"per": "serving", "serving_size": 30, "serving_unit": None}, "label_serving_unknown"),
    ],
)
def test_a_photo_that_shows_no_table_gives_no_food(changes, reason):
    with pytest.raises(LabelNotRead) as refusal:
        mapped(**changes)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    "changes",
    [
        {"amounts": [printed("fat", -1, "g")]},
        {"amounts": [printed("fat", 1e9, "g")]},
        {"amounts": [printed("magic", 1, "g")]},
        {"amounts": [printed("fat", 1, "spoons")]},
        {"amounts": [printed("fat", 1, "g")] * 61},
        {"name": "x" * 301},
        {"serving_size": 0},
        {"per": "1kg"},
        {"advice": "buy it"},
    ],
)
def test_an_answer_no_label_can_give_is_refused(changes):
    with pytest.raises(ValidationError):
        SeenLabel.model_validate(seen_label(**changes))


def test_every_nutrient_a_model_may_name_is_one_of_ours():
    assert {tag for tag in Nutrient.__args__ if tag not in CODE_OF_TAG} == set()
