"""GET and PATCH /api/v1/me/profile."""

from typing import Any

import pytest
import time_machine

from apps.accounts.models import Profile, User
from apps.accounts.tests.conftest import Phone, signed_in
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db

UNKNOWN = {
    "birth_date": None,
    "sex": None,
    "height_cm": None,
    "activity_level": None,
    "diets": [],
    "allergens": [],
    "conditions": [],
    "due_date": None,
    "sensitive_case": False,
}
TOLD = {
    "birth_date": "1990-05-17",
    "sex": "female",
    "height_cm": 165.5,
    "activity_level": "very_active",
    "diets": ["vegan"],
    "allergens": ["milk", "nuts"],
    "conditions": ["kidney_disease", "lactating"],
    "due_date": None,
    "sensitive_case": True,
}


def test_what_was_never_told_is_null(anna: User) -> None:
    assert signed_in(anna).get("me/profile").json() == UNKNOWN


def test_reading_the_profile_of_an_account_without_one_writes_nothing(anna: User) -> None:
    Profile.objects.all().delete()

    assert signed_in(anna).get("me/profile").json() == UNKNOWN
    assert not Profile.objects.exists()


def test_everything_told_is_given_back(anna: User) -> None:
    phone = signed_in(anna)

    answer = phone.patch("me/profile", TOLD)

    assert (answer.status_code, answer.json()) == (200, TOLD)
    assert phone.get("me/profile").json() == TOLD


def test_null_forgets(anna: User) -> None:
    phone = signed_in(anna)
    phone.patch("me/profile", TOLD)
    nothing = dict.fromkeys(["birth_date", "sex", "height_cm", "activity_level"])

    answer = phone.patch("me/profile", nothing).json()

    assert {name: answer[name] for name in nothing} == nothing
    assert answer["diets"] == ["vegan"]


def test_a_change_is_one_event_and_no_change_is_none(anna: User) -> None:
    phone = signed_in(anna)
    phone.patch("me/profile", {"height_cm": 170})
    phone.patch("me/profile", {})

    event = OutboxEvent.objects.get(name="accounts.profile_changed.v1")
    assert event.payload == {"fields": ["height_cm"]}


def test_a_repeated_word_is_kept_once(anna: User) -> None:
    answer = signed_in(anna).patch("me/profile", {"allergens": ["nuts", "milk", "nuts"]})

    assert answer.json()["allergens"] == ["milk", "nuts"]


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        ({"height_cm": 300}, "height_cm", "max_value"),
        ({"height_cm": 49.9}, "height_cm", "min_value"),
        ({"height_cm": 65.55}, "height_cm", "max_decimal_places"),
        ({"height_cm": 1e30}, "height_cm", "max_digits"),
        ({"height_cm": "NaN"}, "height_cm", "invalid"),
        ({"height_cm": "tall"}, "height_cm", "invalid"),
        ({"height_cm": True}, "height_cm", "invalid"),
        ({"height_cm": [165]}, "height_cm", "invalid"),
        ({"birth_date": "1899-12-31"}, "birth_date", "min_value"),
        ({"birth_date": "2999-01-01"}, "birth_date", "max_value"),
        ({"birth_date": "1990-02-30"}, "birth_date", "invalid"),
        ({"birth_date": 19900517}, "birth_date", "invalid"),
        ({"sex": "yes"}, "sex", "invalid_choice"),
        ({"sex": ""}, "sex", "invalid_choice"),
        ({"activity_level": "couch"}, "activity_level", "invalid_choice"),
        ({"diets": "vegan"}, "diets", "not_a_list"),
        ({"allergens": ["milk", "kryptonite"]}, "allergens", "invalid_choice"),
        ({"allergens": None}, "allergens", "null"),
        ({"sensitive_case": "perhaps"}, "sensitive_case", "invalid"),
        ({"heigth_cm": 165}, "heigth_cm", "unknown_field"),
        ({"user": "someone"}, "user", "unknown_field"),
    ],
)
def test_a_bad_value_is_refused_by_name(anna: User, body: Any, param: str, code: str) -> None:
    answer = signed_in(anna).patch("me/profile", body)

    assert answer.status_code == 422, answer.content
    error = answer.json()["errors"][0]
    assert (error["param"].split(".")[0].split("[")[0], error["code"]) == (param, code)
    assert not Profile.objects.exclude(height_cm=None).exists()


@pytest.mark.parametrize("body", ['{"height_cm": NaN}', '{"height_cm": 1e999}', "{", ""])
def test_what_is_not_json_is_a_400(anna: User, body: str) -> None:
    answer = signed_in(anna).patch("me/profile", body.encode() or b" ")

    assert (answer.status_code, answer.json()["code"]) == (400, "PARSE_ERROR")


def test_the_birth_date_may_be_today_where_the_user_lives(anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(timezone="Pacific/Auckland")
    with time_machine.travel("2036-03-01T20:00:00Z", tick=False):
        phone = signed_in(anna)
        assert phone.patch("me/profile", {"birth_date": "2036-03-02"}).status_code == 200
        assert phone.patch("me/profile", {"birth_date": "2036-03-03"}).status_code == 422


def test_a_change_based_on_an_old_copy_is_refused(anna: User) -> None:
    phone = signed_in(anna)
    read = phone.get("me/profile").headers["ETag"]
    assert phone.patch("me/profile", {"sex": "female"}, **{"If-Match": read}).status_code == 200

    late = phone.patch("me/profile", {"sex": "other"}, **{"If-Match": read})

    assert (late.status_code, late.json()["code"]) == (412, "PRECONDITION_FAILED")
    assert phone.get("me/profile").json()["sex"] == "female"


def test_nobody_sees_anothers(anna: User, stranger: User) -> None:
    signed_in(anna).patch("me/profile", TOLD)

    assert signed_in(stranger).get("me/profile").json() == UNKNOWN


def test_it_needs_a_sign_in(phone: Phone) -> None:
    assert phone.get("me/profile").status_code == 401
