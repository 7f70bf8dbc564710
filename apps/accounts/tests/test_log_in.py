"""Signing in by password and by code, and what a stranger may learn from trying."""

from typing import Any

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.accounts.tests.conftest import PASSWORD, Phone, last_code, new_email

pytestmark = pytest.mark.django_db


def test_the_right_password_gives_access_and_refresh_tokens(phone: Phone, anna: User) -> None:
    answer = phone.log_in(anna)

    assert answer.status_code == 200
    assert answer.json()["data"]["user"]["email"] == anna.email
    assert phone.bearer().get("me").json()["id"] == str(anna.pk)


def test_the_address_is_known_in_any_case(phone: Phone, anna: User) -> None:
    answer = phone.post("auth/login", {"email": anna.email.upper(), "password": PASSWORD})

    assert answer.status_code == 200


def test_a_wrong_password_and_an_unknown_address_cannot_be_told_apart(anna: User) -> None:
    wrong = Phone().post("auth/login", {"email": anna.email, "password": "not-hers-at-all"})
    unknown = Phone().post("auth/login", {"email": new_email(), "password": "not-hers-at-all"})

    assert wrong.status_code == unknown.status_code == 400
    given, other = wrong.json(), unknown.json()
    assert given.pop("correlation_id") != other.pop("correlation_id")
    assert given == other
    assert given["errors"][0]["code"] == "email_password_mismatch"


def test_both_take_the_work_of_one_password(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time an answer takes is the hashing; so the number of hashings must not differ."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    Phone().post("auth/login", {"email": anna.email, "password": "wrong-password"})
    for_known = len(hashed)
    Phone().post("auth/login", {"email": new_email(), "password": "wrong-password"})

    assert len(hashed) - for_known == for_known == 1


def test_a_closed_account_is_not_opened(phone: Phone, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(is_active=False)

    assert phone.log_in(anna).status_code in {400, 401}
    assert not phone.access_token


def test_too_many_wrong_passwords_are_a_429_with_retry_after(anna: User) -> None:
    phone = Phone()
    for _ in range(5):
        assert phone.log_in(anna, "wrong-password").status_code == 400

    answer = phone.log_in(anna)

    assert answer.status_code == 429
    assert answer.json()["code"] == "THROTTLED"
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_code_by_e_mail_signs_in(phone: Phone, anna: User) -> None:
    asked = phone.post("auth/code/request", {"email": anna.email})
    assert (asked.status_code, asked.json()["code"]) == (401, "LOGIN_BY_CODE_PENDING")

    answer = phone.post("auth/code/confirm", {"code": last_code()})

    assert answer.status_code == 200
    assert phone.bearer().get("me").status_code == 200


def test_asking_for_a_code_tells_nothing_of_whether_the_account_exists(anna: User) -> None:
    known = Phone().post("auth/code/request", {"email": anna.email}).json()
    unknown = Phone().post("auth/code/request", {"email": new_email()}).json()

    for answer in (known, unknown):
        answer["meta"].pop("session_token")
        answer.pop("correlation_id")
    assert known == unknown


def test_three_wrong_codes_end_the_attempt(phone: Phone, anna: User) -> None:
    phone.post("auth/code/request", {"email": anna.email})
    code = last_code()
    for _ in range(3):
        phone.post("auth/code/confirm", {"code": "ZZZZZZ"})

    assert phone.post("auth/code/confirm", {"code": code}).status_code == 409
    assert not phone.access_token


def test_a_lost_cache_does_not_stop_a_sign_in(
    anna: User, dead_cache: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert Phone().log_in(anna).status_code == 200
    assert Phone().log_in(anna, "wrong-password").status_code == 400
    assert Phone().post("auth/code/request", {"email": anna.email}).status_code == 401
    assert len(mail.outbox) == 1
    assert "cache_unavailable" in caplog.text


def test_attempts_are_still_counted_while_the_cache_is_lost(anna: User, dead_cache: None) -> None:
    phone = Phone()
    for _ in range(5):
        phone.log_in(anna, "wrong-password")

    assert phone.log_in(anna).status_code == 429
