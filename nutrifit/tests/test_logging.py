"""Log lines hold no personal data, and one correlation id follows a request everywhere."""

import json
import logging
import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.test import Client
from pytest_httpserver import HTTPServer
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars
from structlog.contextvars import get_contextvars as context
from structlog.stdlib import ProcessorFormatter

from apps.shared import http
from nutrifit.observability import PERSONAL_KEYS, redact

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
GIVEN = "phone-7f3a9c21"


class Account:
    def __repr__(self) -> str:
        return "<User: anna@example.com>"


@pytest.fixture(autouse=True)
def _no_context_left() -> Iterator[None]:
    clear_contextvars()
    yield
    clear_contextvars()


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What was logged since, through the formatter every process uses."""
    root = logging.getLogger()
    configured = (handler.formatter for handler in root.handlers)
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(next(one for one in configured if isinstance(one, ProcessorFormatter)))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.setLevel(level)
    root.removeHandler(handler)


def _cleaned(**event: Any) -> dict[str, Any]:
    return dict(redact(None, "info", event))


@pytest.mark.parametrize("key", sorted(PERSONAL_KEYS))
def test_a_personal_key_is_redacted_at_any_depth(key: str) -> None:
    event = _cleaned(**{key: "Anna"}, outer={"list": [{key.upper(): "Anna"}, ({key: 61.5},)]})
    assert "Anna" not in repr(event)
    assert "61.5" not in repr(event)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("mail to anna.rossi+diary@example.co.uk failed", "mail to [email] failed"),
        (f"Bearer {TOKEN} refused", "Bearer [token] refused"),
        ("from 192.0.2.17 at last", "from [ip] at last"),
    ],
)
def test_personal_words_inside_a_sentence_are_replaced(said: str, written: str) -> None:
    assert _cleaned(event=said)["event"] == written
    assert _cleaned(deep={"list": [said]})["deep"] == {"list": [written]}


@pytest.mark.parametrize("value", [{"anna@example.com"}, b"anna@example.com", Account()])
def test_values_that_are_written_by_their_repr_are_redacted(value: Any) -> None:
    assert "anna@" not in repr(_cleaned(value=value))


def test_an_ipv6_address_is_replaced() -> None:
    assert _cleaned(event="from 2001:db8::7 at last")["event"] == "from [ip] at last"


def test_ordinary_values_stay_as_they_are() -> None:
    event = {"event": "request", "route": "api/v1/meals/", "status": 201, "ms": 3.4, "ok": True}
    assert _cleaned(**event) == event


def test_the_text_of_an_exception_is_redacted(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    try:
        raise ValueError("no account anna@example.com from 192.0.2.17")
    except ValueError:
        structlog.stdlib.get_logger("test.structlog").exception("failed")
        logging.getLogger("test.stdlib").exception("failed for %s", "anna@example.com")
    written = lines()
    assert len(written) == 2
    for line in written:
        assert "no account [email] from [ip]" in line["exception"]
        assert "anna@" not in json.dumps(line)


def test_fields_of_the_standard_library_are_redacted_too(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    logging.getLogger("test").warning("sign-in", extra={"email": "anna@example.com", "tries": 3})
    (line,) = lines()
    assert (line["email"], line["tries"]) == ("[redacted]", 3)


def test_a_request_writes_one_line_without_its_query_or_address(
    lines: Callable[[], list[dict[str, Any]]], client: Client
) -> None:
    client.get("/health/live?email=anna@example.com", headers={"X-Correlation-ID": GIVEN})
    (line,) = [line for line in lines() if line["logger"] == "nutrifit.request"]
    assert line["correlation_id"] == GIVEN
    assert (line["route"], line["status"]) == ("health/live", 200)
    assert "anna" not in json.dumps(line)
    assert "127.0.0.1" not in json.dumps(line)


def test_the_given_correlation_id_comes_back(client: Client) -> None:
    answer = client.get("/health/live", headers={"X-Correlation-ID": GIVEN})
    assert answer["X-Correlation-ID"] == GIVEN


@pytest.mark.parametrize(
    "wrong", ["", "short", "x" * 65, "with space in it", 'quote"inside', "anna@example.com"]
)
def test_a_missing_or_unfit_correlation_id_is_replaced(client: Client, wrong: str) -> None:
    answer = client.get("/health/live", headers={"X-Correlation-ID": wrong})
    assert uuid.UUID(answer["X-Correlation-ID"]).version == 7


def test_two_requests_get_different_ids(client: Client) -> None:
    ids = {client.get("/health/live")["X-Correlation-ID"] for _ in range(2)}
    assert len(ids) == 2


def test_an_outgoing_call_carries_the_correlation_id(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/product").respond_with_json({})
    with bound_contextvars(correlation_id=GIVEN), http.client(httpserver.url_for("")) as outside:
        outside.get("/product")
    with http.client(httpserver.url_for("")) as outside:
        outside.get("/product")
    (first, _), (second, _) = httpserver.log
    assert first.headers["X-Correlation-ID"] == GIVEN
    assert first.headers["User-Agent"] == http.USER_AGENT
    assert "X-Correlation-ID" not in second.headers


def test_a_task_runs_under_the_correlation_id_of_who_sent_it() -> None:
    seen: list[dict[str, Any]] = []
    app = Celery("echo", broker="memory://", set_as_current=False)

    @app.task(name="test.echo")
    def echo() -> None:
        seen.append(context())

    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        bind_contextvars(correlation_id=GIVEN)
        echo.apply_async(ignore_result=True)
        clear_contextvars()
        echo.apply_async(ignore_result=True)
    first, second = seen
    assert first == {"correlation_id": GIVEN, "task": "test.echo"}
    assert uuid.UUID(second["correlation_id"]).version == 7
