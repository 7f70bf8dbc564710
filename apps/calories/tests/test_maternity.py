"""Pregnancy by its due date."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.calories.domain.maternity import added_kcal, conditions_on, trimester
from apps.calories.domain.safety import Condition

DUE = date(2026, 10, 8)
FIRST = date(2026, 1, 1)  # 280 days before


@pytest.mark.parametrize(
    ("day", "expected", "added"),
    [
        (FIRST - timedelta(days=1), None, 0),
        (FIRST, 1, 70),
        (date(2026, 4, 8), 1, 70),  # the 14th week has not passed
        (date(2026, 4, 9), 2, 260),
        (date(2026, 7, 15), 2, 260),
        (date(2026, 7, 16), 3, 500),  # 28 weeks
        (DUE + timedelta(days=21), 3, 500),
        (DUE + timedelta(days=22), None, 0),
    ],
)
def test_each_trimester_adds_what_efsa_says(day, expected, added):
    assert trimester(DUE, day) == expected
    assert added_kcal((), DUE, day) == added


def test_the_due_date_says_when_a_pregnancy_begins_and_ends():
    told = [Condition.PREGNANT, Condition.KIDNEY_DISEASE]

    assert Condition.PREGNANT in conditions_on([], DUE, DUE)
    assert conditions_on(told, DUE, date(2027, 1, 1)) == {Condition.KIDNEY_DISEASE}
    assert Condition.PREGNANT in conditions_on(told, None, date(2027, 1, 1))


def test_breast_feeding_adds_five_hundred():
    assert added_kcal([Condition.LACTATING], None, DUE) == Decimal(500)
