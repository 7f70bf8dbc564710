"""Delta sync among writers at once: no cursor ever passes a change that is not committed yet."""

import threading
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from apps.meals.models import Meal
from conftest import make_user
from nutrifit.tests.test_sync import Phone, log

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def slowly(write):
    """Another connection that has written and will commit when the block ends."""
    written, finish = threading.Event(), threading.Event()

    def run():
        with transaction.atomic():
            write()
            written.set()
            assert finish.wait(30)
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert written.wait(30)
        yield
    finally:
        finish.set()
        thread.join(30)


def in_background(write):
    def run():
        write()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until_waiting_or_done(thread):
    """Come back when the thread has finished, or waits for a lock in the database."""
    waiting = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
    """
    while thread.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        thread.join(0.01)


@pytest.fixture
def two_meals(api, anna, bread):
    client = api(anna)
    return [log(client, bread, f"2026-03-0{day}")["id"] for day in (1, 2)]


def noted(meal_id, note):
    """A write that knows nothing of the diary's lock."""
    return lambda: Meal.objects.filter(pk=meal_id).update(note=note)


def test_a_slow_change_is_told_though_a_fast_one_began_after_it(api, anna, two_meals):
    slow, fast = two_meals
    phone = Phone(api(anna))
    phone.catch_up()
    with slowly(noted(slow, "slow")):
        other = in_background(noted(fast, "fast"))
        until_waiting_or_done(other)
        phone.catch_up()
    other.join(30)
    phone.catch_up()

    notes = {phone.things["meals", meal_id]["note"] for meal_id in two_meals}
    assert notes == {"slow", "fast"}


def test_a_meal_logged_beside_a_slow_one_is_told_after_it(api, anna, bread, two_meals):
    client, phone = api(anna), Phone(api(anna))
    phone.catch_up()
    with slowly(noted(two_meals[0], "slow")):
        other = in_background(lambda: log(client, bread, "2026-03-03"))
        until_waiting_or_done(other)
        before = phone.ask()
    other.join(30)
    after = phone.ask()

    assert before["changed"] == {}
    assert len(after["changed"]["meals"]) == 2


def test_another_users_slow_write_holds_nobody_up(api, anna, bread, two_meals):
    somebody = make_user(f"{uuid4()}@example.org")
    phone, client = Phone(api(anna)), api(anna)
    phone.catch_up()
    meal = {"type": "lunch", "eaten_at": "2026-03-02T12:00:00Z", "local_date": "2026-03-02"}
    with slowly(lambda: Meal.objects.create(id=uuid4(), user=somebody, **meal)):
        mine = log(client, bread, "2026-03-03")
        told = phone.ask()

    assert [one["id"] for one in told["changed"]["meals"]] == [mine["id"]]
