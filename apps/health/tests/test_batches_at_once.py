"""Batches at once, and a database that goes away: nothing doubled, nothing half-written."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction

from apps.health.models import Identity, Sample, SourceDevice, SyncLog
from apps.health.services import lock_health
from apps.health.tests.conftest import PHONE, batch_of, new_uuid, send, steps
from conftest import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna(db):
    from apps.accounts.domain.roles import Role

    return make_user("anna@example.org", Role.USER)


def in_threads(*works):
    """Run at once; returns what each returned, in order."""
    found = [None] * len(works)

    def run(place, work):
        found[place] = work()
        connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


@contextmanager
def busy(user):
    """Another transaction that writes the user's health data for as long as the block runs."""
    with transaction.atomic():
        lock_health(user.pk)
        yield


def until_a_request_waits():
    """The backend that waits for the lock."""
    waiting = """
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'advisory'
    """
    with connection.cursor() as cursor:
        for _ in range(800):
            # What others do is remembered until the end of a transaction.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if found := cursor.fetchone():
                return found[0]
            cursor.execute("SELECT pg_sleep(0.005)")
    raise AssertionError("no request waits")


def test_the_same_batch_from_two_phones_at_once_is_stored_once(api, anna):
    samples = [steps() for _ in range(50)]
    phones = [{**batch_of(*samples), "device": {**PHONE, "id": new_uuid()}} for _ in range(2)]
    clients = [api(anna) for _ in phones]
    answers = in_threads(
        *(lambda c=c, b=b: send(c, b) for c, b in zip(clients, phones, strict=True))
    )
    assert sorted(answer["counts"]["accepted"] for answer in answers) == [0, 50]
    assert sorted(answer["counts"]["duplicate"] for answer in answers) == [0, 50]
    assert Sample.objects.count() == Identity.objects.count() == 50


def test_a_lost_database_is_a_503_and_leaves_nothing(api, anna):
    client, batch, answers = api(anna), batch_of(steps()), []

    def post():
        answers.append(client.post("/api/v1/health/samples", batch))
        connections.close_all()

    with busy(anna):
        request = threading.Thread(target=post)
        request.start()
        backend = until_a_request_waits()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
        request.join(60)
    (answer,) = answers
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    for model in (Sample, Identity, SourceDevice, SyncLog):
        assert not model.objects.exists()
    assert send(client, batch)["counts"]["accepted"] == 1


def test_a_diary_can_be_written_while_a_batch_is_stored(anna):
    with transaction.atomic():
        lock_health(anna.pk)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM accounts_user WHERE id = %s FOR KEY SHARE", [anna.pk])

        def lock_diary():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = 2000")
                cursor.execute(
                    "SELECT 1 FROM accounts_user WHERE id = %s FOR NO KEY UPDATE", [anna.pk]
                )
                return cursor.fetchone()

        assert in_threads(lock_diary) == [(1,)]
