"""What a list of foods says of each: labels, categories, Nutri-Score and NOVA."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.meals import services
from apps.meals.models import Food, FoodVersion
from apps.shared.provenance import Source
from conftest import make_food

pytestmark = pytest.mark.django_db
FOODS = "/api/v1/foods"
BARCODE = "8076809513753"
KNOWN = {"categories_tags": ["en:snacks", "en:biscuits"], "nova_group": 4, "nutriscore_grade": "d"}


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def biscuits(db):
    """A vegan product whose label states no sugars, so that its own grade is all there is."""
    food = make_food("Biscotti", gtin=BARCODE.zfill(14), source=Source.OPENFOODFACTS)
    Food.objects.filter(pk=food.pk).update(labels=["vegan", "vegetarian"])
    FoodVersion.objects.filter(food=food).update(label_facts=KNOWN)
    return food


def rating(food):
    score = food["nutri_score"]
    return food["labels"], food["categories"], score["grade"], score["origin"], food["nova"]


STATED = (
    ["vegan", "vegetarian"],
    ["en:snacks", "en:biscuits"],
    "d",
    "given",
    {"group": 4, "source": "openfoodfacts"},
)


def test_a_search_shows_what_is_known_of_each_food(client, biscuits):
    [found] = client.get(FOODS, {"q": "biscotti"}).json()["results"]

    assert rating(found) == STATED


def test_so_do_favourites_a_barcode_and_the_food_itself(client, biscuits):
    client.put(f"{FOODS}/{biscuits.pk}/favourite")
    [favourite] = client.get(f"{FOODS}/favourites").json()["results"]
    scanned = client.get(f"{FOODS}/barcode/{BARCODE}").json()
    itself = client.get(f"{FOODS}/{biscuits.pk}").json()

    assert rating(favourite) == rating(scanned) == rating(itself) == STATED


def test_a_grade_is_computed_in_a_list_as_it_is_for_one_food(client):
    """2 points for more than 670 kJ, 3 for more than 10 g of sugars, none for 2 g of fibre: 5, a C
    of general foods (3 to 10)."""
    food = make_food(
        "Marmellata leggera",
        energy_kcal=Decimal(200),
        sugars_g=Decimal("10.3"),
        fat_g=Decimal(1),
        saturated_fat_g=Decimal(0),
        salt_g=Decimal(0),
        protein_g=Decimal(0),
        fiber_g=Decimal(2),
    )
    FoodVersion.objects.filter(food=food).update(
        label_facts={"categories_tags": ["en:jams"], "fruit_percent": "0"}
    )
    [found] = client.get(FOODS, {"q": "marmellata"}).json()["results"]

    assert (found["nutri_score"]["score"], found["nutri_score"]["grade"]) == (5, "c")
    assert found["nutri_score"] == client.get(f"{FOODS}/{food.pk}").json()["nutri_score"]


def test_what_is_not_known_is_said_to_be_unknown(client, bread):
    [found] = client.get(FOODS, {"q": "pane"}).json()["results"]

    assert rating(found) == ([], [], None, None, None)
    assert found["nutri_score"]["reason"]


def test_more_foods_in_a_list_cost_no_more_statements(client, biscuits):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(FOODS, {"q": "biscotti"})
        return len(queries)

    few = asked()
    for n in range(5):
        make_food(f"Biscotti {n}")

    assert asked() <= few


def test_words_of_own_foods_correct_nobodys_spelling(client, bread):
    body = {"id": str(bread.current_version_id), "name": "Zibibbona", "nutrients": {"fat_g": 1}}
    assert client.post(f"{FOODS}/own", body).status_code == 201
    services.refresh_search_words()
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM meals_search_word ORDER BY word")
        assert [word for (word,) in cursor.fetchall()] == ["integrale", "pane"]
