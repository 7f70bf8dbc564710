"""Which words of a sentence are foods, and whose the amounts are."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.meals.domain.sentences.clauses import clauses
from apps.meals.domain.sentences.lexicon import Lexicon, NamedFood
from apps.meals.domain.sentences.reading import Mention, read
from apps.meals.domain.sentences.spelling import likely
from apps.meals.domain.sentences.words import stem

FOODS = (
    ("Pane bianco", "pane"), ("Latte intero", "latte"), ("Latte senza lattosio intero",
    "latte senza lattosio"), ("Fette biscottate",), ("Caffè espresso", "caffè"),
    ("Caffellatte", "caffè e latte"), ("Pasta al pomodoro",), ("Pasta di semola", "spaghetti"),
    ("Pomodori", "pomodoro"), ("Ravioli ricotta e spinaci",), ("Ricotta",), ("Spinaci",),
    ("Uovo di gallina", "uovo", "uova"), ("Frittata",), ("Lattuga", "insalata"), ("Farro",),
    ("Yogurt bianco magro",), ("Yogurt bianco intero", "yogurt"), ("Zucchero",), ("Mela",),
    ("Prosciutto crudo", "prosciutto", "crudo"), ("Confettura", "marmellata"), ("Fragole",),
    ("Purè di patate",), ("Patate",), ("Olio di oliva", "olio"), ("Panino",),
)  # fmt: skip


def lexicon() -> Lexicon:
    known = Lexicon()
    known.add(NamedFood(UUID(int=number), names) for number, names in enumerate(FOODS))
    return known


def mentions(text: str) -> list[Mention]:
    return read(clauses(text), lexicon())


def named(text: str) -> list[str]:
    return [one.matches[0].food.names[0] if one.matches else "?" for one in mentions(text)]


@pytest.mark.parametrize(
    ("text", "foods"),
    [
        ("pane e latte", ["Pane bianco", "Latte intero"]),
        ("caffè e latte", ["Caffellatte"]),  # one name with "e" in it
        ("ravioli ricotta e spinaci", ["Ravioli ricotta e spinaci"]),
        ("ricotta e spinaci", ["Ricotta", "Spinaci"]),
        ("tre fette biscottate", ["Fette biscottate"]),  # a measure that is a name
        ("spaghetti al pomodoro", ["Pasta al pomodoro"]),
        ("yogurt bianco", ["Yogurt bianco intero"]),  # the one called yogurt
        ("yogurt müller bianco", ["Yogurt bianco intero"]),  # a brand amidst
        ("uova", ["Uovo di gallina"]),
        ("purè di patate", ["Purè di patate"]),
        ("caffè senza zucchero", ["Caffè espresso"]),
        ("latte senza lattosio", ["Latte senza lattosio intero"]),
        ("non ho mangiato il pane, solo latte", ["Latte intero"]),
        ("non ho fatto colazione", []),
        ("insalata di farro", ["Farro"]),  # the dish is what is in it
        ("panino al prosciutto", ["Panino", "Prosciutto crudo"]),
        ("marmellata di fragole", ["Confettura"]),  # only its flavour
        ("torta di mele", ["?"]),
        ("frittata di due uova", ["Frittata"]),
        ("insalata: farro 50 g, uova", ["Farro", "Uovo di gallina"]),
        ("latte: 200 ml", ["Latte intero"]),
        ("due etti di crudo", ["Prosciutto crudo"]),
        ("ho mangiato pane poi una mela", ["Pane bianco", "Mela"]),
    ],
)
def test_foods_of_a_sentence(text, foods):
    assert named(text) == foods


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("150 g pane 200 g latte", [150, 200]),
        ("pane 60 g mela 1", [60, 1]),
        ("pane 60 g e 2 uova", [60, 2]),
        ("una mela, 2 uova", [1, 2]),
        ("due uova 80 g pane", [2, 80]),
        ("latte, 200 g", [200]),
        ("latte (200 g)", [200]),
        ("una mela da 200 g", [200]),
        ("due uova da 60 g", [120]),
        ("pane", [None]),
        ("una mela e mezza", [1.5]),
        ("una mela e mezzo pane", [1, 0.5]),
        ("pane e 80 g latte mela", [None, 80, None]),
        ("pane. 2 uova", [None, 2]),
    ],
)
def test_every_amount_goes_to_its_food(text, amounts):
    found = [one.quantity and one.quantity.amount for one in mentions(text)]

    assert found == amounts


def test_each_food_belongs_to_the_meal_spoken_of():
    found = mentions("Colazione: latte. A pranzo pasta al pomodoro e per cena uova")

    assert [one.meal for one in found] == ["breakfast", "lunch", "dinner"]


@pytest.mark.parametrize(
    ("many", "one"),
    [("pesche", "pesca"), ("uova", "uovo"), ("funghi", "fungo"), ("arance", "arancia"),
     ("crackers", "cracker"), ("albicocche", "albicocca"), ("cucchiai", "cucchiaio")],
)  # fmt: skip
def test_plural_and_singular_are_one_word(many, one):
    assert stem(many) == stem(one)


@pytest.mark.parametrize("word", [("pesca", "pesce"), ("panna", "pane"), ("mela", "miele")])
def test_words_that_only_look_alike_are_two(word):
    assert stem(word[0]) != stem(word[1])


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("mozarella", ["mozzarella"], "mozzarella"),
        ("bisccoti", ["biscotti"], "biscotti"),
        ("prosiutto", ["prosciutto"], "prosciutto"),
        ("spagetti", ["spaghetti"], "spaghetti"),
        ("yougurt", ["yogurt"], "yogurt"),
        ("parmigaino", ["parmigiano"], "parmigiano"),
        ("arancino", ["arancio", "arancia"], None),  # another thing, not a slip
        ("piadina", ["pinolo"], None),
    ],
)
def test_misspelt_words(typed, known, meant):
    assert likely(typed, known) == meant


WORD = (
    "due 80 g un mezzo e con di d' senza non pane latte uova fette biscottate , . + ( ) poi a"
    " colazione da alle 8 / x un po' bicchiere cucchiaio ravioli ricotta spinaci piadina"
)
WORDS = st.sampled_from(WORD.split())
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join))


@given(TEXTS)
def test_any_text_is_read_and_every_piece_stands_where_it_says(text):
    for mention in mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
        for word in [*mention.words, *mention.rest]:
            assert text[word.token.start : word.token.end] == word.token.text


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_no_word_is_told_twice(text):
    told = [word for one in mentions(text) for word in [*one.words, *one.rest]]
    starts = [word.token.start for word in told]

    assert len(starts) == len(set(starts))
