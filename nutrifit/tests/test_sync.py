"""Delta sync: a phone that follows the cursor has, in the end, what the server has."""

from base64 import urlsafe_b64encode
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.meals.models import Food
from apps.shared import sync
from conftest import make_food

pytestmark = pytest.mark.django_db


class Phone:
    """Keeps a copy of everything it is told."""

    def __init__(self, client, limit=200):
        self.client, self.limit = client, limit
        self.cursor, self.things = None, {}

    def ask(self):
        query = {"limit": self.limit} | ({"cursor": self.cursor} if self.cursor else {})
        answer = self.client.get("/api/v1/sync", query)
        assert answer.status_code == 200, answer.json()
        told = answer.json()
        for kind, things in told["changed"].items():
            self.things.update({(kind, key_of(thing)): thing for thing in things})
        for kind, ids in told["deleted"].items():
            for thing_id in ids:
                self.things.pop((kind, thing_id), None)
        self.cursor = told["cursor"]
        return told

    def catch_up(self):
        """Returns how many pages it took."""
        pages = 1
        while self.ask()["has_more"]:
            pages += 1
        return pages

    def kinds(self):
        return sorted(kind for kind, _ in self.things)


def key_of(thing):
    return thing.get("id") or thing["date"]


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def phone(client):
    return Phone(client)


def log(client, food, day="2026-03-02", items=1, **changes):
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": f"{day}T12:00:00+01:00", **changes}
    parts = [{"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": 80} for _ in range(items)]
    return client.post("/api/v1/meals", {**meal, "items": parts}).json()


def test_a_new_phone_is_told_everything(client, phone, bread):
    meal = log(client, bread)
    part = {"food_id": str(bread.pk), "quantity_g": 10}
    of_mine = {"id": str(uuid4()), "name": "Mio", "nutrients": {"fat_g": 1}}
    recipe = {"id": str(uuid4()), "name": "Mia", "servings": 1, "ingredients": [part]}
    template = {"id": str(uuid4()), "name": "Solita", "type": "snack", "items": [part]}
    client.post("/api/v1/foods/own", of_mine)
    client.post("/api/v1/recipes", recipe)
    client.post("/api/v1/meal-templates", template)
    client.put(f"/api/v1/foods/{bread.pk}/favourite")
    client.post("/api/v1/goals", {"direction": "maintain"})
    client.post("/api/v1/energy/profiles", {"body_mass_kg": 66, "valid_from": "2026-03-01"})

    phone.catch_up()

    assert phone.kinds() == [
        "balances", "energy_profiles", "favourites", "goals", "meal_templates", "meals",
        "own_foods", "profile", "recipes", "settings",
    ]  # fmt: skip
    assert phone.things["meals", meal["id"]] == client.get(f"/api/v1/meals/{meal['id']}").json()
    assert phone.things["balances", "2026-03-02"]["consumed_kcal"] == 200


def test_with_nothing_new_the_answer_is_empty_and_the_cursor_stays(client, phone, bread):
    log(client, bread)
    phone.catch_up()
    before = phone.cursor

    told = phone.ask()

    assert told == {"changed": {}, "deleted": {}, "cursor": before, "has_more": False}


def test_each_way_to_change_a_meal_is_told(client, phone, bread):
    meal = log(client, bread)
    url = f"/api/v1/meals/{meal['id']}"
    item_url = f"{url}/items/{meal['items'][0]['id']}"
    amount = {"food_id": str(bread.pk), "quantity_g": 10}
    phone.catch_up()
    for change in (
        lambda: client.patch(url, {"note": "x"}),
        lambda: client.post(f"{url}/items", {"id": str(uuid4()), **amount}),
        lambda: client.put(item_url, amount),
        lambda: client.delete(item_url),
    ):
        assert change().status_code < 300
        told = phone.ask()
        assert [one["id"] for one in told["changed"]["meals"]] == [meal["id"]]
        assert phone.things["meals", meal["id"]] == client.get(url).json()


def test_what_was_deleted_is_told_as_deleted(client, phone, bread):
    meal, recipe = log(client, bread), str(uuid4())
    part = {"food_id": str(bread.pk), "quantity_g": 10}
    body = {"id": recipe, "name": "Mia", "servings": 1, "ingredients": [part]}
    client.post("/api/v1/recipes", body)
    phone.catch_up()
    client.delete(f"/api/v1/meals/{meal['id']}")
    client.delete(f"/api/v1/recipes/{recipe}")

    told = phone.ask()

    assert told["deleted"] == {"meals": [meal["id"]], "recipes": [recipe]}
    assert told["changed"] == {}


def test_a_profile_that_changes_the_past_tells_the_balances_of_the_past(client, phone, bread):
    log(client, bread)
    phone.catch_up()
    client.post("/api/v1/energy/profiles", {"body_mass_kg": 66, "valid_from": "2026-03-01"})

    assert [one["date"] for one in phone.ask()["changed"]["balances"]] == ["2026-03-02"]


def test_small_pages_tell_the_same_as_a_large_one(client, bread):
    for day in range(1, 8):
        log(client, bread, f"2026-03-0{day}", items=3)
    small, large = Phone(client, limit=2), Phone(client, limit=500)

    assert large.catch_up() == 1
    assert small.catch_up() == 19  # profile, settings, 7 × (meal, three items, balance) in twos
    assert small.things == large.things


