"""Finding a food by what people type."""

import pytest
from django.db import connection
from psycopg.types.json import Jsonb

from apps.meals import selectors, services
from apps.meals.models import Food, FoodAlias
from apps.meals.selectors import Filters, search
from apps.meals.selectors.ranking import statement
from apps.meals.selectors.search import NO_FILTERS
from apps.meals.selectors.words import SMALL_WORDS
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


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cornetto", "Croissant"),  # another name than its own
        ("petto pollo", "Petto di pollo"),  # as people type: no articles, no prepositions
        ("pollo, petto", "Petto di pollo"),
        ("macine", "Macine"),  # not the minced meat of the same stem
        ("burata", "Burrata"),  # misspelt, and not the butter that is nearer to nothing
    ],
)
def test_the_food_that_is_meant_comes_first(typed, first):
    for name in ("Croissant", "Petto di pollo", "Macinato di manzo"):
        make_food(name)
    for name in ("Macine", "Burrata", "Cornetto gelato"):
        Food.objects.filter(pk=make_food(name).pk).update(is_generic=False)
    Food.objects.filter(name="Croissant").update(other_names="cornetto")
    FoodAlias.objects.create(food=Food.objects.get(name="Croissant"), name="Cornetto", locale="it")
    services.refresh_search_words()

    assert next(iter(found(typed)), None) == first


def test_a_slip_of_the_finger_that_some_products_share_finds_the_generic_food():
    for _ in range(12):
        Food.objects.filter(pk=make_food("Mozarella").pk).update(is_generic=False)
    for n in range(130):
        Food.objects.filter(pk=make_food(f"Mozzarella {n}").pk).update(is_generic=False)
    services.refresh_search_words()

    assert found("mozarella")[0] == "Mozzarella di bufala"


@pytest.mark.parametrize(
    "typed",
    ["8076809513753", "08076809513753", "8 076809 513753", "]d20108076809513753",
     "https://example.com/01/08076809513753"],
)  # fmt: skip
def test_a_barcode_typed_or_pasted_finds_its_product(typed):
    make_food("Spaghetti", gtin="08076809513753")

    assert found(typed) == ["Spaghetti"]


def test_many_queries_are_answered_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        best = selectors.best_foods(["latte", "pane integrale", "olio di oliva"])

    assert best["latte"][0].name == "Latte intero"
    assert [hit.tier for hit in best["pane integrale"]] == [0]
    assert best["olio di oliva"][0].name == "Olio extravergine di oliva"


def test_the_small_words_are_the_same_in_python_and_in_sql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT food_name_key(%s)", [" ".join(sorted(SMALL_WORDS))])
        assert cursor.fetchone() == ("",)
        cursor.execute("SELECT food_name_key('Riso in bianco, senza sale e con l''olio')")
        assert cursor.fetchone() == ("riso in bianco senza sale olio",)


def test_another_name_finds_the_food():
    food = Food.objects.get(name="Melanzane")
    FoodAlias.objects.create(food=food, name="Petonciano", locale="it")
    services.refresh_other_names(food.pk)

    assert found("petonciano") == ["Melanzane"]


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"current_version": None}])
def test_foods_that_are_not_ready_are_not_found(hidden):
    Food.objects.filter(name="Zucchine").update(**hidden)

    assert "Zucchine" not in found("zucchine")


def test_what_nobody_knows_grilled_is_found_as_it_is():
    assert found("zucchine grigliate col basilico") == ["Zucchine"]
    assert found("unobtainium fritto") == []


def test_at_most_as_many_as_wanted_are_given():
    assert len(found("pa", limit=2)) == 2


@pytest.mark.parametrize("typed", ["", "   ", "!&|:*()", "'", "\\", "<->", "a & ! b", "🍝"])
def test_marks_without_words_find_nothing_and_break_nothing(typed):
    assert isinstance(found(typed), list)


def test_the_search_answers_over_http_with_sources(api, anna):
    [first, *_] = api(anna).get("/api/v1/foods", {"q": "mela"}).json()["results"]

    assert first["name"] == "Mela golden"
    assert first["provenance"]["source"] == "usda"


VEGAN = Filters(source="openfoodfacts", labels=["vegan"])
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


def test_searching_many_foods_reads_indexes_not_tables(anna):
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute(PUBLISH)
        cursor.execute("ANALYZE meals_food")
    services.refresh_search_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE meals_search_word")
    words = {part: getattr(search.typed("passata mut"), part) for part in search.PARTS}
    asked = {"asked": Jsonb([{"n": 0, **words}]), "user": anna.pk, "meal_type": "lunch"}

    plans = [
        plan_of(statement(NO_FILTERS, 20), asked),
        plan_of(statement(VEGAN, 20), asked | VEGAN.given),
        plan_of(search.CORRECTIONS, {"words": ["parmigano"]}),
        plan_of(search.SCANNED, {"gtin": "08076809513753", "user": anna.pk}),
    ]

    for plan in plans:
        assert "Seq Scan" not in plan, plan
        assert "Index Scan" in plan, plan
