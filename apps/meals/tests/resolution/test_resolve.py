"""A worker looks for a food in one source after the other, stores it and tells who asked."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Response

from apps.accounts.models import User
from apps.meals import services
from apps.meals.models import Food, FoodVersion, ResolutionLog
from apps.meals.tests.resolution.conftest import (
    OFF_MISSING,
    OFF_PATH,
    OFF_SEARCH,
    SPAGHETTI,
    off_answer,
    off_product,
)
from apps.outbox.models import OutboxEvent
from apps.shared.provenance import Source
from conftest import make_food

pytestmark = pytest.mark.django_db

Look = Callable[..., ResolutionLog]


def steps(log: ResolutionLog) -> list[tuple[str, str]]:
    return [(step.source, step.outcome) for step in log.steps_taken]


IN_CATALOGUE = [(name, "not_found") for name in ("curated", "crea", "tables", "products")]


def work(log: ResolutionLog) -> ResolutionLog:
    """The next attempt, when its time has come."""
    ResolutionLog.objects.filter(pk=log.pk).update(due_at=timezone.now())
    services.resolve(log.pk)
    return ResolutionLog.objects.get(pk=log.pk)


def test_a_barcode_is_found_at_open_food_facts(off: HTTPServer, anna: User, look: Look) -> None:
    off.expect_request(OFF_PATH).respond_with_json(off_answer())

    log = look(anna, barcode=SPAGHETTI)

    assert steps(log) == [("own", "not_found"), *IN_CATALOGUE, ("openfoodfacts", "found")]
    assert (log.status, log.winner, log.confidence) == ("found", "openfoodfacts", Decimal("0.8"))
    assert not log.fallback
    assert log.food is not None
    assert log.food.current_version is not None
    assert log.food.gtin == SPAGHETTI
    assert log.food.current_version.energy_kcal == 359
    assert log.food.current_version.licence == "ODbL-1.0"


def test_what_an_import_brought_meanwhile_is_taken(
    off: HTTPServer, anna: User, sent: list[str], look: Look
) -> None:
    food = make_food("Spaghetti", gtin=SPAGHETTI, energy_kcal=Decimal(350))

    log = look(anna, barcode=SPAGHETTI)

    assert (log.status, log.food, log.winner) == ("found", food, "usda")
    assert steps(log)[-1] == ("tables", "found")
    assert off.log == []


def test_a_product_nobody_knows_is_not_found_and_remembered(
    off: HTTPServer, anna: User, look: Look
) -> None:
    off.expect_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)
    log = look(anna, barcode=SPAGHETTI)
    assert log.retry_at is not None

    again = look(anna, barcode=SPAGHETTI)

    assert (again, again.status) == (log, "not_found")
    assert len(off.log) == 1
    assert timedelta(days=29) < log.retry_at - timezone.now() <= timedelta(days=30)


def test_after_that_time_it_is_asked_again(off: HTTPServer, anna: User, look: Look) -> None:
    off.expect_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)
    ResolutionLog.objects.filter(pk=look(anna, barcode=SPAGHETTI).pk).update(
        retry_at=timezone.now()
    )

    look(anna, barcode=SPAGHETTI)

    assert len(off.log) == 2


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (Response(status=503), "server_error"),
        (Response(status=429), "throttled"),
        (Response("<html>", content_type="text/html"), "garbage"),
    ],
)
def test_a_failing_source_is_asked_again_later(
    off: HTTPServer, anna: User, look: Look, response: Response, outcome: str
) -> None:
    off.expect_request(OFF_PATH).respond_with_response(response)

    log = look(anna, barcode=SPAGHETTI)

    assert (log.status, log.error, log.attempts) == ("pending", outcome, 1)
    assert timezone.now() < log.due_at < timezone.now() + timedelta(minutes=1)
    assert OutboxEvent.objects.filter(name__startswith="meals.food").count() == 0


def test_it_waits_as_long_as_it_was_told(off: HTTPServer, anna: User, look: Look) -> None:
    off.expect_request(OFF_PATH).respond_with_response(
        Response(status=429, headers={"Retry-After": "600"})
    )

    log = look(anna, barcode=SPAGHETTI)

    assert log.due_at >= timezone.now() + timedelta(seconds=595)


def test_a_document_no_mapper_understands_is_garbage(
    off: HTTPServer, anna: User, look: Look
) -> None:
    nonsense = off_answer(nutrition={"aggregated_set": {"nutrients": []}, "input_sets": [3]})
    off.expect_request(OFF_PATH).respond_with_json(nonsense)

    assert ("openfoodfacts", "garbage") in steps(look(anna, barcode=SPAGHETTI))


def test_it_is_found_once_the_source_is_back(off: HTTPServer, anna: User, look: Look) -> None:
    off.expect_ordered_request(OFF_PATH).respond_with_data(status=503)
    off.expect_ordered_request(OFF_PATH).respond_with_json(off_answer())

    log = work(look(anna, barcode=SPAGHETTI))

    assert (log.status, log.attempts, log.error) == ("found", 2, "")
    assert [step.attempt for step in log.steps_taken if "open" in step.source] == [1, 2]
    assert log.steps_taken[0].attempt == 0


def test_after_six_attempts_it_fails_and_says_why(off: HTTPServer, anna: User, look: Look) -> None:
    off.expect_request(OFF_PATH).respond_with_data("<html>")
    log = look(anna, barcode=SPAGHETTI)
    for _ in range(4):
        log = work(log)
        ResolutionLog.objects.filter(pk=log.pk).update(error="")
    assert log.status == "pending"

    log = work(log)

    # The sixth attempt found the circuit open: five failures in a row.
    assert (log.status, log.attempts, log.error) == ("failed", 6, "circuit_open")
    assert log.retry_at is not None
    assert log.retry_at > timezone.now()


def test_what_was_not_even_asked_costs_no_attempt(
    off: HTTPServer, anna: User, look: Look, settings: Any
) -> None:
    settings.OPENFOODFACTS_PRODUCT_RATE = "1/minute"
    off.expect_request(OFF_PATH).respond_with_data(status=503)
    log = look(anna, barcode=SPAGHETTI)

    for _ in range(10):
        log = work(log)

    assert (log.status, log.attempts, log.error) == ("pending", 1, "rate_limited")
    assert log.due_at > timezone.now() + timedelta(seconds=50)
    assert len(off.log) == 1


def test_a_day_of_that_is_enough(off: HTTPServer, anna: User, look: Look, settings: Any) -> None:
    settings.THROTTLE_REDIS_URL = "redis://127.0.0.1:9/2"
    log = look(anna, barcode=SPAGHETTI)
    yesterday = timezone.now() - timedelta(hours=25)
    ResolutionLog.objects.filter(pk=log.pk).update(created_at=yesterday)

    log = work(log)

    assert (log.status, log.error) == ("failed", "limiter_away")
    assert off.log == []


def test_with_no_source_switched_on_it_says_so(
    off: HTTPServer, anna: User, look: Look, settings: Any
) -> None:
    settings.OPENFOODFACTS_ENABLED = False

    log = look(anna, barcode=SPAGHETTI)

    assert (log.status, log.error, log.retry_at) == ("failed", "sources_disabled", None)
    assert ("openfoodfacts", "disabled") in steps(log)
    assert off.log == []


def test_everybody_who_asked_is_told_once(
    off: HTTPServer, anna: User, stranger: User, look: Look
) -> None:
    off.expect_ordered_request(OFF_PATH).respond_with_data(status=503)
    off.expect_ordered_request(OFF_PATH).respond_with_json(off_answer())
    log = look(anna, barcode=SPAGHETTI)
    assert look(stranger, barcode=SPAGHETTI) == log

    work(log)
    services.resolve(log.pk)

    events = OutboxEvent.objects.filter(name="meals.food_resolved.v1")
    assert {event.user_id for event in events} == {anna.pk, stranger.pk}
    assert events.count() == 2
    food = Food.objects.get(gtin=SPAGHETTI)
    assert {event.payload["food_id"] for event in events} == {str(food.pk)}


def test_not_found_is_told_too(off: HTTPServer, anna: User, look: Look) -> None:
    off.expect_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)

    look(anna, barcode=SPAGHETTI)

    event = OutboxEvent.objects.get(name="meals.food_not_found.v1")
    assert (event.user_id, event.payload["status"]) == (anna.pk, "not_found")


def test_a_name_is_found_by_a_product_that_says_all_of_it(
    off: HTTPServer, anna: User, look: Look
) -> None:
    other = off_product(code="3017620422003", product_name_it="Penne", brands="Barilla")
    off.expect_request(OFF_SEARCH).respond_with_json({"products": [other, off_product()]})

    log = look(anna, name="Spaghetti  BARILLA")

    assert log.query == "spaghetti barilla"
    assert log.food is not None
    assert log.food.gtin == SPAGHETTI
    assert not Food.objects.filter(gtin="03017620422003").exists()


def test_estimates_of_open_food_facts_are_no_label_values(
    off: HTTPServer, anna: User, look: Look
) -> None:
    """The shape of schema 1003: salt stated in milligrams, zinc estimated."""
    estimated = {"unit": "g", "value": 0.00045, "source": "estimate", "modifier": "~"}
    packaging = {
        "source": "packaging",
        "preparation": "as_sold",
        "per": "100g",
        "nutrients": {
            "salt": {"unit": "mg", "value": 50.2},
            "energy-kj": {"unit": "kJ", "value": 400},
        },
    }
    nutrition = {
        "aggregated_set": {"per": "100g", "nutrients": {"zinc": estimated}},
        "input_sets": [packaging, {**packaging, "source": "estimate", "nutrients": {}}],
    }
    document = off_answer(nutrition=nutrition, schema_version=1003)
    del document["product"]["nutriments"]
    off.expect_request(OFF_PATH).respond_with_json(document)

    look(anna, barcode=SPAGHETTI)

    version = FoodVersion.objects.get(food__gtin=SPAGHETTI)
    assert version.salt_g == Decimal("0.0502")
    assert version.energy_kcal == Decimal("95.6023")  # 400 / 4.184
    assert "zinc_mg" not in version.micronutrients


def test_an_unknown_name_becomes_the_mean_of_its_category(anna: User, look: Look) -> None:
    """Five cheeses of 200, 250, 300, 350 and 400 kcal: 300; salt is known of two only."""
    for number in range(5):
        salt = {"salt_g": Decimal(2)} if number < 2 else {}
        make_food(f"Formaggio {number}", energy_kcal=Decimal(200 + 50 * number), **salt)
    make_food("Formaggio di marca", source=Source.OPENFOODFACTS, energy_kcal=Decimal(900))
    Food.objects.update(category="Formaggi")

    log = look(anna, name="formaggio della nonna Rosa")

    assert (log.status, log.winner, log.confidence) == ("found", "estimated", Decimal("0.3"))
    assert log.food is not None
    assert log.food.current_version is not None
    assert (log.food.name, log.food.status) == ("Formaggi (media)", "flagged")
    assert log.food.current_version.energy_kcal == 300
    assert log.food.current_version.salt_g is None


def test_no_guess_is_made_while_a_source_may_still_answer(
    off: HTTPServer, anna: User, look: Look
) -> None:
    for number in range(5):
        make_food(f"Formaggio {number}", energy_kcal=Decimal(300))
    Food.objects.update(category="Formaggi")
    off.expect_request(OFF_SEARCH).respond_with_data(status=503)
    log = look(anna, name="formaggio della nonna Rosa")
    assert log.status == "pending"
    assert ("openfoodfacts", "server_error") in steps(log)
    assert "estimated" not in dict(steps(log))
    ResolutionLog.objects.update(attempts=5)

    log = work(log)

    assert (log.status, log.winner, log.fallback) == ("found", "estimated", True)


def test_a_name_like_nothing_is_not_found(off: HTTPServer, anna: User, look: Look) -> None:
    off.expect_request(OFF_SEARCH).respond_with_json({"products": []})

    assert look(anna, name="xyzzy").status == "not_found"


def test_resolving_again_begins_anew(
    off: HTTPServer, anna: User, sent: list[str], look: Look, django_capture_on_commit_callbacks
) -> None:
    off.expect_ordered_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)
    off.expect_ordered_request(OFF_PATH).respond_with_json(off_answer())
    log = look(anna, barcode=SPAGHETTI)

    with django_capture_on_commit_callbacks(execute=True):
        assert services.resolve_again([log.pk]) == 1
    assert sent == [str(log.pk)]
    services.resolve(log.pk)

    assert ResolutionLog.objects.get(pk=log.pk).status == "found"
    assert services.resolve_again([log.pk]) == 0


def test_old_searches_are_forgotten_when_their_answer_no_longer_stands(
    anna: User, look: Look
) -> None:
    log = look(anna, barcode=SPAGHETTI)
    later = timezone.now() + timedelta(days=91)
    ResolutionLog.objects.update(retry_at=later + timedelta(days=1))
    assert services.forget_old(at=later) == 0
    ResolutionLog.objects.update(retry_at=later)

    assert services.forget_old(at=later) == 1
    assert not ResolutionLog.objects.filter(pk=log.pk).exists()
