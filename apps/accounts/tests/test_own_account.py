"""GET and PATCH /api/v1/me."""

from typing import Any

import pytest

from apps.accounts.domain.roles import Role
from apps.accounts.models import User
from apps.accounts.tests.conftest import Phone, new_user, signed_in

pytestmark = pytest.mark.django_db


def test_it_shows_the_account(anna: User) -> None:
    answer = signed_in(anna).get("me")

    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(anna.pk),
        "email": anna.email,
        "locale": "it",
        "timezone": "Europe/Rome",
        "day_starts_at": "00:00:00",
        "roles": ["user"],
        "mfa_enabled": False,
        "created_at": answer.json()["created_at"],
    }


def test_it_names_all_roles_in_order() -> None:
    assert signed_in(new_user(Role.PREMIUM)).get("me").json()["roles"] == ["premium", "user"]


def test_it_changes_what_is_given(anna: User) -> None:
    phone = signed_in(anna)
    changes = {"locale": "en", "timezone": "Atlantic/Azores", "day_starts_at": "04:00"}

    answer = phone.patch("me", changes)

    assert answer.status_code == 200
    anna.refresh_from_db()
    assert (anna.locale, anna.timezone, anna.day_starts_at.hour) == ("en", "Atlantic/Azores", 4)
    assert phone.get("me").json() == answer.json()


def test_a_change_leaves_the_password_alone(anna: User) -> None:
    """Regression: saving the whole row wrote back the password read before."""
    stale = User.objects.get(pk=anna.pk)
    anna.set_password("quite-another-1")
    anna.save()

    from apps.accounts import services

    services.change_user(stale.pk, {"locale": "en"})

    assert User.objects.get(pk=anna.pk).check_password("quite-another-1")


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        ({"timezone": "Europe/Atlantis"}, "timezone", "invalid"),
        ({"timezone": "../../etc/passwd"}, "timezone", "invalid"),
        ({"timezone": ""}, "timezone", "blank"),
        ({"timezone": None}, "timezone", "null"),
        ({"timezone": ["Europe/Rome"]}, "timezone", "invalid"),
        ({"locale": "xx"}, "locale", "invalid_choice"),
        ({"locale": {"a": 1}}, "locale", "invalid_choice"),
        ({"day_starts_at": "12:01"}, "day_starts_at", "max_value"),
        ({"day_starts_at": "25:00"}, "day_starts_at", "invalid"),
        ({"day_starts_at": 4}, "day_starts_at", "invalid"),
        ({"email": "other@example.it"}, "email", "unknown_field"),
        ({"is_staff": True}, "is_staff", "unknown_field"),
        ({"roles": ["admin"]}, "roles", "unknown_field"),
        ([], "", "invalid"),
        ('"text"', "", "invalid"),
        ("null", "", "null"),
    ],
)
def test_a_bad_value_is_refused_by_name(anna: User, body: Any, param: str, code: str) -> None:
    answer = signed_in(anna).patch("me", body if body != [] else "[]")

    assert answer.status_code == 422, answer.content
    assert answer.json()["code"] == "VALIDATION_ERROR"
    assert [(error["param"], error["code"]) for error in answer.json()["errors"]] == [(param, code)]


def test_several_bad_values_are_told_at_once(anna: User) -> None:
    body = {"timezone": "Nowhere", "locale": "xx", "day_starts_at": "23:00"}

    errors = signed_in(anna).patch("me", body).json()["errors"]

    assert {error["param"] for error in errors} == set(body)


def test_a_change_based_on_an_old_copy_is_refused(anna: User) -> None:
    phone = signed_in(anna)
    read = phone.get("me").headers["ETag"]
    assert phone.patch("me", {"locale": "en"}, **{"If-Match": read}).status_code == 200

    late = phone.patch("me", {"locale": "it"}, **{"If-Match": read})

    assert (late.status_code, late.json()["code"]) == (412, "PRECONDITION_FAILED")
    anna.refresh_from_db()
    assert anna.locale == "en"


def test_the_tag_of_an_answer_allows_the_next_change(anna: User) -> None:
    phone = signed_in(anna)
    first = phone.patch("me", {"locale": "en"})

    second = phone.patch("me", {"locale": "it"}, **{"If-Match": first.headers["ETag"]})

    assert second.status_code == 200


def test_nobody_else_is_touched(anna: User, stranger: User) -> None:
    signed_in(anna).patch("me", {"locale": "en"})

    stranger.refresh_from_db()
    assert stranger.locale == "it"


def test_it_needs_a_sign_in(phone: Phone) -> None:
    assert phone.get("me").status_code == 401
    assert phone.patch("me", {"locale": "en"}).status_code == 401
