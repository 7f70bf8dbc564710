"""Signing up: an account with role, profile and event, open once the address is proven."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from apps.accounts.models import Profile, User
from apps.accounts.tests.conftest import PASSWORD, Phone, last_code, new_email
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def sign_up(phone: Phone, email: str) -> Any:
    return phone.post("auth/signup", {"email": email, "password": PASSWORD})


def test_signing_up_asks_for_the_code_sent_by_e_mail(phone: Phone) -> None:
    answer = sign_up(phone, new_email())

    assert answer.status_code == 401
    assert answer.json()["code"] == "VERIFY_EMAIL_PENDING"
    flows = {flow["id"]: flow for flow in answer.json()["data"]["flows"]}
    assert flows["verify_email"]["is_pending"] is True
    assert len(mail.outbox) == 1


def test_the_code_opens_the_account_and_gives_tokens(phone: Phone) -> None:
    email = new_email()
    sign_up(phone, email)

    answer = phone.post("auth/email/verify", {"key": last_code()})

    assert answer.status_code == 200
    assert phone.access_token
    assert phone.refresh_token
    assert phone.bearer().get("me").json()["email"] == email


def test_a_wrong_code_is_refused(phone: Phone) -> None:
    sign_up(phone, new_email())

    answer = phone.post("auth/email/verify", {"key": "ZZZZZZ"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "incorrect_code"
    assert not phone.access_token


def test_a_new_account_has_its_role_its_profile_and_one_event(phone: Phone) -> None:
    email = new_email()
    sign_up(phone, email)

    user = User.objects.get(email=email)
    assert user.roles == {"user"}
    assert Profile.objects.filter(user=user).exists()
    events = OutboxEvent.objects.filter(user=user, name="accounts.user_registered.v1")
    assert events.count() == 1


def test_a_new_account_speaks_the_language_it_was_asked_for_in(db: None) -> None:
    email = new_email()
    sign_up(Phone(**{"Accept-Language": "it-IT"}), email)

    assert User.objects.get(email=email).locale == "it"
    assert "codice" in mail.outbox[0].body.lower()


def test_an_address_that_is_taken_looks_the_same_and_its_owner_is_told(
    phone: Phone, anna: User
) -> None:
    fresh = sign_up(Phone(), new_email()).json()
    taken = sign_up(phone, anna.email).json()

    for answer in (fresh, taken):
        answer["meta"].pop("session_token")
        answer.pop("correlation_id")
    assert taken == fresh
    assert mail.outbox[-1].to == [anna.email]
    assert User.objects.filter(email=anna.email).count() == 1


@pytest.mark.parametrize("password", ["short", "12345678901", "password123", ""])
def test_a_weak_password_is_refused_by_name(phone: Phone, password: str) -> None:
    answer = phone.post("auth/signup", {"email": new_email(), "password": password})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "password"


def test_a_mail_server_that_is_down_costs_the_message_and_not_the_account(
    phone: Phone, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    email = new_email()

    assert sign_up(phone, email).json()["code"] == "VERIFY_EMAIL_PENDING"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        assert phone.post("auth/email/verify/resend").status_code == 200
    assert phone.post("auth/email/verify", {"key": last_code()}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_sign_ups_one_makes_the_account() -> None:
    email = new_email()

    def run(_: int) -> Any:
        try:
            return sign_up(Phone(), email)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(run, range(2)))

    # 409: the other was faster by a moment; 429: it had its e-mail sent already.
    statuses = {answer.status_code for answer in answers}
    assert 401 in statuses
    assert statuses <= {401, 409, 429}
    assert User.objects.filter(email=email).count() == 1
    assert all(json.loads(answer.content)["code"] for answer in answers)
