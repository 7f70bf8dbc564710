"""When a day counts: what the user says, else what its meals suggest."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.calories.domain.completeness import is_complete
from apps.calories.models import DailyBalance, LoggedDay
from apps.calories.tests.facts import body, plate
from apps.outbox.models import OutboxEvent

DAY = "2026-03-02"


def eat(client, food, kind, grams, day=DAY, hour=12):
    meal = {
        "id": plate(food)["id"],
        "type": kind,
        "eaten_at": f"{day}T{hour:02}:00:00+01:00",
        "items": [plate(food, grams)],
    }
    answer = client.post("/api/v1/meals", meal)
    assert answer.status_code == 201, answer.json()
    return meal


def say(client, word, day=DAY):
    return client.put(f"/api/v1/balance/{day}/completeness", {"is_complete": word})


def judged(**changes):
    given = {
        "said": None,
        "energy_kcal": Decimal(1800),
        "main_meals_count": 3,
        "has_dinner": True,
        "basal_kcal": Decimal(1400),
    }
    return is_complete(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "complete"),
    [
        ({}, True),
        ({"main_meals_count": 2}, True),
        ({"main_meals_count": 1}, False),
        ({"has_dinner": False}, False),
        ({"energy_kcal": Decimal(700)}, True),  # half of 1,400
        ({"energy_kcal": Decimal("699.99")}, False),
        ({"basal_kcal": None, "energy_kcal": Decimal(300)}, True),
        ({"said": False}, False),
        ({"said": True, "energy_kcal": Decimal(0), "has_dinner": False}, True),
    ],
)
def test_a_day_is_complete_with_dinner_another_main_meal_and_enough_energy(changes, complete):
    assert judged(**changes) is complete


@pytest.mark.django_db
class TestOverHTTP:
    def test_the_meals_of_a_day_make_it_complete(self, api, anna, bread):
        body(anna)
        client = api(anna)
        eat(client, bread, "lunch", 300)
        assert client.get(f"/api/v1/balance/{DAY}").json()["day_complete"] is False

        eat(client, bread, "dinner", 300, hour=20)

        day = client.get(f"/api/v1/balance/{DAY}").json()
        assert (day["day_complete"], day["completeness_from"]) == (True, "inferred")

    def test_the_users_word_counts_more_and_can_be_taken_back(self, api, anna, bread):
        client = api(anna)
        eat(client, bread, "lunch", 300)

        said = say(client, True).json()
        assert (said["day_complete"], said["completeness_from"]) == (True, "user")
        assert say(client, True).json() == said
        assert LoggedDay.objects.count() == 1

        back = say(client, None).json()
        assert (back["day_complete"], back["completeness_from"]) == (False, "inferred")
        assert not LoggedDay.objects.exists()

    def test_a_fast_is_a_day_with_nothing_eaten(self, api, anna):
        body(anna)
        client = api(anna)

        day = say(client, True).json()

        assert (day["consumed_kcal"], day["day_complete"]) == (0, True)
        assert day["net_balance_kcal"] == -2179.25
        assert day["goal_achieved"] is None
        assert DailyBalance.objects.count() == 1
        say(client, None)
        assert not DailyBalance.objects.exists()

    def test_a_day_that_has_not_begun_cannot_be_complete(self, api, anna):
        tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()

        answer = say(api(anna), True, tomorrow)

        assert (answer.status_code, answer.json()["code"]) == (422, "DAY_IN_FUTURE")

    @pytest.mark.parametrize("given", [{}, {"is_complete": "perhaps"}, {"complete": True}])
    def test_a_word_that_is_none_is_refused_by_its_field(self, api, anna, given):
        answer = api(anna).put(f"/api/v1/balance/{DAY}/completeness", given)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["param"] in {"is_complete", "complete"}
        assert not LoggedDay.objects.exists()

    def test_a_reached_goal_is_told_once_and_only_of_a_complete_day(self, api, anna, bread):
        """The goal is 2,179.25 kcal: 800 g and 20 g of bread are 2,050, within a tenth."""
        body(anna)
        client = api(anna)

        def told():
            return OutboxEvent.objects.filter(name="calories.daily_goal_achieved.v1")

        eat(client, bread, "lunch", 800)
        assert DailyBalance.objects.get().goal_achieved is True
        assert not told().exists()  # dinner is still to come

        eat(client, bread, "dinner", 20, hour=20)
        assert told().get().payload == {
            "date": DAY,
            "consumed_kcal": "2050.00",
            "goal_kcal": "2179.25",
            "confidence": "0.480",
        }

        feast = eat(client, bread, "snack", 800, hour=23)
        assert DailyBalance.objects.get().goal_achieved is False
        client.delete(f"/api/v1/meals/{feast['id']}")
        assert DailyBalance.objects.get().goal_achieved is True
        assert told().count() == 1

    def test_a_change_tells_the_balance_before_and_after(self, api, anna, bread):
        body(anna)
        client = api(anna)
        eat(client, bread, "lunch", 400)
        OutboxEvent.objects.all().delete()

        meal = eat(client, bread, "dinner", 200, hour=20)

        first = OutboxEvent.objects.get(name="calories.balance_updated.v1").payload
        assert (first["old_consumed_kcal"], first["consumed_kcal"]) == ("1000.00", "1500.00")
        assert first["old_net_balance_kcal"] == "-1179.25"
        assert first["net_balance_kcal"] == "-679.25"
        OutboxEvent.objects.all().delete()
        client.delete(f"/api/v1/meals/{meal['id']}")
        again = OutboxEvent.objects.get(name="calories.balance_updated.v1").payload
        assert (again["old_consumed_kcal"], again["consumed_kcal"]) == ("1500.00", "1000.00")
