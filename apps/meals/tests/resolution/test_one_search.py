"""However many ask at once and however often a worker dies, a food is looked for once."""

import json
import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from apps.accounts.models import User
from apps.meals import services
from apps.meals.clients import openfoodfacts
from apps.meals.domain.resolution import Kind, Query
from apps.meals.models import Food, Resolution, ResolutionLog
from apps.meals.services import resolution_worker
from apps.meals.tests.resolution.conftest import OFF_PATH, SPAGHETTI, off_answer
from apps.outbox.models import OutboxEvent

BARCODE = Query(Kind.BARCODE, SPAGHETTI)


def at_once(*calls: Any) -> None:
    """Run functions in threads of their own, each with its own connection."""

    def run(call: Any) -> None:
        try:
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


@pytest.mark.django_db(transaction=True)
def test_two_users_asking_at_once_start_one_search(
    anna: User, stranger: User, sent: list[str]
) -> None:
    barrier = threading.Barrier(2)

    def ask(user: User) -> None:
        barrier.wait()
        services.ask(user, BARCODE, at=timezone.now())

    at_once(lambda: ask(anna), lambda: ask(stranger))

    log = ResolutionLog.objects.get()
    assert Resolution.objects.filter(log=log).count() == 2
    assert sent == [str(log.pk)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_search_make_one_call(
    off: HTTPServer, anna: User, sent: list[str]
) -> None:
    asked_outside, second_is_done = threading.Event(), threading.Event()

    def answer(_request: Request) -> Response:
        asked_outside.set()
        second_is_done.wait(10)
        return Response(json.dumps(off_answer()))

    off.expect_request(OFF_PATH).respond_with_handler(answer)
    asked = services.ask(anna, BARCODE, at=timezone.now())

    def second() -> None:
        assert asked_outside.wait(10)
        services.resolve(asked.log_id)
        second_is_done.set()

    at_once(lambda: services.resolve(asked.log_id), second)

    assert second_is_done.is_set()
    assert len(off.log) == 1
    assert ResolutionLog.objects.get().status == "found"


@pytest.mark.django_db(transaction=True)
def test_no_source_is_asked_inside_a_transaction(
    anna: User, sent: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []
    monkeypatch.setattr(
        openfoodfacts, "product", lambda _gtin: inside.append(connection.in_atomic_block)
    )
    settings.OPENFOODFACTS_ENABLED = True

    services.resolve(services.ask(anna, BARCODE, at=timezone.now()).log_id)

    assert inside == [False]


@pytest.mark.django_db
def test_a_search_whose_worker_died_is_taken_again(
    off: HTTPServer, anna: User, sent: list[str]
) -> None:
    off.expect_request(OFF_PATH).respond_with_json(off_answer())
    asked = services.ask(anna, BARCODE, at=timezone.now())
    lost = ResolutionLog.objects.filter(pk=asked.log_id)
    lost.update(attempts=1, due_at=timezone.now() + timedelta(seconds=120))

    services.resolve(asked.log_id)
    assert off.log == []
    assert services.send_due(at=timezone.now()) == 0
    assert services.send_due(at=timezone.now() + timedelta(seconds=121)) == 1
    lost.update(due_at=timezone.now())
    services.resolve(UUID(sent[-1]))

    assert lost.get().status == "found"


@pytest.mark.django_db
def test_a_search_that_kills_its_workers_ends(off: HTTPServer, anna: User, sent: list[str]) -> None:
    asked = services.ask(anna, BARCODE, at=timezone.now())
    ResolutionLog.objects.update(attempts=6)

    services.resolve(asked.log_id)

    log = ResolutionLog.objects.get()
    assert (log.status, log.error) == ("failed", "worker_lost")
    assert off.log == []


@pytest.mark.django_db
def test_a_worker_that_comes_back_late_stores_nothing_twice(
    off: HTTPServer, anna: User, sent: list[str]
) -> None:
    """While the first worker waits for the answer, another one takes the search and ends it."""
    asked = services.ask(anna, BARCODE, at=timezone.now())
    log_id = asked.log_id
    off.expect_request(OFF_PATH).respond_with_json(off_answer())
    taken = resolution_worker._taken(log_id)
    assert taken is not None
    walk = resolution_worker._walk(BARCODE, is_last=False)
    ResolutionLog.objects.update(due_at=timezone.now())
    services.resolve(log_id)

    resolution_worker._conclude(log_id, walk)

    assert Food.objects.get().versions.count() == 1
    assert OutboxEvent.objects.filter(name="meals.food_resolved.v1").count() == 1
