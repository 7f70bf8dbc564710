"""Copying a whole day: the same meals at the same times, all or none."""

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4, uuid5

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.calories.models import DailyBalance
from apps.meals.domain.copies import same_time_on
from apps.meals.models import Meal
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db

MONDAY = "/api/v1/days/2026-03-02/copy"


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def monday(client, bread) -> list[str]:
    """Breakfast of 80 g of bread at 7:30, lunch of 40 g at 13: 300 kcal."""
    ids = []
    for hour, type_, grams in (("07:30", "breakfast", 80), ("13:00", "lunch", 40)):
        item = {"id": str(uuid4()), "food_id": str(bread.pk), "quantity_g": grams}
        meal = {"id": str(uuid4()), "type": type_, "eaten_at": f"2026-03-02T{hour}:00+01:00"}
        client.post("/api/v1/meals", {**meal, "items": [item]})
        ids.append(meal["id"])
    return ids


def test_the_meals_are_there_at_the_same_times(client, monday):
    answer = client.post(MONDAY, {"id": str(uuid4()), "to_date": "2026-03-04"})

    meals = answer.json()["meals"]
    assert answer.status_code == 201
    assert [(meal["type"], meal["eaten_at"], meal["logged_by"]) for meal in meals] == [
        ("breakfast", "2026-03-04T06:30:00+00:00", "copy"),
        ("lunch", "2026-03-04T12:00:00+00:00", "copy"),
    ]
    assert DailyBalance.objects.get(date="2026-03-04").consumed_kcal == 300


def test_the_ids_follow_from_the_copy_and_the_meals(client, monday):
    copied_by = uuid4()

    meals = client.post(MONDAY, {"id": str(copied_by), "to_date": "2026-03-04"}).json()["meals"]

    assert [meal["id"] for meal in meals] == [
        str(uuid5(copied_by, UUID(source).hex)) for source in monday
    ]


def test_some_meals_can_be_chosen(client, monday):
    body = {"id": str(uuid4()), "to_date": "2026-03-04", "meal_ids": [monday[1]]}

    meals = client.post(MONDAY, body).json()["meals"]

    assert [meal["type"] for meal in meals] == ["lunch"]


def test_copying_again_changes_nothing_whatever_became_of_the_day(client, monday, bread):
    body = {"id": str(uuid4()), "to_date": "2026-03-04"}
    first = client.post(MONDAY, body)
    client.delete(f"/api/v1/meals/{monday[0]}")
    snack = {"id": str(uuid4()), "type": "snack", "eaten_at": "2026-03-02T16:00:00+01:00"}
    client.post("/api/v1/meals", snack)

    again = client.post(MONDAY, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Meal.objects.filter(local_date="2026-03-04").count() == 2
    other = client.post(MONDAY, {**body, "to_date": "2026-03-05"})
    assert other.json()["code"] == "ID_ALREADY_USED"


def test_the_balance_of_the_day_is_computed_once(client, monday):
    OutboxEvent.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.post(MONDAY, {"id": str(uuid4()), "to_date": "2026-03-04"})

    upserts = [q for q in asked if "INSERT INTO calories_dailybalance" in q["sql"]]
    assert len(upserts) == 1
    names = OutboxEvent.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["meals.meal_logged.v1"] * 2 + ["calories.balance_updated.v1"]


@pytest.mark.parametrize(
    ("day", "to", "code"),
    [
        ("2026-03-01", "2026-03-04", "NOTHING_TO_COPY"),
        ("2026-03-02", "9999-12-31", "DAY_OUT_OF_RANGE"),
        ("2026-03-02", "1999-12-31", "DAY_OUT_OF_RANGE"),
        ("2026-03-02", "2000-01-01", None),
        ("0001-01-01", "2026-03-04", "NOTHING_TO_COPY"),
        ("lunedi", "2026-03-04", "INVALID_DATE"),
    ],
)
def test_a_day_that_cannot_be_copied_is_refused(client, monday, day, to, code):
    answer = client.post(f"/api/v1/days/{day}/copy", {"id": str(uuid4()), "to_date": to})

    assert answer.json().get("code") == code
    assert Meal.objects.count() == (4 if code is None else 2)


@pytest.mark.parametrize(
    ("wall", "day_starts_at", "expected"),
    [
        # The clocks of Rome skip 02:00–03:00 on 29 March 2026.
        ("01:30", time(0), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("02:30", time(0), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 03:30 on the clock
        ("12:30", time(0), datetime(2026, 3, 29, 10, 30, tzinfo=UTC)),
    ],
)
def test_a_time_the_clocks_skip_is_an_hour_later(wall, day_starts_at, expected):
    eaten_at = datetime.fromisoformat(f"2026-03-27T{wall}:00+01:00")

    moved = same_time_on(
        eaten_at,
        "Europe/Rome",
        day=date(2026, 3, 27),
        on=date(2026, 3, 29),
        day_starts_at=day_starts_at,
    )

    assert moved == expected


def test_a_late_supper_does_not_slip_into_the_next_day_of_its_eater():
    """Her day begins at three: 02:30 of the 27th is still her 26th; that of the 29th is skipped."""
    moved = same_time_on(
        datetime.fromisoformat("2026-03-27T02:30:00+01:00"),
        "Europe/Rome",
        day=date(2026, 3, 26),
        on=date(2026, 3, 28),
        day_starts_at=time(3),
    )

    assert moved == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 01:30 on the clock
