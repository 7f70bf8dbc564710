"""Amounts, units and household measures as Italians write them."""

from decimal import Decimal
from uuid import UUID

import pytest

from apps.meals.domain.sentences.clauses import clauses
from apps.meals.domain.sentences.numbers import numeral, spelt
from apps.meals.domain.sentences.quantities import Quantity, read_quantity
from apps.meals.domain.sentences.servings import OwnPortion, eaten
from apps.meals.domain.sentences.tokens import tokenise

OIL = "fats-oils"


def quantity(text: str) -> Quantity:
    found = read_quantity(tokenise(text), 0)
    assert found is not None
    return found[0]


def portions(*named: tuple[str, str]) -> tuple[OwnPortion, ...]:
    return tuple(
        OwnPortion(UUID(int=number), name, Decimal(grams))
        for number, (name, grams) in enumerate(named)
    )


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("due", 2), ("dodici", 12), ("ventuno", 21), ("trentotto", 38), ("ottanta", 80),
        ("cento", 100), ("centocinquanta", 150), ("duecentoventicinque", 225), ("mille", 1000),
        ("duemila", 2000), ("millecinquecento", 1500), ("pane", None), ("centopelli", None),
        ("mila" * 500, None),
    ],
)  # fmt: skip
def test_numbers_in_words(word, number):
    assert spelt(word) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("80", "80"), ("1,5", "1.5"), ("0.250", "0.250"), ("1.500", "1500"), ("½", "0.5")],
)
def test_numerals_have_a_decimal_comma_and_a_point_for_thousands(text, number):
    assert numeral(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("80g", 80), ("80 gr", 80), ("80 grammi", 80), ("2 etti", 200), ("1 hg", 100),
        ("due etti e mezzo", 250), ("mezzo etto", 50), ("un etto e mezzo", 150), ("1,5 kg", 1500),
        ("un chilo", 1000), ("mezzo chilo", 500), ("centocinquanta grammi", 150),
        ("2 x 125 g", 250),
    ],
)  # fmt: skip
def test_weights(text, grams):
    found = quantity(text)

    assert found.grams is not None
    assert found.amount * found.grams == grams


@pytest.mark.parametrize(
    ("text", "ml"),
    [
        ("250 ml", 250), ("33 cl", 330), ("0,33 l", 330), ("1 l", 1000), ("mezzo litro", 500),
        ("un quarto di litro", 250), ("tre quarti di litro", 750), ("un litro e mezzo", 1500),
        ("3/4 di litro", 750),
    ],
)  # fmt: skip
def test_volumes(text, ml):
    found = quantity(text)

    assert found.ml is not None
    assert found.amount * found.ml == ml


@pytest.mark.parametrize(
    ("text", "amount", "measure"),
    [
        ("un bicchiere di latte", 1, "bicchiere"), ("mezzo bicchiere di vino", "0.5", "bicchiere"),
        ("un cucchiaio e mezzo di farina", "1.5", "cucchiaio"), ("2 cucchiai", 2, "cucchiaio"),
        ("un paio di fette di pane", 2, "fetta"), ("un piatto di pasta", 1, "porzione"),
        ("filo d'olio", 1, "filo"), ("un cucchiaino da caffè di sale", 1, "cucchiaino"),
        ("tre foglie di basilico", 3, "foglia"), ("una buona manciata di noci", 1, "manciata"),
    ],
)  # fmt: skip
def test_household_measures(text, amount, measure):
    found = quantity(text)

    assert found.measure is not None
    assert (found.amount, found.measure.name) == (Decimal(amount), measure)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1/2 mela", "0.5"), ("mezza dozzina di uova", 6), ("una dozzina di uova", 12),
        ("un paio di kiwi", 2), ("1 e 1/2 mela", "1.5"), ("x3", 3), ("quattro noci", 4),
        ("una ventina di mandorle", 20), ("un quarto di pollo", "0.25"), ("mezz'avocado", "0.5"),
    ],
)  # fmt: skip
def test_counts(text, amount):
    found = quantity(text)

    assert (found.amount, found.measure, found.weighed) == (Decimal(amount), None, False)


