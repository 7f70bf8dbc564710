"""A curator's first visit to the back-office, in a browser."""

import re

import pytest
from django.test import Client

from apps.accounts.domain.roles import Role
from apps.accounts.tests.authenticators import totp_code
from apps.accounts.tests.conftest import PASSWORD, Phone, new_user

pytestmark = pytest.mark.django_db


def test_the_first_visit_ends_in_the_back_office_with_an_authenticator_app() -> None:
    curator = new_user(Role.CATALOGUE_STAFF)
    browser = Client(REMOTE_ADDR=Phone().client.defaults["REMOTE_ADDR"])

    asked = browser.get("/admin/", follow=True)
    login = {"login": curator.email, "password": PASSWORD, "next": "/admin/"}
    led = browser.post(asked.redirect_chain[-1][0], login, follow=True)
    assert led.redirect_chain[-1][0] == "/accounts/2fa/"

    sure = browser.get("/accounts/2fa/totp/activate/", follow=True)
    offered = browser.post(sure.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = _secret(offered.content.decode())
    browser.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})

    assert browser.get("/admin/").status_code == 200


def test_the_pages_are_in_italian_and_load_nothing_from_elsewhere() -> None:
    page = Client(headers={"Accept-Language": "it"}).get("/accounts/login/").content.decode()

    assert '<html lang="it">' in page
    assert "Accedi" in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)


def _secret(page: str) -> str:
    found = re.search(r'value="([A-Z2-7]{16,})"', page)
    assert found, page
    return found[1]
