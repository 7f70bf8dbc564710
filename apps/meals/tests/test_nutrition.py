"""Nutrients of a day and of a range: totals, coverage, references, sources; sums by hand."""

import json
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.accounts.models import Profile
from apps.meals.models import MealItem
from apps.meals.tests.test_query_counts import statements_of
from apps.shared.nutrients import NUTRIENTS
from apps.shared.provenance import Source
from conftest import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def cake(db):
    """Per 100 g 400 kcal and nothing else."""
    return make_food("Torta", source=Source.OPENFOODFACTS, energy_kcal=Decimal(400))


def eat(client, *foods, on="2026-03-02", quantity_g=100):
    items = [
        {"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": quantity_g} for food in foods
    ]
    meal = {"type": "lunch", "eaten_at": f"{on}T12:30:00+01:00", "items": items}
    assert client.post("/api/v1/meals", {"id": str(uuid4()), **meal}).status_code == 201


def day(client, on="2026-03-02"):
    return client.get(f"/api/v1/days/{on}/nutrition").json()


def ask(client, path, first="2026-03-01", last="2026-03-07", **query):
    answer = client.get(f"/api/v1/{path}", {"from": first, "to": last, **query})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_day_has_every_nutrient_with_its_unit(client, bread):
    eat(client, bread)
    nutrients = day(client)["nutrients"]

    assert set(nutrients) == set(NUTRIENTS)
    assert (nutrients["iron_mg"]["value"], nutrients["iron_mg"]["unit"]) == (2.5, "mg")
    assert (nutrients["zinc_mg"]["value"], nutrients["zinc_mg"]["reported"]) == (None, 0)


def test_coverage_is_of_items_and_of_their_energy(client, bread, cake):
    eat(client, bread, cake, cake)  # 250 kcal tell iron, 800 do not
    iron = day(client)["nutrients"]["iron_mg"]

    assert iron["coverage"] == pytest.approx(1 / 3)
    assert iron["energy_coverage"] == pytest.approx(250 / 1050)


def test_an_item_of_unknown_energy_weighs_like_the_mean_of_the_others(client, bread, cake):
    eat(client, bread, cake, make_food("Tisana", micronutrients={"iron_mg": "1"}))
    nutrients = day(client)["nutrients"]

    # mean of 250 and 400 is 325: (250 + 325) / (250 + 400 + 325)
    assert nutrients["iron_mg"]["energy_coverage"] == pytest.approx(575 / 975)
    assert nutrients["energy_kcal"]["energy_coverage"] == pytest.approx(650 / 975)


def test_a_day_says_percent_of_labels_and_of_the_persons_reference(client, bread):
    """Anna is 35: 18 mg of iron (LARN V), on labels 14."""
    eat(client, bread, quantity_g=200)
    iron = day(client)["nutrients"]["iron_mg"]

    assert iron["nrv_percent"] == 35.7  # 5 / 14
    assert (iron["percent_low"], iron["percent_high"]) == (27.8, 27.8)  # 5 / 18
    assert [(one["type"], one["low"], one["body"]) for one in iron["references"]] == [
        ("PRI", 18, "LARN V 2024"),
        ("AR", 7, "EFSA"),
    ]


def test_a_day_names_its_sources_by_energy(client, bread, cake):
    eat(client, bread, cake, cake)
    found = day(client)

    assert [(one["source"], one["items_count"]) for one in found["sources"]] == [
        ("openfoodfacts", 2),
        ("usda", 1),
    ]
    assert found["sources"][0]["energy_share"] == pytest.approx(800 / 1050)


def test_trust_and_margin_are_those_of_the_day_view(client, bread, cake):
    eat(client, bread, cake)
    totals = client.get("/api/v1/days/2026-03-02").json()["totals"]
    found = day(client)

    for name in ("items_count", "confidence", "confidence_level", "energy_margin_kcal"):
        assert found[name] == totals[name]
    for code, sums in totals["nutrients"].items():
        assert {name: found["nutrients"][code][name] for name in sums} == sums


def test_a_trace_is_told_and_adds_nothing(client, bread):
    eat(client, bread)
    MealItem.objects.update(traces=["iron_mg"], micronutrients={"iron_mg": "0"})
    iron = day(client)["nutrients"]["iron_mg"]

    assert (iron["value"], iron["reported"], iron["coverage"]) == (0, 1, 1)


def test_an_empty_day_is_empty(client):
    found = day(client)

    assert (found["items_count"], found["sources"], found["confidence"]) == (0, [], None)
    assert found["nutrients"]["iron_mg"]["value"] == 0


def test_removed_items_and_other_peoples_do_not_count(client, api, stranger, bread):
    eat(client, bread)
    eat(api(stranger), bread)
    meal = client.get("/api/v1/days/2026-03-02").json()["meals"][0]
    client.delete(f"/api/v1/meals/{meal['id']}")

    assert (day(client)["items_count"], day(api(stranger))["items_count"]) == (0, 1)


def test_a_mean_is_over_the_days_that_tell_the_nutrient(client, bread, cake):
    eat(client, bread, on="2026-03-02")  # 250 kcal, 2.5 mg
    eat(client, bread, bread, on="2026-03-03")  # 500 kcal, 5 mg
    eat(client, cake, on="2026-03-05")  # 400 kcal, iron unknown
    found = ask(client, "nutrition")
    nutrients = found["nutrients"]

    assert found["days_logged"] == 3
    assert nutrients["energy_kcal"]["mean"] == pytest.approx(1150 / 3, abs=0.0001)
    assert (nutrients["iron_mg"]["mean"], nutrients["iron_mg"]["days"]) == (3.75, 2)
    assert nutrients["zinc_mg"]["mean"] is None


