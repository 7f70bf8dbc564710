"""Outside services are asked with restraint, counted over all workers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from apps.shared import outside
from apps.shared.outside import Gate, Unavailable, from_status

DEAD = "redis://127.0.0.1:9/2"


@pytest.fixture
def service() -> str:
    return f"service-{uuid4()}"


def refused(ask: Callable[[], Any]) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        ask()
    return caught.value


def failing() -> None:
    raise Unavailable(outside.SERVER_ERROR)


def test_three_workers_share_one_limit(service: str) -> None:
    asked: list[int] = []

    def worker(number: int) -> int:
        gate = Gate(service)
        reasons = []
        for _ in range(10):
            try:
                gate.ask(lambda: asked.append(number), kind="product", rate="15/minute")
            except Unavailable as unavailable:
                reasons.append(unavailable.reason)
        return len(reasons)

    with ThreadPoolExecutor(3) as workers:
        turned_away = sum(workers.map(worker, range(3)))

    assert (len(asked), turned_away) == (15, 15)


def test_who_is_turned_away_is_told_when_the_window_opens(service: str) -> None:
    gate = Gate(service)
    gate.ask(lambda: None, kind="product", rate="1/minute")

    unavailable = refused(lambda: gate.ask(lambda: None, kind="product", rate="1/minute"))

    assert unavailable.reason == outside.RATE_LIMITED
    assert 55 <= (unavailable.retry_after_s or 0) <= 62


def test_kinds_of_requests_are_counted_apart(service: str) -> None:
    gate = Gate(service)
    gate.ask(lambda: None, kind="product", rate="1/minute")

    assert gate.ask(lambda: "found", kind="search", rate="1/minute") == "found"


def test_the_window_moves(service: str) -> None:
    gate = Gate(service)
    with time_machine.travel("2026-03-02T12:00:59Z", tick=False) as clock:
        gate.ask(lambda: None, kind="product", rate="1/minute")
        clock.shift(5)  # another minute by the clock, the same sixty seconds
        assert refused(lambda: gate.ask(lambda: None, kind="product", rate="1/minute"))
        clock.shift(56)
        gate.ask(lambda: None, kind="product", rate="1/minute")


def test_after_five_failures_no_worker_asks(service: str) -> None:
    asked: list[str] = []
    for _ in range(5):
        refused(lambda: Gate(service).ask(failing, kind="product", rate="100/minute"))

    other = Gate(service)
    unavailable = refused(
        lambda: other.ask(lambda: asked.append("asked"), kind="product", rate="100/minute")
    )

    assert (unavailable.reason, unavailable.retry_after_s) == (outside.CIRCUIT_OPEN, 60)
    assert asked == []


def test_a_success_in_between_starts_the_count_anew(service: str) -> None:
    gate = Gate(service)
    for _ in range(4):
        refused(lambda: gate.ask(failing, kind="product", rate="100/minute"))
    gate.ask(lambda: None, kind="product", rate="100/minute")
    for _ in range(4):
        unavailable = refused(lambda: gate.ask(failing, kind="product", rate="100/minute"))

    assert unavailable.reason == outside.SERVER_ERROR


def test_after_a_minute_one_request_tries_and_closes_the_circuit(service: str) -> None:
    for _ in range(5):
        refused(lambda: Gate(service).ask(failing, kind="product", rate="100/minute"))
    gate = Gate(service)

    with time_machine.travel(60 + outside.time.time(), tick=False) as clock:
        clock.shift(1)
        assert gate.ask(lambda: "found", kind="product", rate="100/minute") == "found"
        assert Gate(service).ask(lambda: "again", kind="product", rate="100/minute") == "again"


def test_a_failed_try_keeps_it_open(service: str) -> None:
    for _ in range(5):
        refused(lambda: Gate(service).ask(failing, kind="product", rate="100/minute"))

    with time_machine.travel(61 + outside.time.time(), tick=False):
        refused(lambda: Gate(service).ask(failing, kind="product", rate="100/minute"))
        unavailable = refused(lambda: Gate(service).ask(failing, kind="product", rate="100/minute"))

    assert unavailable.reason == outside.CIRCUIT_OPEN


def test_nothing_is_asked_while_the_counter_is_away(service: str, settings: Any) -> None:
    settings.THROTTLE_REDIS_URL = DEAD
    asked: list[str] = []

    unavailable = refused(
        lambda: Gate(service).ask(lambda: asked.append("x"), kind="product", rate="15/minute")
    )

    assert (unavailable.reason, unavailable.retry_after_s) == (outside.LIMITER_AWAY, 30)
    assert asked == []


@pytest.mark.parametrize(
    ("status", "header", "reason", "wait_s"),
    [
        (429, "120", "throttled", 120),
        (429, None, "throttled", None),
        (503, None, "server_error", None),
        (503, "Wed, 21 Oct 2026 07:28:00 GMT", "server_error", None),
        (429, "999999", "throttled", 3600),
        (429, "-1", "throttled", None),
        (401, None, "refused", None),
    ],
)
def test_it_reads_what_a_status_says(
    status: int, header: str | None, reason: str, wait_s: float | None
) -> None:
    unavailable = from_status(status, header)

    assert (unavailable.reason, unavailable.retry_after_s) == (reason, wait_s)
