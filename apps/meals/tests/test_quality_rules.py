"""What the checker finds, by hand and by the reference cases of ../shared/reference.

The reference is written in the terms of Open Food Facts; ``facts`` puts it in ours as the importer
does. Expected figures are theirs: of Open Food Facts' unit tests, of a port of it that was run, and
of wger's.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.meals.domain.quality import RULES, Facts, Figure, check
from apps.meals.imports.amounts import Amounts, take
from apps.meals.imports.food_record import Notes
from apps.shared.provenance import Source

CODES = {
    "fat": "fat_g",
    "saturated-fat": "saturated_fat_g",
    "saturated_fat": "saturated_fat_g",
    "fat_saturated": "saturated_fat_g",
    "carbohydrates": "carbohydrate_g",
    "carbohydrates_sugar": "sugars_g",
    "sugars": "sugars_g",
    "starch": "starch_g",
    "fiber": "fiber_g",
    "proteins": "protein_g",
    "protein": "protein_g",
    "salt": "salt_g",
    "polyols": "polyols_g",
    "energy_kcal": "energy_kcal",
    "energy": "energy_kcal",
}
FURTHER = {"erythritol", "fructose", "glucose", "maltose", "lactose", "sucrose"}
# Macronutrients that give these energies: a gram of carbohydrate is 4 kcal or 17 kJ, of fat 37 kJ,
# of fibre 8 kJ.
OF_KCAL = {
    64: {"carbohydrates": 16},
    65: {"carbohydrates": "16.25"},
    136: {"carbohydrates": 34},
    13: {"carbohydrates": "3.25"},
    40: {"carbohydrates": 10},
    4: {"carbohydrates": 1},
    240: {"carbohydrates": 60},
}
OF_KJ = {
    0: {},
    1436: {"carbohydrates": 10, "fat": 20, "proteins": 30, "fiber": 2},
    695: {"carbohydrates": 35, "fiber": "12.5"},
    1305: {"carbohydrates": 20, "fat": 25, "fiber": 5},
}
# A product nothing is wrong with.
CLEAN = {
    "lang": "it",
    "created_t": 1_500_000_000,
    "quantity": "500 g",
    "product_quantity": "500",
    "serving_size": "50 g",
    "serving_quantity": "50",
    "ingredients_n": 3,
}


def facts(stated: dict[str, Any], label: dict[str, Any] | None = None, **said: Any) -> Facts:
    amounts: Amounts = {}
    notes: Notes = {}
    label = dict(label or {})
    for tag, value in stated.items():
        if tag in CODES:
            take(amounts, notes, CODES[tag], str(value))
        elif tag in FURTHER:
            label.setdefault("further_g", {})[tag] = str(value)
    if "energy_kj" in stated:
        label["energy_kj"] = str(stated["energy_kj"])
    gtin = said.pop("gtin", "08076809513753")
    return Facts(name="Pasta", gtin=gtin, amounts=amounts, notes=notes, label=label, **said)


def found(food: Facts) -> dict[str, str]:
    return {finding.code: finding.severity.value for finding in check(food)}


def without_narrow_band(codes: dict[str, str]) -> dict[str, str]:
    """The band of 0.85 to 1.15 is in Open Food Facts' own code alone, neither in wger nor in the
    port that was run."""
    return {code: how for code, how in codes.items() if "-may-not-match-" not in code}


def reference(shared_data: Path, name: str) -> Any:
    return json.loads((shared_data / "reference" / f"{name}.json").read_text())


def of_unit_test(case: dict[str, Any]) -> Facts:
    stated = case["input"]
    keys = ("serving_size", "quantity", "ingredients_text")
    label = {key: stated[key] for key in keys if key in stated}
    if "serving_quantity" in stated:
        label["serving_quantity"] = str(stated["serving_quantity"])
    if stated.get("nutrition_data_per") == "serving":
        label["per_serving"] = True
    if "category" in stated:
        label["categories_tags"] = [stated["category"]]
    return facts(stated, label)


def theirs(tag: str) -> str:
    """Open Food Facts puts the nutrient into the tag, we into the figures."""
    return "value-negative" if tag.startswith("value-negative") else tag


def test_the_cases_of_open_food_facts_own_tests(shared_data):
    cases = reference(shared_data, "off_data_quality_rules")["off_unit_test_cases"]
    asked_about = {theirs(tag) for case in cases for tag in case["expected"]}

    wrong = {}
    for case in cases:
        expected = {theirs(tag) for tag in case["expected"]}
        got = found(of_unit_test(case)).keys() & asked_about
        if got != expected:
            wrong[case["id"]] = (sorted(got), sorted(expected))

    assert len(cases) > 20
    assert wrong == {}


def of_executed(case: dict[str, Any]) -> Facts:
    """The case's changes on top of a clean product."""
    changed = case["input"]
    product, label = changed.get("product", {}), dict(CLEAN)
    for key in ("labels_tags", "categories_tags", "serving_size", "quantity", "created_t"):
        if key in product:
            label[key] = product[key]
    for key in ("product_quantity", "serving_quantity"):
        if key in product:
            label[key] = str(product[key])
            if product[key] is None:
                del label[key]
                label["product_quantity_known"] = key != "product_quantity"
    if "lang" in product:
        label["lang"] = product["lang"] or ""
    for key in ("nutriscore_grade", "nutriscore_grade_producer"):
        label[key] = product.get(key)
    _ingredients(product, label)
    european = changed.get("flags", {}).get("is_european_product")
    label["countries_tags"] = ["en:italy" if european else "en:peru"]
    nutrition = changed.get("nut", {})
    stated = dict(nutrition.get("as_sold", {}))
    for one in nutrition.get("input_sets", []):
        _input_set(one["nutrients"], stated, label)
    least = changed.get("cat", {}).get("minimum_number_of_ingredients")
    food = facts(stated, label, minimum_ingredients=int(least) if least else None)
    food.name = product.get("product_name", food.name)
    return food


