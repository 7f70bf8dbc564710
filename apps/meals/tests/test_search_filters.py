"""Narrowing a search by source, confidence, brand, category and labels."""

import pytest

from apps.meals.domain.labels import labels_of
from apps.meals.models import Food
from apps.shared.provenance import Source
from conftest import make_food

pytestmark = pytest.mark.django_db

BISCUITS = {
    "Biscotti secchi": {},
    "Biscotti di farro": {"brand": "Mulino Bianco", "labels": ["organic", "vegan", "vegetarian"]},
    "Biscotti di riso": {"brand": "Schär", "labels": ["gluten_free"], "category": "Sweets"},
}


@pytest.fixture(autouse=True)
def _biscuits():
    for name, changes in BISCUITS.items():
        source = Source.OPENFOODFACTS if changes else Source.CREA
        food = make_food(name, source=source, confidence="0.8" if changes else "0.9")
        Food.objects.filter(pk=food.pk).update(is_generic=not changes, **changes)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, {"Biscotti secchi", "Biscotti di farro", "Biscotti di riso"}),
        ({"source": "crea"}, {"Biscotti secchi"}),
        ({"min_confidence": "0.85"}, {"Biscotti secchi"}),
        ({"brand": "mulino bianco"}, {"Biscotti di farro"}),
        ({"brand": "schar"}, {"Biscotti di riso"}),
        ({"category": "sweets"}, {"Biscotti di riso"}),
        ({"labels": "vegan"}, {"Biscotti di farro"}),
        ({"labels": "vegan,organic"}, {"Biscotti di farro"}),
        ({"labels": "vegan,gluten_free"}, set()),
        ({"source": "openfoodfacts", "labels": "gluten_free"}, {"Biscotti di riso"}),
    ],
)
def test_only_foods_that_pass_are_found(api, anna, filters, names):
    answer = api(anna).get("/api/v1/foods", {"q": "biscotti", **filters})

    assert {food["name"] for food in answer.json()["results"]} == names


@pytest.mark.parametrize(
    ("filters", "param"),
    [
        ({"labels": "vegan,halal"}, "labels"),
        ({"source": "grandma"}, "source"),
        ({"min_confidence": "2"}, "min_confidence"),
        ({"min_confidence": "NaN"}, "min_confidence"),
        ({"colour": "red"}, "colour"),
        ({"labels": ""}, "labels"),
        ({"brand": ""}, "brand"),
        ({"category": "x" * 121}, "category"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_by_name(api, anna, filters, param):
    answer = api(anna).get("/api/v1/foods", {"q": "biscotti", **filters})

    assert answer.status_code == 422
    assert [error["param"] for error in answer.json()["errors"]] == [param]


@pytest.mark.parametrize(
    ("tags", "labels"),
    [
        (["en:organic", "en:it-bio-009"], ("organic",)),
        (["en:vegan"], ("vegan", "vegetarian")),
        (["it:senza-lattosio", " EN:NO-GLUTEN "], ("gluten_free", "lactose_free")),
        (["en:no-gmos", "it:latte-100-italiano", ""], ()),
    ],
)
def test_labels_are_read_from_the_tags_of_open_food_facts(tags, labels):
    assert labels_of(tags) == labels
