"""The estimator against many people whose expenditure is known, in two unrelated worlds."""

import numpy as np
import pytest

from apps.calories.domain.adaptive import estimate
from apps.calories.tests.test_adaptive_expenditure import coverage, rmse_kcal
from apps.calories.tests.truths import DAYS, hall_people, plain_people

WINDOW_DAYS = 28


@pytest.fixture(scope="module")
def hall():
    return hall_people(11, each=30)


@pytest.fixture(scope="module")
def plain():
    return plain_people(12, users=200)


def found_for(truths, **how):
    return estimate(truths.people, truths.intake_kcal, truths.body_mass_kg, **how)


def formula_error_kcal(truths):
    formula = np.array([[person.formula_kcal] for person in truths.people])
    return np.sqrt(((formula - truths.two_weeks_kcal())[:, WINDOW_DAYS:] ** 2).mean(axis=1))


def line_error_kcal(truths):
    """Of mean intake less 7,700 kcal per kilogram of the straight line through 28 days."""
    found = np.empty_like(truths.intake_kcal)
    for day in range(WINDOW_DAYS, DAYS):
        window = slice(day + 1 - WINDOW_DAYS, day + 1)
        eaten = np.nanmean(truths.intake_kcal[:, window], axis=1)
        mass = truths.body_mass_kg[:, window]
        when = np.where(np.isnan(mass), np.nan, np.arange(WINDOW_DAYS))
        when = when - np.nanmean(when, axis=1, keepdims=True)
        slope = np.nansum(when * mass, axis=1) / np.nansum(when**2, axis=1)
        found[:, day] = eaten - 7700 * slope
    error = (found - truths.two_weeks_kcal())[:, WINDOW_DAYS:]
    return np.sqrt((error**2).mean(axis=1))


@pytest.mark.parametrize("world", ["hall", "plain"])
def test_it_beats_the_formula_and_the_straight_line(world, request):
    truths = request.getfixturevalue(world)
    errors = rmse_kcal(found_for(truths), truths.two_weeks_kcal())

    assert errors.mean() < formula_error_kcal(truths).mean()
    assert errors.mean() < line_error_kcal(truths).mean()


@pytest.mark.parametrize("world", ["hall", "plain"])
def test_nine_intervals_of_ten_hold_the_truth(world, request):
    truths = request.getfixturevalue(world)

    assert 0.85 <= coverage(found_for(truths), truths.two_weeks_kcal()) <= 0.97


@pytest.mark.parametrize("world", ["hall", "plain"])
def test_hindsight_is_better(world, request):
    truths = request.getfixturevalue(world)
    online, later = (
        rmse_kcal(found_for(truths, retrospective=later), truths.two_weeks_kcal())
        for later in (False, True)
    )

    assert later.mean() < 0.8 * online.mean()


def test_hall_people_are_known_within_65_kcal(hall):
    errors = rmse_kcal(found_for(hall), hall.two_weeks_kcal())

    assert errors.mean() <= 65


@pytest.mark.parametrize(
    "name", ["cut", "bulk", "sparse logs", "sparse weigh-ins", "cycle", "phases", "maintenance"]
)
def test_a_steady_activity_is_learned(hall, name):
    chosen = [one == name for one in hall.names]
    errors = rmse_kcal(found_for(hall), hall.two_weeks_kcal())[chosen]

    assert errors.mean() <= 65
    assert errors.max() <= 120
