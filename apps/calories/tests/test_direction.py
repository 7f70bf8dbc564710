"""The direction of a week, and the distribution its test stands on."""

from itertools import pairwise, permutations

import pytest

from apps.calories.domain.direction import LEAST_S
from apps.calories.selectors import weeks
from apps.calories.tests.facts import MONDAY, week


def s_of(values) -> int:
    """Of every two the later is higher (+1) or lower (−1)."""
    ordered = list(enumerate(values))
    return sum((b > a) - (b < a) for i, a in ordered for j, b in ordered if i < j)


@pytest.mark.parametrize("days", [4, 5, 6, 7])
def test_the_least_s_is_the_smallest_that_is_rare_among_all_orders(days):
    found = [s_of(order) for order in permutations(range(days))]

    def share(least):
        return sum(s >= least for s in found) / len(found)

    assert share(LEAST_S[days]) <= 0.05 < share(LEAST_S[days] - 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("eaten", "direction"),
    [
        ([1500, 1600, 1700, 1800, 1900, 2000, 2100], "increasing"),  # S = 21
        ([2100, 2000, 1900, 1800, 1700, 1600, 1500], "decreasing"),
        # 19 pairs up, 2 down: 17
        ([1500, 1700, 1600, 1800, 1900, 2100, 2000], "increasing"),
        # first below last, and yet S = 9 of 13: no direction
        ([1500, 1700, 1600, 1900, 2100, 1800, 1750], "stable"),
        # one feast at the end moves nothing: S = 4
        ([2000, 2010, 1990, 2005, 1995, 2000, 3500], "stable"),
        ([1500, 1600, 1700], None),
        ([1500, 1600, 1700, 1800], "increasing"),  # S = 6
        ([1500, None, 1600, None, 1700, 1800, 1900], "increasing"),  # S = 10 of five days
        ([2000, 2000, 2000, 2000, 2000, 2000, 2000], "stable"),
    ],
)
def test_a_week_has_the_direction_of_its_days(anna, eaten, direction):
    week(anna, *eaten)

    [found] = weeks(anna.pk, MONDAY, 1)

    assert found.direction == direction


def test_the_table_has_no_hole():
    assert all(b == a + 1 for a, b in pairwise(sorted(LEAST_S)))
