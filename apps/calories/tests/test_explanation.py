"""From the plate to the balance, one figure after the other."""

from decimal import Decimal

import pytest

from apps.calories.tests.facts import body
from apps.calories.tests.test_balance_api import eat

pytestmark = pytest.mark.django_db

DAY = "2026-03-02"


def test_every_step_from_the_plate_to_the_balance(api, anna, bread):
    body(anna)
    client = api(anna)
    eat(client, bread)

    found = client.get(f"/api/v1/balance/{DAY}/explanation").json()

    [plate] = found["eaten"]["items"]
    assert (plate["food_name"], plate["quantity_g"], plate["energy_kcal"]) == (
        "Pane integrale", 400, 1000,
    )  # fmt: skip
    assert (plate["source"], plate["licence"]) == ("usda", "CC0-1.0")
    assert found["eaten"]["quantities_margin_kcal"] == 50  # ± 20 g of 2.5 kcal/g
    assert found["eaten"]["sources_margin_kcal"] == 340  # a third (0.66) is not trusted
    assert found["eaten"]["margin_kcal"] == 343.66  # √(50² + 340²)
    assert found["spent"]["source"] == "formula"
    assert found["spent"]["total_kcal"] == 2179.25
    assert found["basal_rate"]["estimate_kcal"] == 1362.033
    assert found["basal_rate"]["floor_applied"] is False
    assert found["goal_steps"] == [
        {"code": "expenditure", "after_kcal": 2179.25},
        {"code": "wish", "after_kcal": 2179.25},
    ]
    assert found["net_balance_kcal"] == -1179.25
    # √(343.66² + 583.975²)
    assert found["balance_margin_kcal"] == pytest.approx(677.6, abs=0.1)
    assert "-1179 ± 678" in found["sentence"]


def test_it_says_what_the_balance_says(api, anna, bread):
    body(anna)
    client = api(anna)
    eat(client, bread)

    found = client.get(f"/api/v1/balance/{DAY}/explanation").json()
    day = client.get(f"/api/v1/balance/{DAY}").json()

    for name in ("net_balance_kcal", "balance_margin_kcal", "goal_kcal", "day_complete", "missing"):
        assert found[name] == day[name], name
    assert found["eaten"]["consumed_kcal"] == day["consumed_kcal"]


def test_a_clamp_is_a_step(api, anna, bread):
    body(anna)
    client = api(anna)
    anna.goals.create(valid_from=DAY, direction="lose", wanted_kcal=Decimal(500))

    steps = client.get(f"/api/v1/balance/{DAY}/explanation").json()["goal_steps"]

    assert steps == [
        {"code": "expenditure", "after_kcal": 2179.25},
        {"code": "wish", "after_kcal": 500},
        # 1 % of 60 kg a week are 660 kcal a day
        {"code": "rate_capped_1pct_or_1kg_week", "after_kcal": 1519.25},
    ]


def test_an_empty_day_of_somebody_unknown_has_nothing_to_explain(api, stranger):
    found = api(stranger).get(f"/api/v1/balance/{DAY}/explanation").json()

    assert (found["eaten"]["items"], found["spent"], found["sentence"]) == ([], None, None)
    assert "height_cm" in found["missing"]
