"""Rate limits: per person, over all processes, and through an outage of the counter."""

import time
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from limits import RateLimitItem, parse

from apps.accounts.models import User
from apps.accounts.tests.conftest import Phone, signed_in
from apps.shared.api import throttling
from apps.shared.api.throttling import SharedLimiter

pytestmark = pytest.mark.django_db

open_view = pytest.mark.urls("apps.accounts.tests.keyed")

DEAD = "redis://127.0.0.1:9/2"


@pytest.fixture(autouse=True)
def _three_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    def three(scope: str) -> RateLimitItem:
        return parse("3/hour")

    monkeypatch.setattr(throttling, "rate", three)


@pytest.fixture
def lost_counter(monkeypatch: pytest.MonkeyPatch) -> SharedLimiter:
    limiter = SharedLimiter(DEAD)
    monkeypatch.setattr(throttling, "limiter", lambda: limiter)
    return limiter


def test_the_call_too_many_is_a_429_with_retry_after(anna: User) -> None:
    phone = signed_in(anna)
    assert [phone.get("me").status_code for _ in range(3)] == [200, 200, 200]

    answer = phone.get("me")

    assert (answer.status_code, answer.json()["code"]) == (429, "THROTTLED")
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600


def test_each_person_has_a_count_of_their_own(anna: User, stranger: User) -> None:
    for _ in range(4):
        signed_in(anna).get("me")

    assert signed_in(stranger).get("me").status_code == 200


def test_another_phone_of_the_same_person_shares_the_count(anna: User) -> None:
    for _ in range(3):
        signed_in(anna).get("me")

    assert signed_in(anna).get("me").status_code == 429


@open_view
def test_visitors_are_counted_by_address(phone: Phone) -> None:
    assert [phone.get("open").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert Phone().get("open").status_code == 200


@open_view
def test_a_visitor_cannot_leave_the_count_by_naming_another_address(phone: Phone) -> None:
    answers = [phone.get("open", **{"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(4)]

    assert answers[-1].status_code == 429


def test_without_the_counter_each_process_counts_for_itself(
    anna: User, lost_counter: SharedLimiter
) -> None:
    phone = signed_in(anna)

    answers = [phone.get("me") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_an_outage_costs_time_once_and_not_with_every_call(
    anna: User, lost_counter: SharedLimiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[float] = []

    def count(*_: object, **__: object) -> bool:
        tried.append(time.monotonic())
        raise redis.ConnectionError

    monkeypatch.setattr(lost_counter.shared, "hit", count)
    monkeypatch.setattr(lost_counter.shared, "get_window_stats", count)
    for _ in range(5):
        signed_in(anna).get("me")

    assert len(tried) == 1


def test_when_the_counter_is_back_it_is_used_again(anna: User, lost_counter: SharedLimiter) -> None:
    signed_in(anna).get("me")
    lost_counter.shared = SharedLimiter(settings.THROTTLE_REDIS_URL).shared
    lost_counter.retry_shared_at = 0.0

    assert [signed_in(anna).get("me").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_of_a_generous_limit_a_hundredth_is_counted_at_a_time() -> None:
    generous, caller = parse("200/hour"), uuid4().hex
    phone, tablet = (SharedLimiter(settings.THROTTLE_REDIS_URL) for _ in range(2))

    assert [phone.hit(generous, caller), phone.hit(generous, caller)] == [True, True]

    assert phone.shared.get_window_stats(generous, caller).remaining == 198
    assert [tablet.hit(generous, caller) for _ in range(200)] == [True] * 198 + [False] * 2


def test_a_small_limit_is_counted_call_by_call() -> None:
    small, caller = parse("199/hour"), uuid4().hex
    counter = SharedLimiter(settings.THROTTLE_REDIS_URL)

    counter.hit(small, caller)

    assert counter.shared.get_window_stats(small, caller).remaining == 198
