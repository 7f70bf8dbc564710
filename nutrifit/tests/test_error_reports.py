"""Faults are told to Sentry as its protocol has it, and nobody is recognised by them."""

import gzip
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from pytest_httpserver import HTTPServer

from nutrifit import checks, error_reports

EMAIL = "anna@example.org"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
REFUSED = f"a weight was refused for {EMAIL}\nDETAIL: Failing row contains (62.5, gravidanza)."
GIVEN = {
    "TEST_EMAIL": EMAIL,
    "TEST_TOKEN": TOKEN,
    "TEST_NOTE": "gravidanza",
    "TEST_REFUSED": REFUSED,
    "NUTRIFIT_COMMIT": "c0ffee",
}
PERSONAL = (EMAIL, TOKEN, "gravidanza", "62.5", "a-session", "203.0.113.9", "Failing row")


def fail(**variables: str) -> None:
    code = "from nutrifit.tests import failing; failing.everywhere()"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=settings.BASE_DIR,
        env={**os.environ, **GIVEN, **variables},
        capture_output=True,
        timeout=60,
        check=True,
    )


def events(server: HTTPServer) -> list[dict[str, Any]]:
    """The events of the envelopes that came; each is a line of head, a line that says what
    follows, and the event itself."""
    bodies = [gzip.decompress(request.data) for request, _ in server.log]
    return [json.loads(body.splitlines()[2]) for body in bodies]


@pytest.fixture(scope="module")
def told(make_httpserver: HTTPServer) -> list[dict[str, Any]]:
    make_httpserver.expect_request("/api/1/envelope/", method="POST").respond_with_json({})
    address = make_httpserver.url_for("/1").replace("://", "://key@")
    fail(SENTRY_DSN=address)
    return events(make_httpserver)


def test_requests_tasks_and_logged_errors_are_told(told):
    of_view, of_task, of_log = told

    [value] = [one for one in of_view["exception"]["values"] if one["type"] == "IntegrityError"]
    assert value["stacktrace"]["frames"][-1]["function"] == "view"
    assert of_view["transaction"] == "/failing/{who}/"
    assert of_view["tags"]["correlation_id"] == "phone-7f3a9c21"
    assert of_view["release"] == "c0ffee"
    assert of_task["exception"]["values"][-1]["value"] == "nothing for [email], [token]"
    assert of_task["transaction"] == "tests.failing"
    assert of_log["logentry"]["message"] == "delivery_failed"
    assert of_log["extra"]["error"] == "a weight was refused for [email]"


@pytest.mark.parametrize("personal", PERSONAL)
def test_nothing_personal_leaves(told, personal):
    assert len(told) == 3
    assert personal not in json.dumps(told)


def test_without_an_address_or_the_package_nothing_is_set_up(monkeypatch):
    def refuse(**_: Any) -> None:
        raise AssertionError("set up")

    monkeypatch.setattr("sentry_sdk.init", refuse)
    error_reports.configure("", release="")
    monkeypatch.setattr(error_reports, "IS_INSTALLED", False)
    error_reports.configure("https://key@sentry.example/1", release="")


def test_an_address_without_the_package_is_a_warning(monkeypatch):
    monkeypatch.setenv("SENTRY_DSN", "https://key@sentry.example/1")
    assert "nutrifit.W003" not in {found.id for found in checks.check_settings()}

    monkeypatch.setattr(error_reports, "IS_INSTALLED", False)

    assert "nutrifit.W003" in {found.id for found in checks.check_settings()}