def test_the_series_has_the_logged_days_and_the_nutrients_asked_for(client, bread, cake):
    eat(client, bread, on="2026-03-02")
    eat(client, cake, on="2026-03-05")
    days = ask(client, "nutrition", nutrients="iron_mg, energy_kcal")["days"]

    assert [one["date"] for one in days] == ["2026-03-02", "2026-03-05"]
    assert [one["nutrients"] for one in days] == [
        {"iron_mg": 2.5, "energy_kcal": 250},
        {"iron_mg": None, "energy_kcal": 400},
    ]


def test_the_margin_of_a_mean_day_shrinks_with_days(client, bread):
    for on in ("2026-03-02", "2026-03-03"):
        eat(client, bread, on=on)  # ± 20 g = ± 50 kcal each
    found = ask(client, "nutrition")

    assert found["energy_margin_per_day_kcal"] == pytest.approx(35.3553, abs=0.0001)  # √5000 / 2


def test_an_empty_range_is_empty(client):
    found = ask(client, "nutrition")

    assert (found["days_logged"], found["days"], found["energy_margin_per_day_kcal"]) == (
        0,
        [],
        None,
    )
    assert found["nutrients"]["iron_mg"]["mean"] is None


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"from": "2026-03-07", "to": "2026-03-01"}, "to"),
        ({"from": "2025-03-01", "to": "2026-03-02"}, "to"),
        ({"from": "ieri", "to": "2026-03-01"}, "from"),
        ({"from": "2026-03-01"}, "to"),
        ({"from": "2026-03-01", "to": "2026-03-02", "nutrients": "iron"}, "nutrients"),
        ({"from": "2026-03-01", "to": "2026-03-02", "nutrient": "iron_mg"}, "nutrient"),
    ],
)
def test_a_range_that_is_none_names_the_field(client, query, param):
    answer = client.get("/api/v1/nutrition", query)

    assert answer.status_code == 422
    assert [error["param"] for error in answer.json()["errors"]] == [param]


def test_a_day_that_is_none_is_refused(client):
    answer = client.get("/api/v1/days/ieri/nutrition")
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_DATE")


def test_the_report_judges_what_is_known_well_enough(client):
    whole = make_food("Pasto", energy_kcal=Decimal(2000), micronutrients={"iron_mg": "20"})
    half = make_food("Altro", energy_kcal=Decimal(2000), micronutrients={"calcium_mg": "900"})
    for on in ("2026-03-02", "2026-03-03", "2026-03-04"):
        eat(client, whole, on=on)
    report = ask(client, "nutrition/report")
    assert report["nutrients"]["iron_mg"]["verdict"] == "adequate"  # 20 mg for 18

    eat(client, half, on="2026-03-04")
    iron = ask(client, "nutrition/report")["nutrients"]["iron_mg"]
    assert (iron["verdict"], iron["withheld"]) == (None, "low_coverage")  # 6000 of 8000 kcal
    assert iron["percent_low"] == 111.1  # 20 / 18


def test_the_report_says_nothing_of_two_days(client, bread):
    for on in ("2026-03-02", "2026-03-03"):
        eat(client, bread, on=on)
    report = ask(client, "nutrition/report")

    assert report["nutrients"]["iron_mg"]["withheld"] == "too_few_days"
    assert (report["coverage_needed"], report["days_needed"]) == (0.8, 3)
    assert report["assumptions"] == ["not_pregnant", "not_breast_feeding", "reference_body_mass"]


@pytest.mark.parametrize(
    ("sex", "low", "high"), [("male", 10, 10), ("other", 10, 18), ("", 10, 18)]
)
def test_who_does_not_tell_a_sex_gets_both_values(client, anna, bread, sex, low, high):
    Profile.objects.filter(user=anna).update(sex=sex)
    eat(client, bread)
    iron = ask(client, "nutrition/report")["nutrients"]["iron_mg"]

    recommended = {one["low"] for one in iron["references"] if one["type"] == "PRI"}
    assert (min(recommended), max(recommended)) == (low, high)
    assert iron["percent_low"] == pytest.approx(250 / high, abs=0.05)
    assert iron["percent_high"] == pytest.approx(250 / low, abs=0.05)


def test_there_are_no_references_for_a_child(client, anna, bread):
    Profile.objects.filter(user=anna).update(birth_date="2010-03-08")  # 15 on 7 March 2026
    eat(client, bread)
    iron = ask(client, "nutrition/report")["nutrients"]["iron_mg"]

    assert (iron["references"], iron["withheld"]) == ([], "under_18")


@pytest.mark.parametrize("path", ["days/2026-03-02/nutrition", "nutrition", "nutrition/report"])
def test_four_statements_whatever_was_eaten(client, bread, cake, path):
    query = {} if path.startswith("days") else {"from": "2026-03-01", "to": "2026-03-31"}
    counts = []
    for on in ("2026-03-02", "2026-03-03", "2026-03-04"):
        eat(client, *[bread, cake] * 10, on=on)
        statements = statements_of(lambda: client.get(f"/api/v1/{path}", query))
        counts.append(len(statements))

    assert counts == [4, 4, 4], json.dumps(statements, indent=1)
