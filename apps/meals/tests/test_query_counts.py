"""How many statements the phone's calls cost; the counts are committed beside this file."""

import json
import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from apps.meals.models import Portion
from conftest import make_food

pytestmark = pytest.mark.django_db

COUNTS = Path(__file__).with_name("query_counts.json")
# The most a call may cost; the committed counts may only be lower.
LIMITS = {
    "log a meal with one item": 8,
    "log a meal with ten items": 8,
    "add an item": 8,
    "read a day": 4,
    "read a balance": 4,
}
TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


def statements_of(call) -> list[str]:
    """The statements of one request, also those of signing in; BEGIN and COMMIT are left out."""
    asked = []

    def note(execute, sql, params, many, context):
        if not sql.startswith(TRANSACTION_CONTROL):
            asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = call()
    assert answer.status_code < 300, answer.json()
    return asked


def item(**changes):
    return {"id": str(uuid4()), "quantity_g": 80, **changes}


def lunch(*items):
    eaten_at = "2026-03-02T13:00:00+01:00"
    return {"id": str(uuid4()), "type": "lunch", "eaten_at": eaten_at, "items": items}


@pytest.fixture
def asked(api, anna, bread) -> dict[str, list[str]]:
    """Statements by call, on a diary of a dozen items."""
    client = api(anna)
    make_food("Biscotti", gtin="08076809513753")
    one = item(food_id=str(bread.pk))
    portion = Portion.objects.get(food=bread)
    meal = lunch(one)
    url = f"/api/v1/meals/{meal['id']}"
    item_url = f"{url}/items/{one['id']}"
    ten = [item(food_id=str(make_food(f"Cibo {n}").pk)) for n in range(10)]
    by_barcode = item(barcode="8076809513753")
    by_portion = {"id": str(uuid4()), "food_id": str(bread.pk), "portion_id": str(portion.pk)}
    corrected = {"food_id": str(bread.pk), "quantity_g": 90}
    profile = {"body_mass_kg": 66, "valid_from": "2026-03-01"}
    span = "from=2026-03-01&to=2026-03-31"
    steps = {
        "record a body mass": lambda: client.post("/api/v1/energy/profiles", profile),
        "log a meal with one item": lambda: client.post("/api/v1/meals", meal),
        "log a meal again": lambda: client.post("/api/v1/meals", meal),
        "log a meal with ten items": lambda: client.post("/api/v1/meals", lunch(*ten)),
        "add an item": lambda: client.post(f"{url}/items", by_barcode),
        "add a portion": lambda: client.post(f"{url}/items", by_portion),
        "correct an item": lambda: client.put(item_url, corrected),
        "change a note": lambda: client.patch(url, {"note": "buono"}),
        "move a meal": lambda: client.patch(url, {"eaten_at": "2026-03-03T13:00:00+01:00"}),
        "read a day": lambda: client.get("/api/v1/days/2026-03-02"),
        "read a balance": lambda: client.get("/api/v1/balance/2026-03-02"),
        "read an empty day's balance": lambda: client.get("/api/v1/balance/2026-03-09"),
        "read a month of balances": lambda: client.get(f"/api/v1/balance?{span}"),
        "read a meal": lambda: client.get(url),
        "list meals": lambda: client.get("/api/v1/meals"),
        "search": lambda: client.get("/api/v1/foods", {"q": "cibo"}),
        "search with a typo": lambda: client.get("/api/v1/foods", {"q": "bisccoti"}),
        "scan a barcode": lambda: client.get("/api/v1/foods/barcode/8076809513753"),
        "read a food": lambda: client.get(f"/api/v1/foods/{bread.pk}"),
        "remove an item": lambda: client.delete(item_url),
        "delete a meal": lambda: client.delete(url),
    }
    return {name: statements_of(call) for name, call in steps.items()}


def test_each_call_costs_what_is_written_down(asked):
    if os.environ.get("UPDATE_QUERY_COUNTS") == "1":
        counts = {name: len(statements) for name, statements in asked.items()}
        COUNTS.write_text(json.dumps(counts, indent=2, sort_keys=True) + "\n")
    written = json.loads(COUNTS.read_text())
    changed = [name for name in asked if len(asked[name]) != written.get(name)]

    listing = "\n".join(
        f"{name}: {written.get(name)} written, {len(asked[name])} asked\n  "
        + "\n  ".join(asked[name])
        for name in changed
    )
    assert not changed, f"{listing}\nUPDATE_QUERY_COUNTS=1 rewrites {COUNTS.name}"
    assert set(written) == set(asked), "calls came or went; UPDATE_QUERY_COUNTS=1"


def test_no_call_costs_more_than_was_agreed():
    written = json.loads(COUNTS.read_text())

    assert {name: written[name] for name in LIMITS if written[name] > LIMITS[name]} == {}
