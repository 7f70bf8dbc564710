"""Leafing through what a search found."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine

from apps.accounts.models import User
from apps.meals import services
from apps.meals.models import Food
from apps.meals.tests.test_search_own_foods import eat
from conftest import make_food

pytestmark = pytest.mark.django_db
FOODS = "/api/v1/foods"


def product(name, **changes):
    food = make_food(name)
    Food.objects.filter(pk=food.pk).update(is_generic=False, **changes)
    return food


@pytest.fixture
def biscuits(db):
    """Sixty products, none like another in popularity."""
    return [product(f"Biscotti tipo {n}", popularity=n) for n in range(60)]


@pytest.fixture
def client(api, anna):
    return api(anna)


def names(answer):
    assert answer.status_code == 200, answer.json()
    return [food["name"] for food in answer.json()["results"]]


def leafed(client, **query):
    """The names on each page from the first to the last."""
    address, pages = f"{FOODS}?{urlencode(query)}", []
    while address:
        answer = client.get(address)
        pages.append(names(answer))
        address = answer.json()["next"]
    return pages


def cursor_of(address):
    return parse_qs(urlsplit(address).query)["cursor"][0]


def made_up(text):
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_pages_follow_each_other_without_gaps_or_repetitions(client, biscuits):
    pages = leafed(client, q="biscotti", limit=25)

    assert [len(page) for page in pages] == [25, 25, 10]
    assert [name for page in pages for name in page] == [
        f"Biscotti tipo {n}" for n in reversed(range(60))
    ]


def test_a_last_page_that_is_full_has_no_next(client, biscuits):
    assert [len(page) for page in leafed(client, q="biscotti", limit=30)] == [30, 30]


def test_foods_of_one_rank_keep_their_order_on_all_pages(client):
    made = {product("Grissini").pk for _ in range(9)}
    seen, address = [], f"{FOODS}?q=grissini&limit=2"
    while address:
        answer = client.get(address).json()
        seen += [food["id"] for food in answer["results"]]
        address = answer["next"]

    assert seen == sorted(str(pk) for pk in made)


def test_one_can_leaf_back(client, biscuits):
    first = client.get(FOODS, {"q": "biscotti", "limit": 25})
    second = client.get(first.json()["next"])

    assert first.json()["previous"] is None
    assert names(client.get(second.json()["previous"])) == names(first)


def test_small_pages_take_the_query_as_their_first_does(client):
    """Three hits are enough on a page of two, and must not be read as a misspelling on the next."""
    for name in ("Cracker salati", "Cracker integrali", "Cracker di riso", "Cracco in scatola"):
        product(name)
    services.refresh_search_words()

    pages = leafed(client, q="cracker", limit=2)

    assert [len(page) for page in pages] == [2, 1]


def test_pages_are_ranked_for_the_meal_the_first_was_asked_at(api, anna, biscuits):
    User.objects.filter(pk=anna.pk).update(timezone="UTC")
    eat(anna, biscuits[0], meal_type="breakfast")
    eat(anna, biscuits[1], meal_type="dinner")
    just_before_ten = datetime.now(UTC).replace(hour=9, minute=59, second=30)
    with time_machine.travel(just_before_ten, tick=False) as clock:
        client = api(anna)
        first = client.get(FOODS, {"q": "biscotti", "limit": 1})
        clock.shift(60)  # breakfast is over
        second = client.get(first.json()["next"])

    assert names(first) + names(second) == ["Biscotti tipo 0", "Biscotti tipo 1"]


def test_a_barcode_is_one_page(client):
    make_food("Spaghetti", gtin="08076809513753")
    answer = client.get(FOODS, {"q": "8076809513753"})

    assert names(answer) == ["Spaghetti"]
    assert answer.json()["next"] is answer.json()["previous"] is None


@pytest.mark.parametrize(
    "change",
    [{"q": "pane"}, {"limit": 26}, {"labels": "vegan"}, {"source": "crea"}],
)
def test_a_cursor_of_another_question_is_refused(client, biscuits, change):
    query = {"q": "biscotti", "limit": 25}
    cursor = cursor_of(client.get(FOODS, query).json()["next"])

    refused = client.get(FOODS, query | {"cursor": cursor} | change)

    assert (refused.status_code, refused.json()["code"]) == (400, "INVALID_CURSOR")


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "%%%", "è", "a" * 5000),
        *map(made_up, ["1.20", "2.20.lunch." + "0" * 16, "1.-1.lunch." + "0" * 16]),
        made_up("1.9999.lunch." + "0" * 16),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(client, cursor):
    refused = client.get(FOODS, {"q": "biscotti", "cursor": cursor})

    assert (refused.status_code, refused.json()["code"]) == (400, "INVALID_CURSOR")
