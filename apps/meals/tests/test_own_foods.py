"""Foods a user describes: hers alone, until she proposes one to the catalogue."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.meals.models import Food, MealItem
from apps.meals.services import refresh_search_words
from conftest import make_food

pytestmark = pytest.mark.django_db

BARCODE = "8076809513753"


def cake(**changes):
    return {
        "id": str(uuid4()),
        "name": "Ciambellone della nonna",
        "nutrients": {"energy_kcal": 380, "fat_g": 14, "iron_mg": 1.2},
        **changes,
    }


def without_id(body):
    return {key: value for key, value in body.items() if key != "id"}


@pytest.fixture
def client(api, anna):
    return api(anna)


def test_an_own_food_is_logged_like_any_other(client):
    body = cake()
    made = client.post("/api/v1/foods/own", body).json()
    item = {"id": str(uuid4()), "food_id": body["id"], "quantity_g": 50}
    meal = {"id": str(uuid4()), "type": "snack", "eaten_at": "2026-03-02T16:00:00Z"}

    logged = client.post("/api/v1/meals", {**meal, "items": [item]}).json()["items"][0]

    assert made["food"]["micronutrients"]["iron_mg"]["value"] == 1.2
    assert made["food"]["provenance"]["source"] == "manual"
    assert logged["nutrients"]["energy_kcal"] == 190  # half of 380
    assert logged["nutrients"]["protein_g"] is None


def test_values_of_a_portion_become_values_of_100_g(client):
    portion = {"name": "1 fetta", "mass_g": 40}
    body = cake(nutrients={"energy_kcal": 150}, nutrients_per="portion", portion=portion)

    made = client.post("/api/v1/foods/own", body).json()

    assert made["food"]["nutrients"]["energy_kcal"] == 375  # 150 / 0.4
    assert made["food"]["portions"][0]["mass_g"] == 40


def test_others_do_not_find_it_by_id_name_or_barcode(api, client, stranger):
    body = cake(barcode=BARCODE)
    client.post("/api/v1/foods/own", body)
    refresh_search_words()
    others = api(stranger)
    item = {"id": str(uuid4()), "food_id": body["id"], "quantity_g": 50}
    meal = {"id": str(uuid4()), "type": "snack", "eaten_at": "2026-03-02T16:00:00Z"}

    assert others.get(f"/api/v1/foods/{body['id']}").status_code == 404
    assert others.get(f"/api/v1/foods/own/{body['id']}").status_code == 404
    assert others.get(f"/api/v1/foods/barcode/{BARCODE}").status_code == 404
    assert others.get("/api/v1/foods?q=ciambellone").json()["results"] == []
    refused = others.post("/api/v1/meals", {**meal, "items": [item]})
    assert refused.json()["code"] == "FOOD_NOT_FOUND"
    assert not MealItem.objects.exists()


def test_its_owner_finds_it_by_id_name_and_barcode(client):
    body = cake(barcode=BARCODE)
    client.post("/api/v1/foods/own", body)

    assert client.get(f"/api/v1/foods/{body['id']}").json()["name"] == body["name"]
    assert client.get(f"/api/v1/foods/barcode/{BARCODE}").json()["id"] == body["id"]
    found = client.get("/api/v1/foods?q=ciambellone").json()["results"]
    assert [food["id"] for food in found] == [body["id"]]


def test_its_barcode_logs_it(client):
    body = cake(barcode=BARCODE)
    client.post("/api/v1/foods/own", body)
    item = {"id": str(uuid4()), "barcode": BARCODE, "quantity_g": 50}
    meal = {"id": str(uuid4()), "type": "snack", "eaten_at": "2026-03-02T16:00:00Z"}

    logged = client.post("/api/v1/meals", {**meal, "items": [item]}).json()["items"]

    assert [one["food_id"] for one in logged] == [body["id"]]


def test_an_own_food_comes_before_the_catalogue_for_its_owner_only(api, client, stranger):
    product = make_food("Biscotti", gtin=BARCODE.zfill(14), energy_kcal=Decimal(450))
    body = cake(barcode=BARCODE)
    client.post("/api/v1/foods/own", body)
    by_barcode, by_search = f"/api/v1/foods/barcode/{BARCODE}", f"/api/v1/foods?q={BARCODE}"

    found, others = client.get(by_barcode).json(), api(stranger).get(by_barcode).json()
    assert (found["id"], others["id"]) == (body["id"], str(product.pk))
    searched, by_others = (who.get(by_search).json()["results"] for who in (client, api(stranger)))
    assert [[one["id"] for one in hits] for hits in (searched, by_others)] == [
        [body["id"]],
        [str(product.pk)],
    ]


def test_a_meal_takes_the_own_food_before_the_catalogues(api, client, stranger):
    product = make_food("Biscotti", gtin=BARCODE.zfill(14), energy_kcal=Decimal(450))
    body = cake(barcode=BARCODE)
    client.post("/api/v1/foods/own", body)

    def logged(who):
        item = {"id": str(uuid4()), "barcode": BARCODE, "quantity_g": 50}
        meal = {"id": str(uuid4()), "type": "snack", "eaten_at": "2026-03-02T16:00:00Z"}
        return who.post("/api/v1/meals", {**meal, "items": [item]}).json()["items"][0]["food_id"]

    assert (logged(client), logged(api(stranger))) == (body["id"], str(product.pk))


def test_a_deleted_own_food_gives_way_to_the_catalogue(client):
    product = make_food("Biscotti", gtin=BARCODE.zfill(14))
    body = cake(barcode=BARCODE)
    client.post("/api/v1/foods/own", body)
    client.delete(f"/api/v1/foods/own/{body['id']}")

    assert client.get(f"/api/v1/foods/barcode/{BARCODE}").json()["id"] == str(product.pk)


def test_two_users_may_describe_the_same_product_but_one_not_twice(api, client, stranger):
    client.post("/api/v1/foods/own", cake(barcode=BARCODE))

    assert api(stranger).post("/api/v1/foods/own", cake(barcode=BARCODE)).status_code == 201
    twice = client.post("/api/v1/foods/own", cake(barcode=BARCODE))
    assert (twice.status_code, twice.json()["code"]) == (409, "BARCODE_ALREADY_OWN")


def test_sending_it_again_changes_nothing_and_another_under_its_id_is_refused(client):
    body = cake()
    first = client.post("/api/v1/foods/own", body)

    again = client.post("/api/v1/foods/own", body)

    assert (again.status_code, again.json()) == (200, first.json())
    other = client.post("/api/v1/foods/own", {**body, "name": "Altro"})
    assert (other.status_code, other.json()["code"]) == (409, "ID_ALREADY_USED")


def test_the_id_of_a_food_of_the_catalogue_is_taken(client, bread):
    answer = client.post("/api/v1/foods/own", cake(id=str(bread.pk)))

    assert (answer.status_code, answer.json()["code"]) == (409, "ID_ALREADY_USED")
    bread.refresh_from_db()
    assert (bread.name, bread.owner_id) == ("Pane integrale", None)


def test_a_correction_leaves_the_diary_alone(client):
    body = cake()
    client.post("/api/v1/foods/own", body)
    url = f"/api/v1/foods/own/{body['id']}"

    changed = client.put(url, without_id(cake(nutrients={"energy_kcal": 400}))).json()

    assert changed["food"]["version"] == 2
    assert changed["food"]["nutrients"]["fat_g"] is None
    assert changed["food"]["micronutrients"] == {}


def test_a_deleted_food_is_gone_everywhere(client):
    body = cake(barcode=BARCODE)
    client.post("/api/v1/foods/own", body)

    assert client.delete(f"/api/v1/foods/own/{body['id']}").status_code == 204
    assert client.get(f"/api/v1/foods/own/{body['id']}").status_code == 410
    assert client.get(f"/api/v1/foods/{body['id']}").status_code == 404
    assert client.get(f"/api/v1/foods/barcode/{BARCODE}").status_code == 404
    assert client.get("/api/v1/foods/own").json()["results"] == []
    assert client.post("/api/v1/foods/own", cake(barcode=BARCODE)).status_code == 201


def test_a_proposal_is_a_draft_for_staff_made_once(client):
    body = cake(barcode=BARCODE)
    client.post("/api/v1/foods/own", body)
    url = f"/api/v1/foods/own/{body['id']}/propose"

    first, again = client.post(url).json(), client.post(url).json()

    [draft] = Food.objects.all()
    assert first["proposal_id"] == again["proposal_id"] == str(draft.pk)
    assert (draft.status, draft.gtin, draft.owner_id) == ("draft", BARCODE.zfill(14), None)
    assert draft.current_version.energy_kcal == 380
    assert client.get(f"/api/v1/foods/{draft.pk}").status_code == 404


def test_a_barcode_the_catalogue_has_is_not_proposed(client):
    body = cake(barcode=BARCODE)
    client.post("/api/v1/foods/own", body)
    make_food("Biscotti", gtin=BARCODE.zfill(14))

    answer = client.post(f"/api/v1/foods/own/{body['id']}/propose")

    assert (answer.status_code, answer.json()["code"]) == (409, "BARCODE_IN_CATALOGUE")


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"name": ""}, "name", "blank"),
        ({"nutrients": {}}, "nutrients", "empty"),
        ({"nutrients": {"magic_g": 1}}, "nutrients.magic_g", "unknown_nutrient"),
        ({"nutrients": {"fat_g": -1}}, "nutrients.fat_g", "min_value"),
        ({"nutrients": {"fat_g": None}}, "nutrients.fat_g", "null"),
        ({"nutrients": {"energy_kcal": 903}}, "nutrients.energy_kcal", "NUTRIENT_IMPOSSIBLE"),
        ({"nutrients": {"fat_g": 60, "protein_g": 46}}, "nutrients.fat_g", "NUTRIENT_IMPOSSIBLE"),
        (
            {"nutrients": {"sugars_g": 12, "carbohydrate_g": 11}},
            "nutrients.sugars_g",
            "NUTRIENT_IMPOSSIBLE",
        ),
        ({"nutrients": {"starch_g": 101}}, "nutrients.starch_g", "NUTRIENT_IMPOSSIBLE"),
        ({"nutrients_per": "portion"}, "portion", "required"),
        ({"portion": {"name": "fetta", "mass_g": 0}}, "portion.mass_g", "min_value"),
        ({"barcode": "8076809513754"}, "barcode", "barcode_wrong_check_digit"),
    ],
)
def test_a_bad_food_is_refused_by_its_field(client, change, param, code):
    answer = client.post("/api/v1/foods/own", cake(**change))

    assert answer.status_code == 422
    assert (param, code) in {(e["param"], e["code"]) for e in answer.json()["errors"]}
    assert not Food.with_private.exists()


def test_when_its_owner_goes_everything_of_hers_goes(client, anna):
    body = cake()
    client.post("/api/v1/foods/own", body)
    item = {"id": str(uuid4()), "food_id": body["id"], "quantity_g": 50}
    meal = {"id": str(uuid4()), "type": "snack", "eaten_at": "2026-03-02T16:00:00Z"}
    client.post("/api/v1/meals", {**meal, "items": [item]})
    recipe = {"id": str(uuid4()), "name": "Dolce", "servings": 1}
    part = {"food_id": body["id"], "quantity_g": Decimal(10)}
    assert client.post("/api/v1/recipes", {**recipe, "ingredients": [part]}).status_code == 201

    anna.delete()

    assert not Food.with_private.exists()
