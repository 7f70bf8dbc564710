"""Authenticator apps, passkeys and recovery codes as a second factor."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.tests.authenticators import Passkey, enrol, totp_code
from apps.accounts.tests.conftest import PASSWORD, Phone, last_code

pytestmark = pytest.mark.django_db


def sure(user: User) -> Phone:
    """A phone whose owner has just given the password again, as changing factors asks for."""
    phone = Phone()
    phone.log_in(user)
    phone.bearer().post("auth/reauthenticate", {"password": PASSWORD})
    return phone


def test_an_authenticator_app_is_added_with_its_first_code(anna: User) -> None:
    phone = sure(anna)
    offered = phone.get("account/authenticators/totp")
    assert (offered.status_code, offered.json()["code"]) == (404, "NOT_FOUND")
    secret = offered.json()["meta"]["secret"]

    added = phone.post("account/authenticators/totp", {"code": totp_code(secret)})

    assert added.status_code == 200
    assert phone.get("me").json()["mfa_enabled"] is True


def test_a_wrong_first_code_adds_nothing(anna: User) -> None:
    phone = sure(anna)
    phone.get("account/authenticators/totp")

    assert phone.post("account/authenticators/totp", {"code": "000000"}).status_code == 400
    assert phone.get("me").json()["mfa_enabled"] is False


def test_the_password_alone_no_longer_signs_in(phone: Phone, anna: User) -> None:
    secret = enrol(anna)

    asked = phone.log_in(anna)
    assert (asked.status_code, asked.json()["code"]) == (401, "MFA_AUTHENTICATE_PENDING")
    assert not phone.access_token

    answer = phone.post("auth/2fa/authenticate", {"code": totp_code(secret)})
    assert answer.status_code == 200
    assert phone.bearer().get("me").status_code == 200


def test_nor_does_a_code_by_e_mail_alone(phone: Phone, anna: User) -> None:
    enrol(anna)
    phone.post("auth/code/request", {"email": anna.email})

    asked = phone.post("auth/code/confirm", {"code": last_code()})

    assert asked.json()["code"] == "MFA_AUTHENTICATE_PENDING"
    assert not phone.access_token


def test_a_code_works_once(anna: User) -> None:
    secret = enrol(anna)
    one, other = Phone(), Phone()
    code = totp_code(secret)
    one.log_in(anna)
    other.log_in(anna)

    assert one.post("auth/2fa/authenticate", {"code": code}).status_code == 200
    assert other.post("auth/2fa/authenticate", {"code": code}).status_code == 400


def test_recovery_codes_help_who_lost_the_phone(anna: User) -> None:
    phone = sure(anna)
    secret = phone.get("account/authenticators/totp").json()["meta"]["secret"]
    phone.post("account/authenticators/totp", {"code": totp_code(secret)})
    codes = phone.get("account/authenticators/recovery-codes").json()["data"]["unused_codes"]

    lost = Phone()
    lost.log_in(anna)
    assert lost.post("auth/2fa/authenticate", {"code": codes[0]}).status_code == 200

    again = Phone()
    again.log_in(anna)
    assert again.post("auth/2fa/authenticate", {"code": codes[0]}).status_code == 400


def test_adding_a_factor_some_time_after_asks_again_who_it_is(anna: User) -> None:
    phone = sure(anna)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        asked = phone.get("account/authenticators/webauthn")

    assert (asked.status_code, asked.json()["code"]) == (401, "REAUTHENTICATION_REQUIRED")
    assert asked.json()["data"]["flows"]


def test_a_passkey_signs_in_without_a_password(anna: User) -> None:
    phone, passkey = sure(anna), Passkey()
    offered = phone.get("account/authenticators/webauthn?passwordless").json()
    credential = passkey.register(offered["data"]["creation_options"])
    body = {"name": "Anna's phone", "credential": credential}
    added = phone.post("account/authenticators/webauthn", body)
    assert added.status_code == 200, added.content

    other = Phone()
    options = other.get("auth/webauthn/login").json()["data"]["request_options"]
    answer = other.post("auth/webauthn/login", {"credential": passkey.sign(options)})

    assert answer.status_code == 200
    assert other.bearer().get("me").json()["id"] == str(anna.pk)


def test_a_passkey_of_nobody_is_refused(phone: Phone) -> None:
    options = phone.get("auth/webauthn/login").json()["data"]["request_options"]

    answer = phone.post("auth/webauthn/login", {"credential": Passkey().sign(options)})

    assert answer.status_code == 400
    assert not Authenticator.objects.exists()
