"""What a phone is told about a food the catalogue does not have."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_httpserver import HTTPServer

from apps.accounts.models import User
from apps.meals import services
from apps.meals.models import Meal, Resolution, ResolutionLog
from apps.meals.services import resolution
from apps.meals.tests.resolution.conftest import OFF_MISSING, OFF_PATH, SPAGHETTI, off_answer
from conftest import make_food

pytestmark = pytest.mark.django_db

BY_BARCODE = "/api/v1/foods/barcode/8076809513753"
RESOLUTIONS = "/api/v1/resolutions"


@pytest.fixture
def phone(api: Callable[..., Any], anna: User, sent: list[str]) -> Any:
    return api(anna)


def meal_of(barcode: str) -> dict[str, Any]:
    item = {"id": str(uuid4()), "barcode": barcode, "quantity_g": 80}
    eaten_at = "2026-03-02T12:00:00Z"
    return {"id": str(uuid4()), "type": "lunch", "eaten_at": eaten_at, "items": [item]}


def test_an_unknown_barcode_is_answered_at_once_and_found_later(
    phone: Any, off: HTTPServer
) -> None:
    off.expect_request(OFF_PATH).respond_with_json(off_answer())

    answer = phone.get(BY_BARCODE)

    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    assert answer["Location"] == f"{RESOLUTIONS}/{answer.json()['id']}"
    assert off.log == []
    services.resolve(Resolution.objects.get().log_id)
    found = phone.get(answer["Location"]).json()
    assert (found["status"], found["found_in"], found["confidence"]) == (
        "found",
        "openfoodfacts",
        0.8,
    )
    assert found["food"]["name"] == "Spaghetti n. 5"
    assert [step["outcome"] for step in found["sources_asked"][-2:]] == ["not_found", "found"]
    assert phone.get(BY_BARCODE).status_code == 200


def test_asking_again_is_the_same_search(phone: Any, off: HTTPServer, sent: list[str]) -> None:
    first, again = phone.get(BY_BARCODE), phone.post(RESOLUTIONS, {"barcode": "8076809513753"})

    assert first.json()["id"] == again.json()["id"]
    assert ResolutionLog.objects.count() == 1


def test_where_no_source_is_switched_on_it_is_not_found(phone: Any) -> None:
    answer = phone.get(BY_BARCODE)

    assert (answer.status_code, answer.json()["code"]) == (404, "BARCODE_NOT_FOUND")
    assert not ResolutionLog.objects.exists()


def test_what_nobody_knows_is_not_found_for_a_while(phone: Any, off: HTTPServer) -> None:
    off.expect_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)
    search = phone.get(BY_BARCODE).json()["id"]
    services.resolve(Resolution.objects.get().log_id)

    answer = phone.get(BY_BARCODE)

    assert (answer.status_code, answer.json()["resolution_id"]) == (404, search)
    assert phone.post(RESOLUTIONS, {"barcode": "8076809513753"}).json()["status"] == "not_found"


def test_a_source_that_is_down_does_not_keep_the_phone_waiting(
    phone: Any, off: HTTPServer, silent: str, settings: Any
) -> None:
    settings.OPENFOODFACTS_URL, settings.OPENFOODFACTS_TIMEOUT_S = silent, 0.1

    assert phone.get(BY_BARCODE).status_code == 202
    services.resolve(Resolution.objects.get().log_id)

    state = phone.get(phone.get(BY_BARCODE)["Location"]).json()
    assert (state["status"], state["error"]) == ("pending", "timeout")


def test_a_broker_that_is_down_loses_nothing(
    phone: Any, off: HTTPServer, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    class Broken:
        def send_task(self, *_: Any, **__: Any) -> None:
            raise OperationalError("no broker")

    monkeypatch.setattr(resolution, "current_app", Broken())
    with django_capture_on_commit_callbacks(execute=True):
        assert phone.get(BY_BARCODE).status_code == 202

    assert services.send_due(at=timezone.now()) == 1


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("2012345000001", "BARCODE_IN_STORE"),
        ("9780306406157", "BARCODE_BOOK"),
        ("9770317847001", "BARCODE_PERIODICAL"),
        ("9812345678902", "BARCODE_COUPON"),
    ],
)
def test_numbers_of_no_product_are_explained_and_never_looked_for(
    phone: Any, off: HTTPServer, code: str, refusal: str
) -> None:
    answers = [
        phone.get(f"/api/v1/foods/barcode/{code}"),
        phone.post(RESOLUTIONS, {"barcode": code}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (422, refusal)
    ] * 2
    assert not ResolutionLog.objects.exists()


def test_an_in_store_code_somebody_entered_is_found(phone: Any) -> None:
    make_food("Pane del forno", gtin="02012345000001")

    assert phone.get("/api/v1/foods/barcode/2012345000001").status_code == 200


def test_a_wrong_digit_is_answered_with_the_food_that_was_meant(phone: Any) -> None:
    make_food("Spaghetti n. 5", gtin=SPAGHETTI)

    answer = phone.get("/api/v1/foods/barcode/8076809513735").json()

    assert answer["code"] == "BARCODE_WRONG_CHECK_DIGIT"
    assert answer["suggestions"] == [{"gtin": SPAGHETTI, "name": "Spaghetti n. 5", "brand": ""}]
    assert "8076809513753" in answer["detail"]


def test_a_wrong_digit_of_no_known_food_is_answered_with_the_right_one(phone: Any) -> None:
    answer = phone.get("/api/v1/foods/barcode/8076809513754").json()

    assert answer["suggestions"] == []
    assert answer["detail"].rstrip(".").endswith("3")


@pytest.mark.parametrize(
    "scan",
    [
        f"]d201{SPAGHETTI}17261231",
        f"(01){SPAGHETTI}(10)A/7",
        f"01{SPAGHETTI}10A\x1d17261231",
        f"https://id.gs1.org/01/{SPAGHETTI}/10/A?17=261231",
        "8076809513753",
    ],
)
def test_whatever_is_scanned_finds_the_product(phone: Any, scan: str) -> None:
    make_food("Spaghetti n. 5", gtin=SPAGHETTI)

    assert phone.get(f"/api/v1/foods/barcode/{quote(scan, safe='')}").status_code == 200


def test_a_meal_with_an_unknown_barcode_names_the_search_and_stores_nothing(
    phone: Any, off: HTTPServer
) -> None:
    off.expect_request(OFF_PATH).respond_with_json(off_answer())
    meal = meal_of("8076809513753")

    refused = phone.post("/api/v1/meals", meal)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "FOOD_NOT_FOUND")
    assert problem["errors"][0]["param"] == "items[0].barcode"
    assert not Meal.objects.exists()
    services.resolve(Resolution.objects.get().log_id)
    found = phone.get(f"{RESOLUTIONS}/{problem['resolution_id']}").json()
    assert (found["status"], found["query"]) == ("found", SPAGHETTI)
    assert phone.post("/api/v1/meals", meal).status_code == 201


def test_the_same_under_an_idempotency_key(phone: Any, off: HTTPServer) -> None:
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
    meal = meal_of("8076809513753")

    first, again = (phone.post("/api/v1/meals", meal, **key) for _ in range(2))

    assert first.json()["resolution_id"] == again.json()["resolution_id"]
    assert Resolution.objects.count() == 1


def test_a_meal_without_a_source_switched_on_is_refused_as_before(phone: Any) -> None:
    refused = phone.post("/api/v1/meals", meal_of("8076809513753")).json()

    assert refused["code"] == "FOOD_NOT_FOUND"
    assert "resolution_id" not in refused


def test_a_meal_with_an_in_store_code_says_so(phone: Any, off: HTTPServer) -> None:
    assert phone.post("/api/v1/meals", meal_of("2012345000001")).json()["code"] == (
        "BARCODE_IN_STORE"
    )


def test_a_name_in_the_catalogue_is_answered_with_the_candidates(phone: Any) -> None:
    make_food("Pane integrale", energy_kcal=Decimal(250))

    answer = phone.post(RESOLUTIONS, {"name": "pane"})

    assert answer.status_code == 200
    assert [food["name"] for food in answer.json()["results"]] == ["Pane integrale"]
    assert not ResolutionLog.objects.exists()


def test_a_name_that_is_not_is_looked_for(phone: Any) -> None:
    answer = phone.post(RESOLUTIONS, {"name": "  Seitan   alla PIASTRA "})

    assert (answer.status_code, answer.json()["query"]) == (202, "seitan alla piastra")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "pane", "barcode": "8076809513753"},
        {"barcode": "12"},
        {"barcode": "8076809513754"},
        {"name": "pane", "urgent": True},
        {"name": ["pane"]},
        {"name": "pa\x00ne"},
    ],
)
def test_what_makes_no_sense_is_refused(phone: Any, body: dict[str, Any]) -> None:
    assert phone.post(RESOLUTIONS, body).status_code == 422
    assert not ResolutionLog.objects.exists()


def test_another_users_search_is_not_found(
    phone: Any, api: Callable[..., Any], stranger: User, off: HTTPServer
) -> None:
    location = phone.get(BY_BARCODE)["Location"]

    assert api(stranger).get(location).status_code == 404


def test_thirty_searches_at_a_time_are_enough(
    phone: Any, off: HTTPServer, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolution, "MAX_OPEN", 2)
    names = ["seitan", "tempeh", "natto"]

    answers = [phone.post(RESOLUTIONS, {"name": name}) for name in names]

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert Resolution.objects.count() == ResolutionLog.objects.count() == 2
    assert phone.post(RESOLUTIONS, {"name": "seitan"}).status_code == 202


def test_a_meal_takes_a_barcode_as_it_was_scanned(phone: Any) -> None:
    make_food("Spaghetti n. 5", gtin=SPAGHETTI, energy_kcal=Decimal(359))

    answer = phone.post("/api/v1/meals", meal_of(f"]d201{SPAGHETTI}10A/7\x1d17261231"))

    assert answer.status_code == 201
