"""What a label says beside its nutrients, as Open Food Facts writes it."""

import json

from apps.meals.imports.openfoodfacts.label import document_facts, export_facts


def test_a_row_of_an_export():
    row = {
        "energy-kj_100g": "143",
        "serving_size": "125g",
        "serving_quantity": "125.0",
        "quantity": "",
        "labels_tags": "en:organic,en:eu-organic",
        "categories_tags": "en:dairies,en:yogurts",
        "nova_group": "3",
        "nutriscore_grade": "a",
        "-fructose_100g": "2.50",
    }

    assert export_facts(row.get) == {
        "energy_kj": "143",
        "further_g": {"fructose": "2.5"},
        "serving_size": "125g",
        "serving_quantity": "125",
        "quantity": "",
        "labels_tags": ["en:organic", "en:eu-organic"],
        "categories_tags": ["en:dairies", "en:yogurts"],
        "nova_group": 3,
        "nutriscore_grade": "a",
    }


def test_an_export_without_such_columns_says_nothing():
    assert export_facts({}.get) == {}


def test_a_document():
    document = {
        "lang": "it",
        "created_t": 1_485_519_287,
        "quantity": "una scatola",
        "nutrition_data_per": "serving",
        "nutriments": {"energy_100g": 100, "energy_unit": "kcal"},
        "ingredients_n": 12.0,
        "ingredients_analysis": {"en:non-vegan": ["en:milk"]},
        "ingredients_with_specified_percent_n": 2,
        "ingredients_with_specified_percent_sum": 92.5,
        "ingredients_with_unspecified_percent_n": 1,
        "ingredients_with_unspecified_percent_sum": 7.5,
        "nutriscore_grade": "not-applicable",
    }

    assert document_facts(document) == {
        "lang": "it",
        "created_t": 1_485_519_287,
        "quantity": "una scatola",
        "product_quantity_known": False,
        "per_serving": True,
        "ingredients_n": 12,
        "non_vegan": ["en:milk"],
        "percents": {
            "specified_n": 2,
            "specified_sum": "92.5",
            "unspecified_n": 1,
            "unspecified_sum": "7.5",
        },
    }


def test_kilocalories_are_no_kilojoules():
    of_kcal = {"nutriments": {"energy_100g": 42, "energy_unit": "kcal"}}
    of_kj = {"nutriments": {"energy_100g": 180, "energy_unit": "kJ"}}

    assert "energy_kj" not in document_facts(of_kcal)
    assert document_facts(of_kj)["energy_kj"] == "180"


def test_shapes_nobody_foresaw_say_nothing():
    odd = {"quantity": [], "labels_tags": 3, "nova_group": {}, "serving_quantity": "many"}

    assert document_facts(odd | {"nutriments": None}) == {"quantity": "", "lang": ""}


def test_documents_of_the_api_are_read(shared_data):
    path = shared_data / "data" / "openfoodfacts" / "api_v2_products.jsonl"
    documents = [json.loads(line) for line in path.read_text().splitlines()]
    facts = [document_facts(found.get("product") or found) for found in documents]

    # the first document, read by eye
    assert facts[0]["energy_kj"] == "1.6"
    assert facts[0]["product_quantity"] == "330"
    assert facts[0]["sweeteners_n"] == 2
    assert facts[0]["nova_group"] == 4
    assert facts[0]["vegan_unknown"] == ["en:sodium-citrate"]
