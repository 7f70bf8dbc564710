"""HealthKit's expenditure in the day's balance."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction

from apps.calories import selectors, services
from apps.calories.models import DailyBalance, EnergyProfile
from apps.calories.tests.test_balance_api import eat
from apps.health.domain.types import TYPES
from apps.health.models import DailyMetric, SourceDevice, SyncState
from apps.health.tests.derivation_cast import LATER, burnt, derive
from apps.outbox import services as outbox

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
# Revised Harris–Benedict at 35, 165 cm, 60 kg: 447.593 + 554.82 + 511.17 − 151.55 = 1362.033;
# moderately active × 1.6.
FORMULA = (Decimal("1362.03"), Decimal("817.22"), "formula", Decimal("0.3"))


@pytest.fixture
def body(anna):
    return EnergyProfile.objects.create(
        user=anna, valid_from=date(2026, 1, 1), body_mass_kg=60, height_cm=165, sex="female",
        birth_date=date(1990, 5, 17), activity_level="moderate",
    )  # fmt: skip


def measured(user, kind, value, *, grade="good", complete=True, day=DAY):
    DailyMetric.objects.create(
        user=user, local_date=day, type=TYPES[f"{kind}_energy_kcal"].number, value=value,
        samples_count=1, confidence=1,
        provenance={"sync": {"grade": grade, "complete": complete}},
    )  # fmt: skip


def spent(user):
    row = selectors.balance(user.pk, DAY)
    return (
        row.basal_kcal, row.active_kcal, row.expenditure_source, row.expenditure_confidence,
    )  # fmt: skip


@pytest.mark.parametrize(("grade", "confidence"), [("good", "0.9"), ("degraded", "0.7")])
def test_a_day_that_was_synced_well_is_healthkits(anna, body, grade, confidence):
    measured(anna, "basal", 1400, grade=grade)
    measured(anna, "active", 650, grade=grade)
    assert spent(anna) == (1400, 650, "healthkit", Decimal(confidence))
    # The goal stays with the usual day, 1362.033 × 1.6: of 650 kcal, 468 are surely active, fewer
    # than the 817 of the plan.
    assert selectors.balance(anna.pk, DAY).goal_kcal == Decimal("2179.25")


@pytest.mark.parametrize(
    "sync",
    [
        {"grade": "stale", "complete": False},
        {"grade": "unknown", "complete": False},
        {"grade": "good", "complete": False},
    ],
)
def test_an_unfinished_or_doubtful_day_is_the_formulas(anna, body, sync):
    measured(anna, "basal", 700, **sync)
    measured(anna, "active", 120, **sync)
    assert spent(anna) == FORMULA


@pytest.mark.parametrize("kind", ["basal", "active"])
def test_one_half_alone_is_not_used(anna, body, kind):
    measured(anna, kind, 1400)
    assert spent(anna) == FORMULA


def test_basal_energy_has_the_same_floor_as_the_formula(anna, body):
    measured(anna, "basal", 900)
    measured(anna, "active", 300)
    assert spent(anna) == (1200, 300, "healthkit", Decimal("0.9"))


def test_without_a_body_the_expenditure_is_known_and_the_goal_is_not(anna):
    measured(anna, "basal", 1400)
    measured(anna, "active", 650)
    assert spent(anna)[2] == "healthkit"
    assert selectors.balance(anna.pk, DAY).goal_kcal is None


def test_another_users_expenditure_is_not_used(anna, stranger, body):
    measured(stranger, "basal", 1400)
    measured(stranger, "active", 650)
    assert spent(anna) == FORMULA


def tell(user, *types):
    payload = {"dates": [DAY.isoformat()], "types": list(types)}
    with transaction.atomic():
        outbox.record("health.metrics_changed.v1", user_id=user.pk, payload=payload)


def test_new_figures_reach_the_stored_balance_at_once(api, anna, body, bread):
    eat(api(anna), bread)
    stored = DailyBalance.objects.get()
    assert stored.expenditure_source == "formula"
    measured(anna, "basal", 1400)
    measured(anna, "active", 650)
    tell(anna, "active_energy_kcal")
    stored.refresh_from_db()
    assert (stored.expenditure_source, stored.net_balance_kcal) == ("healthkit", -1050)
    assert stored.goal_kcal == Decimal("2179.25")


def test_figures_of_other_types_rebuild_nothing(api, anna, body, bread):
    eat(api(anna), bread)
    measured(anna, "basal", 1400)
    measured(anna, "active", 650)
    tell(anna, "step_count")
    assert DailyBalance.objects.get().expenditure_source == "formula"


def test_a_rebuild_with_healthkit_changes_nothing_twice(api, anna, body, bread):
    eat(api(anna), bread)
    measured(anna, "basal", 1400)
    measured(anna, "active", 650)
    assert [services.rebuild_days(anna.pk, DAY, DAY) for _ in range(2)] == [1, 0]


def test_samples_become_a_balance(api, anna, body, bread):
    """From the phone's records to the plate's day: derived, graded, complete, balanced."""
    eat(api(anna), bread)
    phone = SourceDevice.objects.create(id=UUID(int=1), user=anna, last_seen_at=LATER)
    for kind in ("active", "basal"):
        SyncState.objects.create(
            user=anna, device=phone, type=TYPES[f"{kind}_energy_kcal"].number, last_sync_at=LATER
        )
    derive(
        anna,
        burnt("Active", "watch", "2026-03-02T08:00+01:00", 240, 650),
        burnt("Basal", "watch", "2026-03-02T00:00+01:00", 1440, 1400),
    )
    stored = DailyBalance.objects.get()
    assert (stored.expenditure_source, stored.basal_kcal, stored.active_kcal) == (
        "healthkit", 1400, 650,
    )  # fmt: skip
