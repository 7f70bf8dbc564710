"""Access tokens live 30 minutes and die with their session; refresh tokens are used once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.tests.conftest import PASSWORD, Phone, new_user, session_of, signed_in

pytestmark = pytest.mark.django_db


def logged_in(user: User) -> Phone:
    phone = Phone()
    phone.log_in(user)
    return phone


def test_without_a_token_the_api_is_closed(phone: Phone) -> None:
    answer = phone.get("me")

    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_AUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer a b", "Bearer x.y.z", "Bearer \xff", "Basic YTpi", "bearer "],
)
def test_a_malformed_authorization_header_is_a_401(phone: Phone, header: str) -> None:
    assert phone.get("me", Authorization=header).status_code == 401


def test_an_access_token_ends_after_thirty_minutes(anna: User) -> None:
    phone = signed_in(anna)
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert phone.get("me").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert phone.get("me").status_code == 401


def test_a_token_without_our_password_claim_is_refused(anna: User) -> None:
    phone = Phone()
    phone.access_token = create_access_token(anna, session_of(anna), {})

    assert phone.get("me").status_code == 401


def test_a_refresh_token_is_no_access_token(anna: User) -> None:
    phone = logged_in(anna)
    phone.session_token, phone.access_token = "", phone.refresh_token

    assert phone.get("me").status_code == 401


def test_refreshing_gives_a_new_pair_and_ends_the_old_refresh_token(anna: User) -> None:
    phone = logged_in(anna)
    old = phone.refresh_token

    renewed = Phone().post("tokens/refresh", {"refresh_token": old})
    again = Phone().post("tokens/refresh", {"refresh_token": old})

    assert renewed.status_code == 200
    assert renewed.json()["data"]["refresh_token"] != old
    phone.session_token, phone.access_token = "", renewed.json()["data"]["access_token"]
    assert phone.get("me").status_code == 200
    assert (again.status_code, again.json()["code"]) == (400, "TOKEN_INVALID")


@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_refreshes_one_wins() -> None:
    token = logged_in(new_user()).refresh_token

    def run(_: int) -> int:
        try:
            answer = Phone().post("tokens/refresh", {"refresh_token": token})
            return int(answer.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(run, range(4))) == [200, 400, 400, 400]


def test_logging_out_ends_access_and_refresh_tokens_at_once(anna: User) -> None:
    phone = logged_in(anna)
    phone.bearer()
    assert phone.get("me").status_code == 200

    assert phone.send("DELETE", "auth/session").status_code == 401

    assert phone.get("me").status_code == 401
    refused = Phone().post("tokens/refresh", {"refresh_token": phone.refresh_token})
    assert refused.status_code == 400


def test_logging_out_leaves_other_phones_signed_in(anna: User) -> None:
    one, other = logged_in(anna), logged_in(anna)
    one.bearer().send("DELETE", "auth/session")

    assert other.bearer().get("me").status_code == 200


def test_a_new_password_ends_the_tokens_of_other_phones(anna: User) -> None:
    here, there = logged_in(anna), logged_in(anna)
    old_access, old_refresh = here.access_token, here.refresh_token

    answer = change_password(here.bearer())

    assert answer.status_code == 200
    assert there.bearer().get("me").status_code == 401
    refused = Phone().post("tokens/refresh", {"refresh_token": there.refresh_token})
    assert refused.status_code == 400
    assert here.access_token != old_access
    assert here.refresh_token != old_refresh
    assert here.bearer().get("me").status_code == 200
    here.access_token = old_access
    assert here.get("me").status_code == 401


def change_password(phone: Phone, current: str = PASSWORD) -> Any:
    body = {"current_password": current, "new_password": "sette-Pere-gialle-9"}
    return phone.post("account/password/change", body)


def test_changing_the_password_asks_for_the_current_one(anna: User) -> None:
    answer = change_password(logged_in(anna).bearer(), "not-the-current-one")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "current_password"


def test_changing_the_password_needs_a_sign_in(phone: Phone) -> None:
    assert change_password(phone).status_code == 401


def test_closing_an_account_ends_its_tokens(anna: User) -> None:
    phone = signed_in(anna)
    User.objects.filter(pk=anna.pk).update(is_active=False)

    assert phone.get("me").status_code == 401


def test_one_phone_can_end_the_session_of_another(anna: User) -> None:
    here, lost = logged_in(anna).bearer(), logged_in(anna).bearer()
    others = [s for s in here.get("auth/sessions").json()["data"] if not s["is_current"]]

    here.send("DELETE", "auth/sessions", {"sessions": [s["id"] for s in others]})

    assert lost.get("me").status_code == 401
    assert here.get("me").status_code == 200
