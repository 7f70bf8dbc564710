"""What the database derives from a balance's own columns."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.calories.models import DailyBalance

pytestmark = pytest.mark.django_db


def stored(user, **changes) -> DailyBalance:
    given = {
        "date": date(2026, 3, 2),
        "items_count": 1,
        "energy_reported_count": 1,
        "consumed_kcal": Decimal(2000),
        "energy_margin_kcal": Decimal(0),
        "consumed_confidence": Decimal("0.8"),
        "basal_kcal": Decimal(1400),
        "active_kcal": Decimal(800),
        "expenditure_source": "formula",
        "expenditure_confidence": Decimal("0.3"),
        "goal_kcal": Decimal(2000),
    }
    row = DailyBalance.objects.create(user=user, **{**given, **changes})
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("consumed", "achieved"),
    [
        ("1799.99", False),
        ("1800.00", True),  # 2000 less a tenth
        ("2000.00", True),
        ("2200.00", True),  # 2000 and a tenth
        ("2200.01", False),
    ],
)
def test_a_goal_is_reached_within_a_tenth_edges_included(anna, consumed, achieved):
    assert stored(anna, consumed_kcal=Decimal(consumed)).goal_achieved is achieved


def test_without_a_goal_nothing_is_reached_or_missed(anna):
    assert stored(anna, goal_kcal=None).goal_achieved is None


def test_the_net_balance_is_eaten_less_spent(anna):
    assert stored(anna).net_balance_kcal == -200  # 2000 − 1400 − 800


@pytest.mark.parametrize(
    ("consumed", "spent", "overall"),
    [
        ("0.8", "0.3", Decimal("0.55")),
        (None, "0.3", Decimal("0.15")),  # half of the one that is there
        (None, None, None),
    ],
)
def test_the_confidence_is_the_mean_or_half_of_one_side(anna, consumed, spent, overall):
    unknown = {} if spent else dict.fromkeys(["basal_kcal", "active_kcal"])
    source = "formula" if spent else "none"

    row = stored(
        anna,
        consumed_confidence=consumed,
        expenditure_confidence=spent,
        expenditure_source=source,
        **unknown,
    )

    assert row.overall_confidence == overall


def test_an_expenditure_without_a_source_is_refused(anna):
    with pytest.raises(IntegrityError, match="expenditure_named"), transaction.atomic():
        stored(anna, expenditure_source="none")
