"""A forgotten password is replaced with a code by e-mail."""

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.accounts.tests.conftest import PASSWORD, Phone, last_code, new_email, signed_in

pytestmark = pytest.mark.django_db

NEW = "sette-Pere-gialle-9"


def test_the_code_allows_a_new_password(phone: Phone, anna: User) -> None:
    asked = phone.post("auth/password/request", {"email": anna.email})
    assert asked.json()["code"] == "PASSWORD_RESET_BY_CODE_PENDING"

    phone.post("auth/password/reset", {"key": last_code(), "password": NEW})

    assert Phone().log_in(anna, NEW).status_code == 200
    assert Phone().log_in(anna, PASSWORD).status_code == 400


def test_a_reset_ends_the_tokens_given_before(phone: Phone, anna: User) -> None:
    lost = signed_in(anna)
    phone.post("auth/password/request", {"email": anna.email})
    phone.post("auth/password/reset", {"key": last_code(), "password": NEW})

    assert lost.get("me").status_code == 401


def test_a_wrong_code_changes_nothing(phone: Phone, anna: User) -> None:
    phone.post("auth/password/request", {"email": anna.email})

    answer = phone.post("auth/password/reset", {"key": "ZZZZZZ", "password": NEW})

    assert answer.status_code == 400
    assert Phone().log_in(anna).status_code == 200


def test_an_unknown_address_gets_the_same_answer(anna: User) -> None:
    known = Phone().post("auth/password/request", {"email": anna.email}).json()
    unknown = Phone().post("auth/password/request", {"email": new_email()}).json()

    for answer in (known, unknown):
        answer["meta"].pop("session_token")
        answer.pop("correlation_id")
    assert known == unknown


def test_asking_again_and_again_is_limited(anna: User) -> None:
    phone = Phone()
    answers = [phone.post("auth/password/request", {"email": anna.email}) for _ in range(6)]

    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"]
    assert len(mail.outbox) <= 5
