"""allauth's errors under our mount are problem details and keep what its clients read."""

from typing import Any

import pytest
from django.db import OperationalError
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import Phone, new_email

pytestmark = pytest.mark.django_db

MEMBERS = {"type", "title", "status", "code", "detail", "errors", "correlation_id"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "auth/login", {}, 400, "VALIDATION_ERROR"),
        ("POST", "auth/login", "{", 400, "PARSE_ERROR"),
        ("POST", "auth/login", "[" * 100_000, 400, "PARSE_ERROR"),
        ("POST", "auth/login", '{"email": "\\ud800@a.it", "password": "x"}', 400, "PARSE_ERROR"),
        ("POST", "auth/login", "[]", 400, "BAD_REQUEST"),
        ("POST", "auth/login", '"' + "a" * 1_048_577 + '"', 413, "CONTENT_TOO_LARGE"),
        ("PUT", "config", {}, 405, "METHOD_NOT_ALLOWED"),
        ("GET", "auth/session", None, 401, "NOT_AUTHENTICATED"),
        ("GET", "account/email", None, 401, "NOT_AUTHENTICATED"),
        ("POST", "auth/email/verify", {"key": "x"}, 409, "CONFLICT"),
        ("POST", "auth/code/confirm", {"code": "x"}, 409, "CONFLICT"),
        ("POST", "tokens/refresh", {"refresh_token": "x"}, 400, "TOKEN_INVALID"),
        ("POST", "tokens/refresh", {}, 400, "VALIDATION_ERROR"),
    ],
)
def test_every_refusal_is_a_problem(
    phone: Phone, method: str, path: str, body: Any, status: int, code: str
) -> None:
    answer = phone.send(method, path, body)

    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert set(problem) >= MEMBERS
    assert problem["correlation_id"] == answer.headers["X-Correlation-ID"]


def test_field_errors_keep_param_code_and_message(phone: Phone) -> None:
    problem = phone.post("auth/login", {"email": "no-address"}).json()

    assert problem["errors"] == [
        {"param": "email", "code": "invalid", "message": "Enter a valid email address."},
        {"param": "password", "code": "required", "message": "This field is required."},
    ]


def test_sentences_are_in_the_language_asked_for(db: None) -> None:
    problem = Phone(**{"Accept-Language": "it"}).post("auth/login", {"email": "x"}).json()

    messages = {error["param"]: error["message"] for error in problem["errors"]}
    assert messages["password"] == "Campo obbligatorio."


def test_a_pending_sign_in_keeps_its_flows_and_session_token(phone: Phone, anna: User) -> None:
    problem = phone.post("auth/code/request", {"email": anna.email}).json()

    assert problem["meta"]["session_token"]
    assert {"id": "login_by_code", "is_pending": True} in problem["data"]["flows"]


def test_a_session_token_of_no_session_is_gone(phone: Phone) -> None:
    answer = phone.get("auth/session", **{"X-Session-Token": "nobodyssession"})

    assert (answer.status_code, answer.json()["code"]) == (410, "SESSION_GONE")


def test_another_media_type_is_refused(phone: Phone, anna: User) -> None:
    answer = phone.send("POST", "auth/login", "email=x", content_type="text/plain")

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_lost_database_is_a_503(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any, **__: Any) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("allauth.account.auth_backends.filter_users_by_email", lost)

    answer = phone.post("auth/login", {"email": new_email(), "password": "whatever-1"})

    assert (answer.status_code, answer.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert answer.headers["Retry-After"]


def test_allauth_finds_its_own_urls_by_name() -> None:
    assert reverse("headless:app:account:login") == "/api/v1/auth/login"
    assert reverse("headless:app:account:current_session") == "/api/v1/auth/session"
    assert reverse("headless:app:socialaccount:provider_token") == "/api/v1/auth/provider/token"
    assert reverse("headless:app:mfa:manage_totp") == "/api/v1/account/authenticators/totp"
    assert reverse("headless:app:tokens:refresh") == "/api/v1/tokens/refresh"


@pytest.mark.parametrize("path", ["account/phone", "auth/phone/verify", "auth/provider/redirect"])
def test_what_accounts_do_not_have_is_not_mounted(phone: Phone, path: str) -> None:
    assert phone.post(path).status_code == 404
