"""The back-office and the API are closed to staff accounts without a second factor."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.domain.roles import Role
from apps.accounts.models import User
from apps.accounts.tests.authenticators import enrol, totp_code
from apps.accounts.tests.conftest import PASSWORD, Phone, new_user, signed_in

pytestmark = pytest.mark.django_db

ADMIN = "/admin/"


@pytest.fixture
def curator() -> User:
    return new_user(Role.CATALOGUE_STAFF)


def browser(user: User | None = None) -> Client:
    client = Client(REMOTE_ADDR=Phone().client.defaults["REMOTE_ADDR"])
    if user is not None:
        client.force_login(user)
    return client


@pytest.mark.parametrize("path", [ADMIN, "/admin/accounts/user/", "/admin/nowhere/"])
def test_a_visitor_is_led_to_our_sign_in_and_back(path: str) -> None:
    answer = browser().get(path)

    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={path}")


def test_the_admins_own_sign_in_page_is_not_served(curator: User) -> None:
    credentials = {"username": curator.email, "password": PASSWORD}

    for answer in (browser().get("/admin/login/"), browser().post("/admin/login/", credentials)):
        assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/admin/")


def test_an_ordinary_user_may_not_enter(anna: User) -> None:
    assert browser(anna).get(ADMIN).status_code == 403


@pytest.mark.parametrize("path", [ADMIN, "/admin/meals/food/", "/admin/jsi18n/", "/admin/login/"])
def test_staff_without_a_second_factor_are_led_to_enrol(curator: User, path: str) -> None:
    answer = browser(curator).get(path)

    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))


def test_the_enrolment_page_says_why_and_offers_both_kinds(curator: User) -> None:
    page = browser(curator).get(ADMIN, follow=True, headers={"Accept-Language": "en"})

    assert "Staff accounts need a second factor." in page.content.decode()
    assert reverse("mfa_activate_totp") in page.content.decode()
    assert reverse("mfa_add_webauthn") in page.content.decode()


def test_staff_with_a_second_factor_enter(curator: User) -> None:
    enrol(curator)

    assert browser(curator).get(ADMIN).status_code == 200


def test_an_enrolled_member_signs_in_with_password_and_code(curator: User) -> None:
    secret, client = enrol(curator), browser()
    login = {"login": curator.email, "password": PASSWORD}
    asked = client.post("/accounts/login/?next=/admin/", login)
    assert asked.url.startswith(reverse("mfa_authenticate"))
    assert client.get(ADMIN).status_code == 302

    entered = client.post(asked.url, {"code": totp_code(secret)})

    assert entered.url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_giving_up_the_second_factor_closes_the_door(curator: User) -> None:
    enrol(curator)
    client = browser(curator)
    curator.authenticator_set.all().delete()

    assert client.get(ADMIN).status_code == 302


def test_a_local_run_may_relax_the_rule(curator: User, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False

    assert browser(curator).get(ADMIN).status_code == 200
    assert signed_in(curator).get("me").status_code == 200


def test_nothing_else_may(curator: User, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED, settings.LOCAL = False, False

    assert browser(curator).get(ADMIN).status_code == 302
    assert signed_in(curator).get("me").status_code == 403


@pytest.mark.parametrize("role", [Role.NUTRITIONIST, Role.CATALOGUE_STAFF, Role.ADMIN])
def test_the_api_is_closed_to_staff_without_a_second_factor(role: Role) -> None:
    answer = signed_in(new_user(role)).get("me")

    assert (answer.status_code, answer.json()["code"]) == (403, "MFA_REQUIRED")


def test_staff_can_enrol_from_the_phone_and_go_on(curator: User) -> None:
    phone = Phone()
    phone.log_in(curator)
    phone.bearer().post("auth/reauthenticate", {"password": PASSWORD})
    secret = phone.get("account/authenticators/totp").json()["meta"]["secret"]
    phone.post("account/authenticators/totp", {"code": totp_code(secret)})

    assert phone.get("me").json()["mfa_enabled"] is True


def test_ordinary_users_need_no_second_factor(anna: User) -> None:
    assert signed_in(anna).get("me").status_code == 200