def _ingredients(product: dict[str, Any], label: dict[str, Any]) -> None:
    if "ingredients" in product:
        ids = [one["id"] for one in product["ingredients"]]
        unknown = [one["id"] for one in product["ingredients"] if "vegan" not in one]
        label |= {"ingredients": ids, "ingredients_n": len(ids), "vegan_unknown": unknown}
    begun = "ingredients_with_"
    percents = {
        key.removeprefix(begun).replace("_percent", ""): value
        for key, value in product.items()
        if key.startswith(begun)
    }
    if percents:
        label["percents"] = {
            key: value if key.endswith("_n") else str(value) for key, value in percents.items()
        }


def _input_set(nutrients: dict[str, Any], stated: dict[str, Any], label: dict[str, Any]) -> None:
    """Where the case only says what was computed, the macronutrients that give it."""
    for tag, said in nutrients.items():
        if tag == "carbohydrates-total":
            label.setdefault("further_g", {})[tag] = str(said["value"])
        elif tag.startswith("energy"):
            of = OF_KCAL if tag == "energy-kcal" else OF_KJ
            macros = {"fat": 0, "carbohydrates": 0, "proteins": 0} | of[said["value_computed"]]
            stated |= {tag.replace("-", "_"): said["value"], **macros}
        else:
            stated[tag] = said["value"]


def test_the_cases_of_the_port_that_was_run(shared_data):
    cases = reference(shared_data, "off_data_quality_rules")["executed_cases"]
    prefix = "en:nutrition-packaging-as-sold-100g-"

    wrong = {}
    for case in cases:
        expected = {
            finding["tag"].removeprefix(prefix).removeprefix("en:"): finding["severity"]
            for finding in case["expected"]
        }
        got = without_narrow_band(found(of_executed(case)))
        if got != expected:
            wrong[case["id"]] = (got, expected)

    assert len(cases) > 40
    assert wrong == {}


