"""The one error shape of the API: RFC 9457 problem details in the caller's language."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from apps.accounts.models import User
from apps.accounts.tests.conftest import Phone, signed_in

pytestmark = pytest.mark.django_db

MEMBERS = {"type", "title", "status", "code", "detail", "errors", "correlation_id"}


def test_a_problem_has_all_members_and_echoes_the_correlation_id(phone: Phone) -> None:
    answer = phone.get("me", **{"X-Correlation-ID": "phone-1234.abcd"})

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == MEMBERS
    assert answer.json()["title"] == "Unauthorized"
    assert answer.json()["correlation_id"] == "phone-1234.abcd"
    assert answer.headers["X-Correlation-ID"] == "phone-1234.abcd"


def test_a_correlation_id_of_another_shape_is_replaced(phone: Phone) -> None:
    answer = phone.get("me", **{"X-Correlation-ID": "a b\tc"})

    assert answer.json()["correlation_id"] == answer.headers["X-Correlation-ID"] != "a b\tc"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This field may not be null."),
        ("it", "Il campo non può essere nullo."),
        ("it-IT,it;q=0.9,en;q=0.5", "Il campo non può essere nullo."),
        ("de", "Il campo non può essere nullo."),
    ],
)
def test_sentences_are_in_the_language_asked_for(anna: User, language: str, sentence: str) -> None:
    phone = signed_in(anna, **{"Accept-Language": language})

    error = phone.patch("me", {"locale": None}).json()["errors"][0]

    assert error == {"param": "locale", "code": "null", "message": sentence}


def test_without_a_language_the_accounts_own_is_spoken(anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(locale="en")
    phone = signed_in(anna)
    del phone.client.defaults["HTTP_ACCEPT_LANGUAGE"]

    error = phone.patch("me", {"locale": None}).json()["errors"][0]

    assert error["message"] == "This field may not be null."


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data", ""])
def test_another_media_type_is_a_415(anna: User, media_type: str) -> None:
    answer = signed_in(anna).send("PATCH", "me", "{}", content_type=media_type)

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "body", ["{", "{'locale': 'it'}", '{"locale": "it",}', b"\xff\xfe", "[" * 50_000, "NaN"]
)
def test_malformed_json_is_a_400(anna: User, body: Any) -> None:
    answer = signed_in(anna).patch("me", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "PARSE_ERROR")


@pytest.mark.parametrize(("size", "status"), [(1_048_576, 422), (1_048_577, 413)])
def test_a_body_of_one_mebibyte_is_read_and_a_larger_one_is_not(
    anna: User, size: int, status: int
) -> None:
    body = b'{"note": "' + b"a" * (size - 12) + b'"}'

    answer = signed_in(anna).patch("me", body)

    assert (len(body), answer.status_code) == (size, status)


def test_a_method_that_is_not_there_is_a_405(anna: User) -> None:
    answer = signed_in(anna).send("DELETE", "me")

    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "GET, PATCH, HEAD, OPTIONS"


def test_an_answer_in_another_format_is_a_406(anna: User) -> None:
    answer = signed_in(anna).get("me", Accept="text/html")

    assert (answer.status_code, answer.json()["code"]) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v2/me", "/nowhere", "/api/v1/me/"])
def test_an_unknown_url_is_a_404_problem(path: str) -> None:
    answer = Client().get(path)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert set(answer.json()) == MEMBERS


def test_a_lost_database_is_a_503_with_retry_after(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any, **__: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("apps.accounts.services.change_user", lost)

    answer = signed_in(anna).patch("me", {"locale": "en"})

    assert (answer.status_code, answer.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert answer.headers["Retry-After"] == "5"


def test_a_crash_is_a_500_that_tells_nothing(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("apps.accounts.services.change_user", crash)
    phone = signed_in(anna)
    phone.client.raise_request_exception = False

    answer = phone.patch("me", {"locale": "en"})

    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_ERROR")
    assert b"secret" not in answer.content
