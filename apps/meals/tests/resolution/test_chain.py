"""Each source wins in its turn: own, curated, CREA, other tables, products, photo, estimate."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from apps.accounts.models import User
from apps.meals import services
from apps.meals.models import Food, OwnFood, Resolution, ResolutionLog
from apps.meals.tests.resolution.conftest import (
    OFF_MISSING,
    OFF_PATH,
    OFF_SEARCH,
    SPAGHETTI,
    off_answer,
)
from apps.shared.provenance import Source
from conftest import make_food

pytestmark = pytest.mark.django_db

Look = Callable[..., ResolutionLog]
OF_BARCODES = [
    *("own", "curated", "crea", "tables", "products", "openfoodfacts", "labels", "vision")
]
OF_NAMES = [
    *("own", "curated", "crea", "tables", "usda", "products", "openfoodfacts", "labels"),
    "estimated",
]


def sources(log: ResolutionLog) -> list[str]:
    return [step.source for step in log.steps_taken]


def own_food(user: User, name: str = "Spaghetti miei") -> Food:
    food = make_food(name, owner=user, source=Source.MANUAL, confidence="1")
    OwnFood.objects.create(food=food, user=user, gtin=SPAGHETTI, request_hash=b"")
    return food


def test_a_barcode_nobody_knows_went_through_all_of_them_in_order(
    off: HTTPServer, anna: User, look: Look
) -> None:
    off.expect_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)

    log = look(anna, barcode=SPAGHETTI)

    assert sources(log) == OF_BARCODES
    assert [step.outcome for step in log.steps_taken] == [*["not_found"] * 7, "disabled"]
    assert all(step.ms >= 0 for step in log.steps_taken)


def test_a_phone_is_told_that_a_photo_would_help(
    off: HTTPServer, anna: User, look: Look, settings: Any
) -> None:
    settings.OPENAI_API_KEY = "sk-test"
    off.expect_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)

    log = look(anna, barcode=SPAGHETTI)

    assert (log.status, log.steps_taken[-1].outcome) == ("not_found", "no_photo")


def test_a_name_nobody_knows_went_through_all_of_them_in_order(
    off: HTTPServer, anna: User, look: Look
) -> None:
    off.expect_request(OFF_SEARCH).respond_with_json({"products": []})

    assert sources(look(anna, name="xyzzy")) == OF_NAMES


@pytest.mark.parametrize(
    ("source", "step"),
    [
        (Source.MANUAL, "curated"),
        (Source.CREA, "crea"),
        (Source.SWISS, "tables"),
        (Source.USDA, "tables"),
        (Source.CIQUAL, "tables"),
        (Source.BLS, "tables"),
        (Source.OPENFOODFACTS, "products"),
    ],
)
def test_what_the_catalogue_got_meanwhile_wins_at_its_sources_step(
    off: HTTPServer, anna: User, look: Look, source: Source, step: str
) -> None:
    food = make_food("Seitan alla piastra", source=source)

    log = look(anna, name="seitan alla piastra")

    assert (log.food, log.winner, sources(log)[-1]) == (food, source.value, step)
    assert off.log == []


def test_the_better_source_wins_where_two_have_the_name(anna: User, look: Look) -> None:
    make_food("Seitan", source=Source.OPENFOODFACTS)
    make_food("Seitan alla piastra", source=Source.SWISS)
    crea = make_food("Seitan cotto", source=Source.CREA)

    log = look(anna, name="seitan")

    assert (log.food, sources(log)) == (crea, ["own", "curated", "crea"])


def test_a_label_staff_accepted_comes_after_open_food_facts(
    off: HTTPServer, anna: User, look: Look
) -> None:
    food = make_food("Spaghetti", gtin=SPAGHETTI, source=Source.VISION, confidence="0.6")
    off.expect_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)

    log = look(anna, barcode=SPAGHETTI)

    assert (log.food, sources(log)[-2:]) == (food, ["openfoodfacts", "labels"])


def test_while_open_food_facts_is_down_an_accepted_label_stands_in(
    off: HTTPServer, anna: User, look: Look
) -> None:
    make_food("Spaghetti", gtin=SPAGHETTI, source=Source.VISION, confidence="0.6")
    off.expect_request(OFF_PATH).respond_with_data("<html>", status=503)

    log = look(anna, barcode=SPAGHETTI)

    assert (log.status, log.winner, log.fallback) == ("found", "vision", True)


def test_an_own_food_ends_the_search_of_its_owner_only(
    off: HTTPServer, anna: User, stranger: User, look: Look
) -> None:
    food = own_food(anna)
    off.expect_request(OFF_PATH).respond_with_json(off_answer())

    mine, others = look(anna, barcode=SPAGHETTI), look(stranger, barcode=SPAGHETTI)

    assert (mine.food, mine.user, sources(mine)) == (food, anna, ["own"])
    assert (others.user, others.winner) == (None, "openfoodfacts")
    assert not Resolution.objects.filter(user=stranger, log=mine).exists()


def test_an_own_food_is_found_by_a_name_that_says_all_that_was_asked(
    anna: User, look: Look
) -> None:
    food = own_food(anna, "Ciambellone della nonna Rosà")

    assert look(anna, name="ciambellone della nonna rosa").food == food
    assert look(anna, name="ciambellone al limone").food is None


def test_those_who_wait_share_one_search_and_none_of_them_has_it_at_home(
    off: HTTPServer, anna: User, stranger: User, look: Look
) -> None:
    off.expect_ordered_request(OFF_PATH).respond_with_data(status=503)
    off.expect_ordered_request(OFF_PATH).respond_with_json(off_answer())
    shared = look(stranger, barcode=SPAGHETTI)
    own_food(anna)

    mine = look(anna, barcode=SPAGHETTI)

    assert mine != shared
    assert [one.user for one in shared.resolutions.all()] == [stranger]


def test_a_search_of_a_deleted_own_food_still_answers(
    api: Callable[..., Any], anna: User, look: Look
) -> None:
    food = own_food(anna)
    look(anna, barcode=SPAGHETTI)
    services.delete_own_food(anna, food.pk, at=food.created_at)

    answer = api(anna).get(f"/api/v1/resolutions/{Resolution.objects.get().pk}")

    assert (answer.status_code, answer.json()["food"]) == (200, None)


def test_five_of_a_category_make_an_estimate_when_all_others_know_nothing(
    off: HTTPServer, anna: User, look: Look
) -> None:
    for number in range(5):
        make_food(f"Formaggio {number}", energy_kcal=Decimal(300))
    Food.objects.update(category="Formaggi")
    off.expect_request(OFF_SEARCH).respond_with_json({"products": []})

    log = look(anna, name="formaggio della nonna Rosa")

    assert (log.winner, sources(log)) == ("estimated", OF_NAMES)
