"""Open Food Facts over the wire: its answers, and every way it fails."""

import json
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from apps.meals.clients import openfoodfacts
from apps.meals.tests.resolution.conftest import (
    OFF_MISSING,
    OFF_PATH,
    OFF_SEARCH,
    SPAGHETTI,
    off_answer,
    off_product,
)
from apps.shared.outside import Unavailable


def failure() -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        openfoodfacts.product(SPAGHETTI)
    return caught.value


def test_it_asks_for_the_code_as_they_file_it_and_says_who_asks(
    off: HTTPServer, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://nutrifit.example"
    off.expect_request(OFF_PATH).respond_with_json(off_answer())

    document = openfoodfacts.product(SPAGHETTI)

    assert document is not None
    assert document["product_name_it"] == "Spaghetti n. 5"
    [(request, _answer)] = off.log
    assert request.headers["User-Agent"] == "NutriFit/1.0 (https://nutrifit.example)"


@pytest.mark.parametrize("status", [404, 200])
def test_a_product_nobody_entered_is_none(off: HTTPServer, status: int) -> None:
    off.expect_request(OFF_PATH).respond_with_json(OFF_MISSING, status=status)

    assert openfoodfacts.product(SPAGHETTI) is None


def test_it_reads_version_three_too(off: HTTPServer, settings: Any) -> None:
    settings.OPENFOODFACTS_API_VERSION = "v3.5"
    answer = {"code": "8076809513753", "status": "success", "result": {"id": "product_found"}}
    off.expect_request(OFF_PATH.replace("v2", "v3.5")).respond_with_json(
        answer | {"product": off_product(schema_version=1003)}
    )

    document = openfoodfacts.product(SPAGHETTI)

    assert document is not None
    assert document["schema_version"] == 1003


def test_it_follows_a_redirect(off: HTTPServer) -> None:
    off.expect_request(OFF_PATH).respond_with_response(
        Response(status=302, headers={"Location": "/moved"})
    )
    off.expect_request("/moved").respond_with_json(off_answer())

    assert openfoodfacts.product(SPAGHETTI) is not None


def test_a_cosmetic_it_redirects_to_is_no_food(off: HTTPServer) -> None:
    off.expect_request(OFF_PATH).respond_with_json(off_answer(product_type="beauty"))

    assert openfoodfacts.product(SPAGHETTI) is None


def test_a_server_that_does_not_answer_is_a_timeout(
    off: HTTPServer, silent: str, settings: Any
) -> None:
    settings.OPENFOODFACTS_URL, settings.OPENFOODFACTS_TIMEOUT_S = silent, 0.2

    assert failure().reason == "timeout"


def test_a_server_that_is_not_there_is_unreachable(off: HTTPServer, settings: Any) -> None:
    settings.OPENFOODFACTS_URL = "http://127.0.0.1:9"

    assert failure().reason == "unreachable"


def test_too_many_requests_say_when_to_come_back(off: HTTPServer) -> None:
    off.expect_request(OFF_PATH).respond_with_response(
        Response("slow down", status=429, headers={"Retry-After": "90"})
    )

    refused = failure()

    assert (refused.reason, refused.retry_after_s) == ("throttled", 90)


def test_a_503_without_retry_after_has_no_time(off: HTTPServer) -> None:
    off.expect_request(OFF_PATH).respond_with_data("<h1>Service Unavailable</h1>", status=503)

    refused = failure()

    assert (refused.reason, refused.retry_after_s) == ("server_error", None)


@pytest.mark.parametrize(
    "body",
    [
        "<!doctype html><html><body>Be right back</body></html>",
        json.dumps(off_answer())[:80],
        "",
        "[]",
        "null",
        "{}",
        '{"status": 1}',
        '{"status": 1, "product": 7}',
        "\udcff".encode("utf-8", "surrogateescape"),
    ],
)
def test_garbage_is_told_from_a_missing_product(off: HTTPServer, body: Any) -> None:
    off.expect_request(OFF_PATH).respond_with_data(body, content_type="application/json")

    assert failure().reason == "garbage"


def test_a_redirect_in_circles_is_garbage(off: HTTPServer) -> None:
    off.expect_request(OFF_PATH).respond_with_response(
        Response(status=302, headers={"Location": OFF_PATH})
    )

    assert failure().reason == "garbage"


def test_a_name_is_searched_for_with_few_hits(off: HTTPServer) -> None:
    asked: list[dict[str, str]] = []

    def answer(request: Request) -> Response:
        asked.append(request.args.to_dict())
        products = [off_product(), off_product(product_type="petfood")]
        return Response(json.dumps({"count": 2, "products": products}))

    off.expect_request(OFF_SEARCH).respond_with_handler(answer)

    found = openfoodfacts.search("spaghetti barilla")

    assert [document["code"] for document in found] == ["8076809513753"]
    assert asked[0]["search_terms"] == "spaghetti barilla"
    assert asked[0]["page_size"] == "5"


def test_a_search_answered_with_html_is_garbage(off: HTTPServer) -> None:
    off.expect_request(OFF_SEARCH).respond_with_data("<html>")

    with pytest.raises(Unavailable, match="garbage"):
        openfoodfacts.search("spaghetti")


def test_every_request_is_counted_with_its_outcome(off: HTTPServer) -> None:
    def counted(outcome: str) -> float:
        labels = {"service": "openfoodfacts", "outcome": outcome}
        return REGISTRY.get_sample_value("external_api_requests_total", labels) or 0

    before = {outcome: counted(outcome) for outcome in ("200", "404", "throttled")}
    off.expect_ordered_request(OFF_PATH).respond_with_json(off_answer())
    off.expect_ordered_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)
    off.expect_ordered_request(OFF_PATH).respond_with_data(status=429)

    openfoodfacts.product(SPAGHETTI)
    openfoodfacts.product(SPAGHETTI)
    failure()

    assert {outcome: counted(outcome) - before[outcome] for outcome in before} == {
        "200": 1,
        "404": 1,
        "throttled": 1,
    }
