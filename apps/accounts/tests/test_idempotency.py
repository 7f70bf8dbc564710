"""Idempotency-Key: sent once or ten times, it happens once and is answered the same."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import IdempotencyKey, User
from apps.accounts.tests import keyed
from apps.accounts.tests.conftest import Phone, new_user, signed_in
from apps.outbox.models import OutboxEvent

pytestmark = [pytest.mark.django_db, pytest.mark.urls("apps.accounts.tests.keyed")]


def order(phone: Phone, key: str, **body: Any) -> Any:
    return phone.post("espressos", body, **{"Idempotency-Key": key})


def cups() -> int:
    return OutboxEvent.objects.filter(name="test.espresso.v1").count()


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


def test_the_same_request_gets_the_same_answer_and_happens_once(anna: User, key: str) -> None:
    phone = signed_in(anna)

    first, again = order(phone, key, count=2), order(phone, key, count=2)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert again.headers["Location"] == first.headers["Location"] == "/api/v1/espressos/1"
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert cups() == 1


def test_the_order_of_members_does_not_make_another_request(anna: User, key: str) -> None:
    phone = signed_in(anna)
    phone.post("espressos", '{"count": 1, "a": 2}', **{"Idempotency-Key": key})

    again = phone.post("espressos", '{"a":2,"count":1}', **{"Idempotency-Key": key})

    assert again.headers["Idempotent-Replayed"] == "true"


def test_without_a_key_two_equal_requests_are_two(anna: User) -> None:
    phone = signed_in(anna)
    phone.post("espressos", {})
    phone.post("espressos", {})

    assert cups() == 2


def test_another_body_under_the_same_key_is_a_422(anna: User, key: str) -> None:
    phone = signed_in(anna)
    order(phone, key, count=1)

    answer = order(phone, key, count=2)

    assert (answer.status_code, answer.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert cups() == 1


def test_keys_of_two_people_have_nothing_to_do_with_each_other(
    anna: User, stranger: User, key: str
) -> None:
    order(signed_in(anna), key, count=1)

    answer = order(signed_in(stranger), key, count=2)

    assert answer.status_code == 201
    assert cups() == 2


@pytest.mark.parametrize("bad", ["", " ", "with space", "è", "x" * 129])
def test_a_malformed_key_is_a_400(anna: User, bad: str) -> None:
    answer = order(signed_in(anna), bad)

    assert (answer.status_code, answer.json()["code"]) == (400, "IDEMPOTENCY_KEY_INVALID")
    assert cups() == 0


def test_a_refusal_by_conflict_may_be_tried_again(anna: User, key: str) -> None:
    phone = signed_in(anna)

    assert order(phone, key, then="refuse").status_code == 409
    assert not IdempotencyKey.objects.exists()


def test_a_crash_leaves_neither_effect_nor_memory(anna: User, key: str) -> None:
    phone = signed_in(anna)
    phone.client.raise_request_exception = False

    answer = order(phone, key, then="crash")

    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_ERROR")
    assert cups() == 0
    assert not IdempotencyKey.objects.exists()


def test_after_48_hours_a_key_is_forgotten(anna: User, key: str) -> None:
    phone = signed_in(anna)
    order(phone, key)
    now = timezone.now()

    services.forget_expired_idempotency_keys(at=now + timedelta(hours=47, minutes=59))
    assert order(phone, key).headers["Idempotent-Replayed"] == "true"

    services.forget_expired_idempotency_keys(at=now + timedelta(hours=48, minutes=1))
    assert "Idempotent-Replayed" not in order(phone, key).headers
    assert cups() == 2


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_running_the_second_is_a_409(key: str) -> None:
    phone, other = (signed_in(user) for user in [new_user()] * 2)
    keyed.entered.clear()
    keyed.may_go_on.clear()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(_in_own_connection, phone, key)
        assert keyed.entered.wait(10)
        early = order(other, key, then="wait")
        keyed.may_go_on.set()
        first = running.result(10)
    late = order(other, key, then="wait")

    assert (early.status_code, early.json()["code"]) == (409, "IDEMPOTENCY_KEY_IN_USE")
    assert early.headers["Retry-After"] == "1"
    assert (first.status_code, late.status_code) == (201, 201)
    assert late.content == first.content
    assert cups() == 1


def _in_own_connection(phone: Phone, key: str) -> Any:
    try:
        return order(phone, key, then="wait")
    finally:
        connection.close()
