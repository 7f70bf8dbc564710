"""Which meal a time of the day belongs to."""

from datetime import time

import pytest

from apps.meals.domain.meal_times import meal_type_at


@pytest.mark.parametrize(
    ("local", "meal"),
    [
        (time(4, 59), "snack"),
        (time(5), "breakfast"),
        (time(10), "snack"),
        (time(12, 45), "lunch"),
        (time(16), "snack"),
        (time(20), "dinner"),
        (time(23, 30), "snack"),
        (time(0), "snack"),
    ],
)
def test_the_hours_of_the_meals(local, meal):
    assert meal_type_at(local) == meal