WGER = {
    "Energy computed": "energy-value-in-kcal-does-not-match-value-computed-from-other-nutrients",
    "Total of": "value-total-over-105",
    "Value for protein": "value-over-100",
    "Saturated fat": "saturated-fat-greater-than-fat",
    "Sugar is": "sugars-plus-starch-greater-than-carbohydrates",
}
WGER_RULES = set(WGER.values())


def test_the_cases_of_wger(shared_data):
    cases = reference(shared_data, "eu_nutrition_rules")["atwater_quality_check"]

    wrong = {}
    for case in cases["wger_executed_cases"]:
        expected = {code for said, code in WGER.items() if case["result"].startswith(said)}
        got = found(facts(case["input"])).keys() & WGER_RULES
        if got != expected:
            wrong[case["id"]] = (sorted(got), sorted(expected))

    assert len(cases["wger_executed_cases"]) >= 17
    assert wrong == {}


def test_every_rule_of_the_reference_for_foods_is_ours(shared_data):
    """Left out: what asks for more than the label (a recognised share in ten steps)."""
    rules = reference(shared_data, "off_data_quality_rules")["rules"]
    ours = set(RULES)
    names = {name.split(" ")[0] for rule in rules for name in rule["tag"].split(" / ")}
    same = {
        name.removeprefix("en:").replace("-${nutrient}", "").replace("-${lang}", "")
        for name in names
    }

    missing = {name for name in same if name not in ours and not name.startswith("-")}

    assert missing <= {
        "main-language-code-missing",  # lc and lang are one for us
        "code-empty",  # stored as no code at all
        "created-missing",
        "gs1-prefix-common-currency-coupon",  # gs1-prefix-coupon, -issn-or-isbn
        "alcoholic-beverages-category-but-could-be-non-alcoholic",
        "alcohol",
        "ingredients-unknown-score-above-N",
        "ingredients-${50..100}-percent-unknown",
        "detected-category-from-brand-baby-milk(s)",
        "cigarettes",
    }


def test_rules_have_a_code_a_source_and_both_languages():
    assert len(RULES) >= 45
    for rule in RULES.values():
        assert rule.condition, rule.code
        assert rule.source, rule.code
        assert rule.it.endswith("."), rule.code
        assert rule.en.endswith("."), rule.code
        assert rule.it != rule.en, rule.code


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        # 10 × 17 + 20 × 37 + 30 × 17 + 2 × 8 = 1436 kJ
        ({"energy_kj": 5, "carbohydrates": 10, "fat": 20, "proteins": 30, "fiber": 2}, "error"),
        ({"energy_kj": 1436, "carbohydrates": 10, "fat": 20, "proteins": 30, "fiber": 2}, None),
        # 1436 / 1.15 - 5 … : at 1200 kJ the band of a warning ends at 1385
        (
            {"energy_kj": 1200, "carbohydrates": 10, "fat": 20, "proteins": 30, "fiber": 2},
            "warning",
        ),
    ],
)
def test_energy_follows_from_the_nutrients(stated, expected):
    codes = found(facts(stated))

    assert [how for code, how in codes.items() if "computed" in code] == (
        [expected] if expected else []
    )


def test_a_spirit_without_its_alcohol_is_no_energy_error():
    vodka = {"energy_kcal": 231, "proteins": 0, "carbohydrates": 0, "fat": 0}

    assert found(facts(vodka, {"categories_tags": ["en:vodkas"]})) == {
        "alcoholic-beverages-category-without-alcohol-value": "warning"
    }
    assert "error" in found(facts(vodka)).values()


def test_a_sweet_with_unstated_polyols_is_no_energy_error():
    sweet = {"energy_kcal": 240, "proteins": 0, "carbohydrates": 98, "fat": 0}

    assert found(facts(sweet, {"ingredients": ["en:e965"]})) == {}
    assert "error" in found(facts(sweet)).values()