def test_what_changes_while_pages_are_read_is_not_lost(client, bread):
    meals = [log(client, bread, f"2026-03-0{day}") for day in range(1, 8)]
    phone, late = Phone(client, limit=3), Phone(client)
    phone.ask()
    client.patch(f"/api/v1/meals/{meals[0]['id']}", {"note": "already told"})
    client.patch(f"/api/v1/meals/{meals[6]['id']}", {"note": "still to come"})
    client.delete(f"/api/v1/meals/{meals[1]['id']}")
    new = log(client, bread, "2026-03-09")
    phone.catch_up()
    late.catch_up()

    assert phone.things["meals", new["id"]]
    living = {key: thing for key, thing in phone.things.items() if key[0] == "meals"}
    assert living == {key: thing for key, thing in late.things.items() if key[0] == "meals"}
    assert living["meals", meals[0]["id"]]["note"] == "already told"


def test_rows_from_before_the_numbering_are_told_page_by_page(client, bread):
    ids = {log(client, bread, f"2026-03-0{day}")["id"] for day in range(1, 6)}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # without triggers
        cursor.execute("UPDATE meals_meal SET change = 0")
        cursor.execute("UPDATE meals_mealitem SET change = 0")
        cursor.execute("SET session_replication_role = DEFAULT")
    phone = Phone(client, limit=1)

    assert phone.catch_up() == 17  # profile, settings, 5 × (meal, item, balance)
    assert {key for kind, key in phone.things if kind == "meals"} == ids


def test_others_things_are_never_told(client, api, stranger, bread):
    log(client, bread)
    other = Phone(api(stranger))

    other.catch_up()

    assert set(other.things) == {("profile", str(stranger.pk)), ("settings", str(stranger.pk))}


def test_favourites_are_told_when_marked_unmarked_and_marked_again(client, phone, bread):
    url = f"/api/v1/foods/{bread.pk}/favourite"
    phone.catch_up()
    for change, told in ((client.put, True), (client.delete, False), (client.put, True)):
        change(url)
        answer = phone.ask()
        assert [one["id"] for one in answer["changed"].get("favourites", [])] == (
            [str(bread.pk)] * told
        )
        assert answer["deleted"] == ({} if told else {"favourites": [str(bread.pk)]})

    assert phone.things["favourites", str(bread.pk)]["food"]["name"] == bread.name


def test_marking_a_favourite_again_is_no_news(client, phone, bread):
    url = f"/api/v1/foods/{bread.pk}/favourite"
    client.put(url)
    phone.catch_up()
    client.put(url)

    assert phone.ask()["changed"] == {}


def test_a_favourite_that_was_merged_shows_what_it_became(client, phone, bread):
    client.put(f"/api/v1/foods/{bread.pk}/favourite")
    kept = make_food("Pane di segale")
    Food.objects.filter(pk=bread.pk).update(status="merged", merged_into=kept)
    phone.catch_up()

    assert phone.things["favourites", str(bread.pk)]["food"]["id"] == str(kept.pk)


def test_settings_and_profile_are_told_as_they_are_now(client, phone, anna):
    phone.catch_up()
    client.patch("/api/v1/me", {"timezone": "Europe/London", "day_starts_at": "04:00:00"})
    client.patch("/api/v1/me/profile", {"height_cm": "170.0"})
    told = phone.ask()["changed"]

    assert set(told) >= {"profile", "settings"}
    assert told["settings"] == [
        {
            "id": str(anna.pk),
            "locale": "it",
            "timezone": "Europe/London",
            "day_starts_at": "04:00:00",
        }
    ]
    assert told["profile"][0]["height_cm"] == 170


def test_signing_in_is_no_change_of_settings(phone, anna):
    phone.catch_up()
    anna.last_login = timezone.now()
    anna.save()

    assert phone.ask()["changed"] == {}


def test_a_stale_copy_of_an_account_does_not_take_a_change_back(phone, anna):
    stale = User.objects.get(pk=anna.pk)
    User.objects.filter(pk=anna.pk).update(locale="en")
    User.objects.filter(pk=anna.pk).update(locale="it")
    number = User.objects.get(pk=anna.pk).change
    stale.save()

    assert User.objects.get(pk=anna.pk).change == number > stale.change


def cursor(text):
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "given",
    [
        *("", "x", "%%%", "è", "a" * 5000),
        *(cursor("2.5." + "0" * 32), cursor("1.-1." + "0" * 32)),
        *(cursor("1.5." + "0" * 31), cursor("1." + "9" * 30 + "." + "0" * 32)),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(client, given):
    answer = client.get("/api/v1/sync", {"cursor": given})

    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_CURSOR")


def test_a_cursor_from_the_future_of_a_restored_database_is_refused(client, bread):
    log(client, bread)
    ahead = sync.last_change() + 1

    answer = client.get("/api/v1/sync", {"cursor": cursor(f"1.{ahead}.{'0' * 32}")})

    assert answer.json()["code"] == "INVALID_CURSOR"


@pytest.mark.parametrize("limit", ["0", "501", "x", "-1"])
def test_a_page_of_another_size_is_refused(client, limit):
    answer = client.get("/api/v1/sync", {"limit": limit})

    assert (answer.status_code, answer.json()["errors"][0]["param"]) == (422, "limit")


def test_the_number_of_statements_does_not_grow_with_what_changed(api, anna, bread):
    def asked():
        # one to sign in, one for the page of changes, then each kind with what belongs to it
        with CaptureQueriesContext(connection) as queries:
            Phone(client).ask()
        return len(queries)

    client = api(anna)
    part = {"food_id": str(bread.pk), "quantity_g": 10}

    def grow():
        log(client, bread, items=5)
        recipe = {"id": str(uuid4()), "name": "Mia", "servings": 1, "ingredients": [part, part]}
        template = {"id": str(uuid4()), "name": "Solita", "type": "snack", "items": [part, part]}
        assert client.post("/api/v1/recipes", recipe).status_code == 201
        assert client.post("/api/v1/meal-templates", template).status_code == 201

    grow()
    few = asked()
    for _ in range(5):
        grow()

    assert asked() == few
