"""Whatever happened in whatever order: the stored days and weeks are those that the facts give."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.calories import services
from apps.calories.models import (
    DailyBalance,
    EnergyProfile,
    ExpenditureEstimate,
    Goal,
    LearningMark,
    LoggedDay,
    WeeklyTrend,
)
from apps.calories.tests.facts import body, eaten, weigh_ins
from apps.calories.tests.test_learning import estimate
from apps.health.models import DailyMetric
from apps.meals.models import Meal
from conftest import make_food

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = date(2026, 3, 2)
DAYS = 24
LAST = FIRST + timedelta(days=DAYS - 1)
DAY = st.integers(0, DAYS - 1)

# What can happen: (what, on which day, how much).
HAPPENING = st.one_of(
    st.tuples(st.just("eat"), DAY, st.integers(300, 3500)),
    st.tuples(st.just("weigh"), DAY, st.integers(58, 62)),
    st.tuples(st.just("say"), DAY, st.sampled_from([True, False, None])),
    st.tuples(st.just("goal"), DAY, st.sampled_from(["lose", "maintain", "gain"])),
    st.tuples(st.just("body"), DAY, st.integers(55, 65)),
    st.tuples(st.just("delete"), DAY, st.just(0)),
    st.tuples(st.just("night"), DAY, st.just(0)),
    st.tuples(st.just("close"), DAY, st.just(0)),
)


class Life:
    """Anna's days, changed as phones and nightly jobs change them."""

    def __init__(self, anna):
        self.anna, self.food = anna, make_food()
        body(anna)
        eaten(anna, self.food, FIRST, [1900 + 40 * (n % 5) for n in range(14)])
        weigh_ins(anna, FIRST, [60 + 0.1 * (n % 3) for n in range(14)])

    def happen(self, what, n, how):
        getattr(self, what)(FIRST + timedelta(days=n), how)

    def eat(self, day, kcal):
        LoggedDay.objects.filter(date=day).delete()
        eaten(self.anna, self.food, day, [kcal])

    def weigh(self, day, kg):
        DailyMetric.objects.filter(local_date=day).delete()
        weigh_ins(self.anna, day, [kg])

    def say(self, day, word):
        services.say_complete(self.anna, day, word, today=LAST)

    def goal(self, day, direction):
        Goal.objects.update_or_create(
            user=self.anna, valid_from=day, defaults={"direction": direction}
        )
        services.rebuild_all(self.anna.pk)

    def body(self, day, kg):
        services.record_energy_profile(
            self.anna, valid_from=day, body_mass_kg=Decimal(kg), today=LAST
        )

    def delete(self, day, _how):
        Meal.objects.filter(local_date=day).delete()
        services.rebuild_days(self.anna.pk, day, day)

    def night(self, day, _how):
        estimate(self.anna, at=_at(day))

    def close(self, day, _how):
        services.close_weeks(at=_at(day), weeks=4)

    def catch_up(self):
        """The jobs of the last night, as they run every night."""
        self.night(LAST + timedelta(days=7), 0)
        services.close_weeks(at=_at(LAST + timedelta(days=7)), weeks=5, again=True)


def _at(day):
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def stored():
    kept = [
        DailyBalance.objects.order_by("date").values(),
        ExpenditureEstimate.objects.order_by("date").values(),
        WeeklyTrend.objects.filter(days_logged__gt=0).order_by("week_start").values(),
    ]
    return [
        {name: value for name, value in row.items() if name not in {"id", "change", "closed_at"}}
        for rows in kept
        for row in rows
    ]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(HAPPENING, min_size=3, max_size=12))
def test_what_is_stored_is_what_the_facts_give(anna, happenings):
    for model in (Meal, DailyMetric, LoggedDay, Goal, EnergyProfile, LearningMark):
        model.objects.all().delete()
    for model in (DailyBalance, ExpenditureEstimate, WeeklyTrend):
        model.objects.all().delete()
    life = Life(anna)
    for happening in happenings:
        life.happen(*happening)
    life.catch_up()
    lived = stored()

    assert services.rebuild_days(anna.pk, FIRST, LAST) == 0

    for model in (DailyBalance, ExpenditureEstimate, WeeklyTrend, LearningMark):
        model.objects.all().delete()
    services.rebuild_days(anna.pk, FIRST, LAST)
    life.catch_up()
    assert stored() == lived
