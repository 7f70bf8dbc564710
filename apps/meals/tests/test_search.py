"""Finding a food by what people type."""

import pytest
from django.db import connection

from apps.meals import selectors, services
from apps.meals.models import Food, FoodAlias
from apps.meals.selectors import search
from conftest import make_food

pytestmark = pytest.mark.django_db

GENERIC = [
    "Pasta di semola", "Pane integrale", "Latte intero", "Caffè espresso", "Parmigiano Reggiano",
    "Mela golden", "Pesca", "Pesce spada", "Purè di patate", "Zucchine", "Yogurt bianco",
    "Prosciutto crudo", "Mozzarella di bufala", "Olio extravergine di oliva", "Melanzane",
]  # fmt: skip
PRODUCTS = [
    ("Spaghetti n. 5", "Barilla"), ("Pasta integrale", "Barilla"), ("Passata di pomodoro", "Mutti"),
    ("Polpa di pomodoro", "Mutti"), ("Biscotti Gocciole", "Pavesi"), ("Caffè macinato", "Lavazza"),
    ("Latte parzialmente scremato", "Granarolo"), ("Crema di nocciole", "Ferrero"),
    ("Yogurt alla pesca", "Müller"), ("Pane in cassetta", "Mulino Bianco"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _catalogue():
    for name in GENERIC:
        make_food(name)
    for name, brand in PRODUCTS:
        food = make_food(name)
        Food.objects.filter(pk=food.pk).update(brand=brand, is_generic=False)
    services.refresh_search_words()


def found(query: str, **options) -> list[str]:
    return [food.name for food in selectors.search_foods(query, **options)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("caffe", "Caffè espresso"),  # without its accent
        ("CAFFÈ", "Caffè espresso"),
        ("pure di patate", "Purè di patate"),
        ("parmig", "Parmigiano Reggiano"),  # as far as typed
        ("olio ext", "Olio extravergine di oliva"),
        ("zucchina", "Zucchine"),  # singular for plural
        ("pasta barilla", "Pasta integrale"),  # brand after the name
        ("passata mutti", "Passata di pomodoro"),
        ("mutti polpa", "Polpa di pomodoro"),  # in any order
        ("muller", "Yogurt alla pesca"),  # the brand alone
    ],
)
def test_what_is_typed_finds_the_food_first(typed, first):
    assert found(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("parmigano", "Parmigiano Reggiano"),  # a letter missing
        ("bisccoti", "Biscotti Gocciole"),  # a letter too many
        ("mozarella", "Mozzarella di bufala"),
        ("melanzzane", "Melanzane"),
        ("prosiutto", "Prosciutto crudo"),
    ],
)
def test_a_misspelt_word_still_finds_the_food(typed, wanted):
    assert wanted in found(typed)


def test_generic_foods_come_before_products():
    names = found("latte")

    assert names == ["Latte intero", "Latte parzialmente scremato"]


def test_a_peach_comes_before_the_fish_of_the_same_stem():
    assert found("pesca")[0] == "Pesca"


def test_the_very_name_comes_before_names_that_say_more():
    for name in ("Mela", "Mela essiccata"):
        make_food(name)
    Food.objects.filter(name="Mela essiccata").update(other_names="mela\nmela secca")

    assert found("mela")[0] == "Mela"


def test_another_name_finds_the_food():
    food = Food.objects.get(name="Melanzane")
    FoodAlias.objects.create(food=food, name="Petonciano", locale="it")
    services.refresh_other_names(food.pk)

    assert found("petonciano") == ["Melanzane"]


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"current_version": None}])
def test_foods_that_are_not_ready_are_not_found(hidden):
    Food.objects.filter(name="Zucchine").update(**hidden)

    assert "Zucchine" not in found("zucchine")


def test_at_most_as_many_as_wanted_are_given():
    assert len(found("pa", limit=2)) == 2


@pytest.mark.parametrize("typed", ["", "   ", "!&|:*()", "'", "\\", "<->", "a & ! b", "🍝"])
def test_marks_without_words_find_nothing_and_break_nothing(typed):
    assert isinstance(found(typed), list)


def test_the_search_answers_over_http_with_sources(api, anna):
    [first, *_] = api(anna).get("/api/v1/foods", {"q": "mela"}).json()["results"]

    assert first["name"] == "Mela golden"
    assert first["provenance"]["source"] == "usda"


MANY = """
WITH food AS (
  INSERT INTO meals_food (id, name, name_en, brand, category, is_generic, is_italian, is_artisanal,
                          status, other_names, created_at, updated_at)
  SELECT gen_random_uuid(),
         translate(md5(n::text) || ' ' || md5((n * 7)::text), '0123456789', 'ghijklmnop'), '',
         md5((n % 900)::text),
         '', false, false, false, 'published', '', now(), now()
  FROM generate_series(1, 20000) AS n
  RETURNING id
)
INSERT INTO meals_foodversion (id, food_id, number, per, micronutrients, traces, completeness,
                               source, source_id, licence, confidence, value_sources,
                               content_hash, fetched_at, created_at)
SELECT id, id, 1, '100g', '{}', '{}', 0, 'openfoodfacts', '', 'ODbL-1.0', 0.8, '{}',
       '', now(), now()
FROM food
"""
PUBLISH = "UPDATE meals_food SET current_version_id = id WHERE current_version_id IS NULL"


def plan_of(sql: str, parameters: dict[str, object]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_searching_many_foods_reads_indexes_not_tables():
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute(PUBLISH)
        cursor.execute("ANALYZE meals_food")
    services.refresh_search_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE meals_search_word")
    typed = {"text": "passata", "whole": "passata", "prefix": "passata:*"}
    typed |= {"limit": 20, "user": None}

    plans = [
        plan_of(search.SEARCH_BY_WORDS, typed),
        plan_of(search.CORRECTIONS, {"words": ["parmigano"]}),
        plan_of(search.HITS, {"ids": list(Food.objects.values_list("pk", flat=True)[:20])}),
    ]

    for plan in plans:
        assert "Seq Scan" not in plan, plan
        assert "Index Scan" in plan, plan