@pytest.mark.parametrize("text", ["l'olio", "g", "grammi di pane", "foglie", "mela", "0 uova"])
def test_what_is_no_amount(text):
    assert read_quantity(tokenise(text), 0) is None


@pytest.mark.parametrize("text", ["alle 8 un caffè", "ore 8:30 un caffè", "alle otto un caffè"])
def test_the_hour_is_no_amount(text):
    (amount,) = [e for c in clauses(text) for e in c.elements if isinstance(e, Quantity)]

    assert amount.amount == 1


@pytest.mark.parametrize(
    ("said", "owns", "grams"),
    [
        ("2 fette", [("1 fetta", "30"), ("1 porzione", "50")], 60),  # its own slices
        ("3", [("10 olive", "35")], "10.5"),  # ten weigh 35 g
        ("mezzo", [("mezzo avocado", "100")], 100),
        ("2", [("1 uovo grande", "60"), ("1 uovo medio", "50")], 100),  # of middling size
        ("un bicchiere piccolo", [("1 bicchiere piccolo", "125"), ("1 bicchiere", "200")], 125),
        ("un piatto", [("1 porzione in brodo", "40"), ("1 porzione", "80")], 80),
    ],
)
def test_a_food_of_known_portions_weighs_what_they_say(said, owns, grams):
    found = eaten(quantity(said), said=("olive", "avocado", "uovo"), portions=portions(*owns))

    assert found.grams == Decimal(grams)
    assert found.portion is not None


@pytest.mark.parametrize(
    ("said", "category", "grams"),
    [
        ("un cucchiaio", OIL, 10),  # LARN 2014: a spoon of oil is 10 g
        ("un bicchiere", "milk-yogurt", 206),  # 200 ml at 1.03 g/ml
        ("100 ml", OIL, 92),  # at 0.92 g/ml
        ("un bicchiere", "alcoholic-beverages", 125),
        ("una porzione", "cereals-pasta", 80),
        ("due porzioni abbondanti", "cereals-pasta", 208),  # a third more
    ],
)
def test_other_foods_weigh_what_the_table_says(said, category, grams):
    assert eaten(quantity(said), said=(), category=category).grams == grams


@pytest.mark.parametrize(
    ("said", "owns", "grams"),
    [
        ("mela", [("1 mela media", "170"), ("1 porzione", "150")], 170),  # one
        ("mele", [("1 mela media", "170"), ("1 porzione", "150")], 150),  # some
        ("uova", [("1 uovo medio", "50"), ("2 uova medie", "100")], 100),
        ("zucchero", [("1 cucchiaino", "5"), ("1 bustina", "5"), ("1 cucchiaio", "12")], 5),
        ("confettura", [("1 cucchiaino", "10"), ("1 cucchiaio", "20")], 20),
    ],
)
def test_without_an_amount_it_is_one_or_a_portion(said, owns, grams):
    found = eaten(None, said=(said,), portions=portions(*owns))

    assert found.grams == grams
    assert abs(found.precision_g - found.grams * Decimal("0.35")) <= Decimal("0.05")


@pytest.mark.parametrize(
    ("said", "grams"),
    [("80 di", 80), ("200", 200), ("20", 60), ("2", 6)],  # a piece is 3 g, a portion of pasta 80 g
)
def test_many_of_what_is_heavy_are_grams(said, grams):
    owns = portions(("1 oliva", "3")) if grams < 80 else ()

    assert eaten(quantity(said), said=(), portions=owns, category="cereals-pasta").grams == grams


def test_a_vague_amount_is_known_by_half():
    found = eaten(quantity("un po' di"), said=(), category=OIL)

    assert (found.grams, found.precision_g, found.confidence) == (10, 5, Decimal("0.5"))


def test_a_large_one_weighs_a_third_more_unless_it_was_weighed():
    assert eaten(quantity("un"), said=(), size=Decimal("1.3"), category="fruit").grams == 195
    assert eaten(quantity("180 g"), said=(), size=Decimal("1.3")).grams == 180


def test_grams_stay_between_what_an_item_may_weigh():
    assert eaten(quantity("999999999 kg"), said=()).grams == 20_000
    assert eaten(quantity("0,001 mg"), said=()).grams == Decimal("0.1")
