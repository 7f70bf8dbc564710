"""The sensitive-case preset: no calories, no weight, no score, whatever is asked."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import Profile
from apps.calories import services
from apps.calories.tests.facts import body, eaten, weigh_ins
from apps.shared.api.hiding import without_figures
from conftest import make_food

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
HIDDEN = ("_kcal", "_kg", "_kj")


def figures(data, path=""):
    """Every figure of energy or mass that is shown, by its path."""
    if isinstance(data, dict):
        return [
            found
            for name, value in data.items()
            for found in (
                [f"{path}.{name}"]
                if name.endswith(HIDDEN) and isinstance(value, int | float)
                else figures(value, f"{path}.{name}")
            )
        ]
    if isinstance(data, list):
        return [found for n, value in enumerate(data) for found in figures(value, f"{path}[{n}]")]
    return []


@pytest.fixture
def phone(api, anna):
    body(anna, body_mass_kg=Decimal(70))
    eaten(anna, make_food(), DAY, [2000] * 3)
    weigh_ins(anna, DAY, [70.0] * 3)
    client = api(anna)
    client.post(
        "/api/v1/goals",
        {"direction": "lose", "wanted_kcal": 1900, "macros": {"preset": "balanced"}},
    )
    taken = {"id": str(uuid4()), "mass": 70, "unit": "kg", "taken_at": "2026-03-10T07:00:00+01:00"}
    assert client.post("/api/v1/health/body-mass", taken).status_code == 201
    services.estimate_users([anna.pk], at=datetime(2026, 3, 20, tzinfo=UTC))
    return client


PATHS = [
    f"balance/{DAY}",
    "balance?from=2026-03-01&to=2026-03-31",
    f"balance/{DAY}/explanation",
    "trends/weekly?weeks=52",
    "goals",
    "energy/profiles",
    "energy/bmr",
    "energy/requirement",
    "expenditure",
    f"expenditure/series?from={DAY}&to={DAY + timedelta(days=5)}",
    "projection",
    "health/body-mass?from=2026-03-01&to=2026-03-31",
    "sync",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_energy_or_weight_is_told(phone, anna, path):
    shown = phone.get(f"/api/v1/{path}").json()
    assert figures(shown)
    Profile.objects.filter(user=anna).update(sensitive_case=True)

    answer = phone.get(f"/api/v1/{path}")

    assert answer.status_code == 200
    kinds = {"goals", "energy_profiles", "balances"}
    found = answer.json()
    if path == "sync":
        found = {name: value for name, value in found["changed"].items() if name in kinds}
        assert set(found) == kinds
    assert figures(found) == []


def test_neither_is_whether_a_goal_was_reached(phone, anna):
    Profile.objects.filter(user=anna).update(sensitive_case=True)

    assert phone.get(f"/api/v1/balance/{DAY}").json()["goal_achieved"] is None


def test_a_preview_hides_them_too(phone, anna):
    Profile.objects.filter(user=anna).update(sensitive_case=True)

    found = phone.post("/api/v1/goals/preview", {"direction": "maintain"}).json()

    assert figures(found) == []


def test_the_facts_stay_as_they_are(phone, anna):
    Profile.objects.filter(user=anna).update(sensitive_case=True)
    hidden = phone.get(f"/api/v1/balance/{DAY}").json()
    Profile.objects.filter(user=anna).update(sensitive_case=False)

    assert hidden["items_count"] == 1
    assert phone.get(f"/api/v1/balance/{DAY}").json()["consumed_kcal"] == 2000


def test_what_is_no_figure_is_left():
    given = {"a_kcal": 3, "b": [{"c_kg": 1, "protein_g": 2}], "d": "x", "sentence": "5 kcal"}

    assert without_figures(given) == {
        "a_kcal": None, "b": [{"c_kg": None, "protein_g": 2}], "d": "x", "sentence": None,
    }  # fmt: skip


def test_today_is_a_day(phone, anna):
    Profile.objects.filter(user=anna).update(sensitive_case=True)

    assert figures(phone.get(f"/api/v1/balance/{timezone.localdate()}").json()) == []
