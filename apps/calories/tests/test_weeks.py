"""Closing weeks: what counts, when, and that it happens once."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.calories import services
from apps.calories.models import DailyBalance, WeeklyTrend
from apps.calories.selectors import weeks
from apps.calories.services import weeks as closing
from apps.calories.tests.facts import MONDAY, balance, eaten, week
from apps.meals.models import Meal
from apps.outbox.models import OutboxEvent
from conftest import make_food

pytestmark = pytest.mark.django_db

SUNDAY = MONDAY + timedelta(days=6)
# Monday 2026-03-09 00:00 in Rome is 23:00 UTC the day before.
ENDED = datetime(2026, 3, 8, 23, 0, tzinfo=UTC)


def close(at=ENDED, **how):
    return services.close_weeks(at=at, **how)


def told():
    events = OutboxEvent.objects.filter(name="calories.week_closed.v1")
    return sorted((str(event.user_id), event.payload["week_start"]) for event in events)


def test_a_week_is_the_mean_of_its_complete_days(anna):
    balance(anna, MONDAY, 1700)
    balance(anna, MONDAY + timedelta(days=1), 2100, consumed_confidence=Decimal("0.6"))
    balance(anna, MONDAY + timedelta(days=2), 2500, balance_margin_kcal=Decimal(700))
    # Half-logged: counts as a day with food and nowhere else.
    balance(anna, MONDAY + timedelta(days=3), 600, day_complete=False)

    assert close() == 1

    row = WeeklyTrend.objects.get()
    assert (row.week_start, row.days_logged, row.data_points) == (MONDAY, 4, 3)
    assert (row.average_consumed_kcal, row.average_expenditure_kcal) == (2100, 2000)
    assert row.average_balance_kcal == 100  # (−300 + 100 + 500) / 3
    assert row.balance_margin_kcal == 500  # (400 + 400 + 700) / 3
    # (0.8 + 0.4)/2 = 0.6, (0.6 + 0.4)/2 = 0.5, 0.6; of seven days 1.7 / 7
    assert row.confidence == Decimal("0.243")
    # Within a tenth of 2,000 is the second alone.
    assert row.adherence_percent == Decimal("33.33")
    assert row.average_deviation_kcal == Decimal("300.00")  # (300 + 100 + 500) / 3
    assert row.direction is None  # three days


def test_a_day_without_expenditure_counts_for_what_was_eaten(anna):
    unknown = dict.fromkeys(
        ["basal_kcal", "active_kcal", "expenditure_confidence", "expenditure_margin_kcal"]
    )
    balance(
        anna, MONDAY, 1800, expenditure_source="none", balance_margin_kcal=None, goal_kcal=None,
        **unknown,
    )  # fmt: skip

    close()

    row = WeeklyTrend.objects.get()
    assert (row.data_points, row.average_consumed_kcal) == (1, 1800)
    assert (row.average_balance_kcal, row.adherence_percent) == (None, None)


@pytest.mark.parametrize(
    ("zone", "starts", "ends"),
    [
        ("Europe/Rome", 0, datetime(2026, 3, 8, 23, 0, tzinfo=UTC)),
        ("Europe/Rome", 4, datetime(2026, 3, 9, 3, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", 0, datetime(2026, 3, 8, 10, 0, tzinfo=UTC)),  # UTC+14
        ("Pacific/Pago_Pago", 0, datetime(2026, 3, 9, 11, 0, tzinfo=UTC)),  # UTC−11
        # Clocks went ahead that Sunday: Monday begins at 04:00 UTC, not at 05:00.
        ("America/New_York", 0, datetime(2026, 3, 9, 4, 0, tzinfo=UTC)),
    ],
)
def test_each_week_closes_at_its_own_monday(anna, zone, starts, ends):
    User.objects.filter(pk=anna.pk).update(timezone=zone, day_starts_at=time(starts))
    week(anna, 2000)

    assert close(ends - timedelta(seconds=1)) == 0
    assert close(ends) == 1


def test_closing_again_changes_nothing_and_tells_nothing(anna, stranger):
    week(anna, 2000, 2100)
    week(stranger, 1900)
    assert close() == 2
    before = list(WeeklyTrend.objects.order_by("user_id").values())
    first = told()

    assert close(ENDED + timedelta(hours=1)) == 0

    assert list(WeeklyTrend.objects.order_by("user_id").values()) == before
    assert (
        told() == first == sorted([(str(anna.pk), "2026-03-02"), (str(stranger.pk), "2026-03-02")])
    )


def test_a_week_that_was_closed_too_early_is_rolled_up_again(anna):
    week(anna, 2000)
    close()
    balance(anna, MONDAY + timedelta(days=1), 3000)  # stored while the week was being closed

    assert close(weeks=1, again=True) == 0

    assert WeeklyTrend.objects.get().average_consumed_kcal == 2500
    assert len(told()) == 1


def test_a_week_whose_food_is_all_deleted_stays_closed_with_nothing_in_it(anna):
    eaten(anna, make_food(), MONDAY, [2000])
    close()

    anna.logged_days.all().delete()
    Meal.objects.all().delete()
    services.rebuild_days(anna.pk, MONDAY, SUNDAY)

    row = WeeklyTrend.objects.get()
    assert (row.days_logged, row.data_points, row.average_balance_kcal) == (0, 0, None)
    assert close() == 0


def test_a_week_without_food_is_not_closed(anna):
    assert close() == 0
    assert not WeeklyTrend.objects.exists()


def test_weeks_that_were_missed_are_closed_later(anna):
    week(anna, 2000, monday=MONDAY - timedelta(weeks=3))
    week(anna, 2200)

    assert close(weeks=1) == 1
    assert close(weeks=5) == 1
    assert [row.week_start for row in WeeklyTrend.objects.order_by("week_start")] == [
        MONDAY - timedelta(weeks=3),
        MONDAY,
    ]


def test_a_job_that_is_killed_half_way_goes_on_where_it_stopped(anna, stranger, monkeypatch):
    monkeypatch.setattr(closing, "SHARE", 1)
    week(anna, 2000)
    week(stranger, 1900)
    real, calls = closing.outbox.record_each, []

    def dies_with_the_second_share(name, rows):
        calls.append(name)
        if len(calls) == 2:
            raise SystemExit
        real(name, rows)

    monkeypatch.setattr(closing.outbox, "record_each", dies_with_the_second_share)
    with pytest.raises(SystemExit):
        close()
    assert WeeklyTrend.objects.count() == len(told()) == 1

    monkeypatch.setattr(closing.outbox, "record_each", real)
    assert close() == 1
    assert WeeklyTrend.objects.count() == len(told()) == 2


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_close_each_week_once(anna, stranger):
    week(anna, 2000, 2100)
    week(stranger, 1900)
    start = threading.Barrier(2)
    closed = []

    def job():
        start.wait()
        closed.append(close())
        connections.close_all()

    threads = [threading.Thread(target=job) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(closed) == WeeklyTrend.objects.count() == len(told()) == 2


def test_a_meal_of_a_closed_week_rolls_it_up_again(api, anna, bread):
    from apps.calories.tests.test_balance_api import eat

    eat(api(anna), bread)  # 1,000 kcal on the Monday
    services.say_complete(anna, MONDAY, True, today=date(2026, 3, 20))
    close()
    first = WeeklyTrend.objects.get()

    eat(api(anna), bread, quantity_g=200)

    again = WeeklyTrend.objects.get()
    assert (first.average_consumed_kcal, again.average_consumed_kcal) == (1000, 1500)
    assert again.closed_at == first.closed_at
    assert len(told()) == 1


def test_a_move_to_another_zone_in_the_week_neither_loses_nor_doubles_a_day(anna):
    week(anna, 2000, 2000, 2000, 2000, 2000, 2000, 2000)
    User.objects.filter(pk=anna.pk).update(timezone="America/Los_Angeles")

    assert close() == 0  # it is still Sunday there
    assert close(ENDED + timedelta(hours=8)) == 1  # clocks went ahead on the 8th: UTC−7
    User.objects.filter(pk=anna.pk).update(timezone="Asia/Tokyo")
    assert close(ENDED + timedelta(hours=9)) == 0
    assert WeeklyTrend.objects.get().data_points == 7


def test_the_current_week_is_live_and_weeks_without_food_are_there(anna):
    week(anna, 2000, 2100, monday=MONDAY - timedelta(weeks=2))
    week(anna, 1800)
    close(at=ENDED - timedelta(weeks=1), weeks=5)

    found = weeks(anna.pk, MONDAY + timedelta(days=2), 4)

    assert [(w.week_start, w.is_closed, w.data_points) for w in found] == [
        (MONDAY - timedelta(weeks=3), False, 0),
        (MONDAY - timedelta(weeks=2), True, 2),
        (MONDAY - timedelta(weeks=1), False, 0),
        (MONDAY, False, 1),
    ]


def test_a_live_week_is_what_it_is_when_closed(anna):
    week(anna, 1700, 2100, None, 2500, 2600, 2650, 1900)
    [live] = weeks(anna.pk, SUNDAY, 1)

    close()

    [closed] = weeks(anna.pk, SUNDAY, 1)
    assert {**vars(live), "is_closed": True, "closed_at": ENDED} == vars(closed)


def test_the_api_tells_twelve_weeks_and_up_to_fifty_two(api, anna):
    client = api(anna)

    assert len(client.get("/api/v1/trends/weekly").json()["results"]) == 12
    assert len(client.get("/api/v1/trends/weekly?weeks=52").json()["results"]) == 52
    refused = client.get("/api/v1/trends/weekly?weeks=53")
    assert (refused.status_code, refused.json()["errors"][0]["param"]) == (422, "weeks")


def test_others_weeks_are_not_told(api, anna, stranger):
    week(anna, 2000, monday=MONDAY)
    close()

    found = api(stranger).get("/api/v1/trends/weekly?weeks=52").json()["results"]

    assert {one["data_points"] for one in found} == {0}


def test_closing_costs_the_same_statements_for_one_user_and_many(anna, stranger):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            close()
        return len([q for q in captured if "SAVEPOINT" not in q["sql"]])

    week(anna, 2000)
    alone = statements()
    WeeklyTrend.objects.all().delete()
    for user in (stranger, *(User.objects.create_user(f"{n}@example.org") for n in range(5))):
        week(user, 2000)
    assert statements() == alone
    assert DailyBalance.objects.count() == 7