def test_fibre_within_carbohydrate_as_in_the_united_states():
    """66 g with 40 g fibre in them: 4 × 66 + 2 × 40 = 344 kcal by our law, 184 by theirs."""
    bran = {"energy_kcal": 190, "carbohydrates": 66, "fat": 0, "proteins": 0, "fiber": 40}

    assert found(facts(bran, gtin="00036000291452")) == {}
    assert "error" in found(facts(bran)).values()


def test_crea_counts_less_for_carbohydrate():
    """80 g at 3.75 kcal are 300 kcal; at 4 they would be 320, still near. 20 g fibre: 40 kcal."""
    starch = {"energy_kcal": 300, "carbohydrates": 80, "fat": 0, "proteins": 0}
    food = facts(starch, source=Source.CREA.value)

    assert found(food) == {}


def test_amounts_at_their_limit_break_nothing():
    assert found(facts({"fat": 105}, per="100ml")) == {}
    assert found(facts({"fat": "105.1"}, per="100ml")) == {
        "value-over-105": "error",
        "value-total-over-105": "error",
    }
    assert found(facts({"fat": "1000.1"}))["value-over-1000"] == "error"


def test_three_values_that_are_the_same():
    alike = {"fat": 12, "sugars": 12, "proteins": 12, "carbohydrates": 30}

    assert found(facts(alike)) == {"3-or-more-values-are-identical": "warning"}
    assert "values-are-all-identical" in found(facts(alike | {"carbohydrates": 12}))


def test_nothing_but_zeros_is_all_right_for_water():
    zeros = {"energy_kcal": 0, "fat": 0, "carbohydrates": 0, "proteins": 0}

    assert found(facts(zeros)) == {"all-nutrition-values-are-set-to-0": "warning"}
    assert found(facts(zeros, {"categories_tags": ["en:waters"]})) == {}
    assert found(facts(zeros | {"salt": "0.02"})) == {}


def test_salt_and_sodium():
    right = Facts(name="Sale", gtin="08076809513753", amounts={"salt_g": Decimal("1.2")})
    right.amounts |= {"sodium_mg": Decimal(480)}
    wrong = Facts(name="Sale", gtin="08076809513753", amounts={"salt_g": Decimal("1.2")})
    wrong.amounts |= {"sodium_mg": Decimal(1200)}

    assert found(right) == {}
    assert found(wrong) == {"sodium-salt-miscalculated": "warning"}


def test_a_value_the_importer_kept_out():
    assert found(facts({"proteins": "-1", "fat": "tre"})) == {
        "value-negative": "error",
        "value-not-understood": "error",
    }


@pytest.mark.parametrize(
    ("gtin", "expected"),
    [
        ("09788800000005", {"gs1-prefix-issn-or-isbn": "warning"}),
        ("09800000000007", {"gs1-prefix-coupon": "warning"}),
        ("09900000000004", {"gs1-prefix-coupon": "warning"}),
        ("02000000000008", {"gs1-prefix-in-store": "info"}),
        (None, {"code-missing": "bug"}),
    ],
)
def test_barcodes_of_something_else(gtin, expected):
    assert found(facts({}, gtin=gtin)) == expected


def test_a_vegan_label_is_held_against_the_ingredients():
    label = {"labels_tags": ["en:vegan"], "non_vegan": ["en:milk"]}

    assert found(facts({}, label)) == {"vegan-label-but-non-vegan-ingredient": "error"}
    assert found(facts({}, {"non_vegan": ["en:milk"]})) == {}


def test_far_from_what_is_usual_in_the_category():
    """Mean 70, deviation 2: from 62 to 78 is usual."""
    usual = {"carbohydrate_g": Figure(Decimal(70), Decimal(2))}

    assert found(facts({"carbohydrates": 62}, usual=usual)) == {}
    assert found(facts({"carbohydrates": "61.9"}, usual=usual)) == {
        "nutrition-value-very-low-for-category": "warning"
    }
    assert found(facts({"carbohydrates": "78.1"}, usual=usual)) == {
        "nutrition-value-very-high-for-category": "warning"
    }
