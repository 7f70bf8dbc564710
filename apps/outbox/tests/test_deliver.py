"""Delivering: a subscriber's effects happen once, failures are retried and then parked."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connections
from django.utils import timezone

from apps.outbox import services
from apps.outbox.domain.registry import retry_delay_s, subscriber
from apps.outbox.models import Delivery, OutboxEvent

pytestmark = pytest.mark.django_db


def delivery(name="guest", **changes) -> Delivery:
    event = OutboxEvent.objects.create(name="tea.made.v1", fanned_out_at=timezone.now())
    return Delivery.objects.create(
        event=event, subscriber=name, due_at=timezone.now(), status="sent", **changes
    )


def test_the_handler_gets_the_event_and_its_delivery_is_done():
    seen = []
    subscriber("guest", "tea.made.v1")(seen.append)
    sent = delivery()

    services.deliver(sent.id)

    sent.refresh_from_db()
    assert [event.id for event in seen] == [sent.event_id]
    assert (sent.status, sent.attempts) == ("done", 1)


def test_a_message_that_comes_twice_works_once():
    subscriber("guest", "tea.made.v1")(lambda event: Group.objects.create(name=str(event.id)))
    sent = delivery()

    services.deliver(sent.id)
    services.deliver(sent.id)

    sent.refresh_from_db()
    assert (Group.objects.filter(name=sent.event_id).count(), sent.attempts) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_delivery_work_once():
    working, go_on = threading.Event(), threading.Event()
    calls = []

    @subscriber("guest", "tea.made.v1")
    def drink(event):
        calls.append(event.id)
        working.set()
        go_on.wait(10)

    sent = delivery()

    def work():
        services.deliver(sent.id)
        connections.close_all()

    first = threading.Thread(target=work)
    first.start()
    working.wait(10)
    services.deliver(sent.id)  # comes back at once, without waiting for the first
    go_on.set()
    first.join(10)

    sent.refresh_from_db()
    assert (len(calls), sent.status, sent.attempts) == (1, "done", 1)


def test_a_failure_undoes_the_effects_and_keeps_the_note():
    @subscriber("guest", "tea.made.v1")
    def break_the_cup(event):
        Group.objects.create(name="drank")
        raise RuntimeError("the cup broke")

    sent = delivery()

    services.deliver(sent.id)

    sent.refresh_from_db()
    assert not Group.objects.filter(name="drank").exists()
    assert (sent.status, sent.attempts) == ("waiting", 1)
    assert "the cup broke" in sent.last_error


def test_a_statement_the_database_refuses_is_a_failure_like_any_other():
    Group.objects.create(name="twice")
    subscriber("guest", "tea.made.v1")(lambda event: Group.objects.create(name="twice"))
    sent = delivery()

    services.deliver(sent.id)

    sent.refresh_from_db()
    assert (sent.status, sent.attempts) == ("waiting", 1)


def test_waiting_doubles_from_five_seconds_to_an_hour():
    waits = [retry_delay_s(attempts) for attempts in range(1, 12)]

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]


@pytest.mark.parametrize(("attempts", "wait_s"), [(0, 5), (1, 10), (2, 20), (8, 1280)])
def test_a_failed_delivery_is_due_after_its_wait(attempts, wait_s, time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    sent = delivery(attempts=attempts)  # nobody of that name listens

    services.deliver(sent.id)

    sent.refresh_from_db()
    assert sent.due_at - timezone.now() == timedelta(seconds=wait_s)


def test_the_tenth_failure_parks_it():
    nine_times = delivery(attempts=9)

    services.deliver(nine_times.id)

    nine_times.refresh_from_db()
    assert (nine_times.status, nine_times.attempts) == ("dead", 10)
    in_a_year = timezone.now() + timedelta(days=365)
    assert services.claim_due(at=in_a_year) == []


def test_a_parked_delivery_is_not_worked_on_by_a_late_message():
    calls = []
    subscriber("guest", "tea.made.v1")(calls.append)
    parked = delivery(attempts=10)
    Delivery.objects.update(status="dead")

    services.deliver(parked.id)

    assert calls == []


def test_replaying_gives_a_parked_delivery_ten_more_attempts(
    sent, django_capture_on_commit_callbacks
):
    parked, fine = delivery(attempts=10), delivery()
    Delivery.objects.filter(id=fine.id).update(status="done", done_at=timezone.now())
    Delivery.objects.filter(id=parked.id).update(status="dead")

    with django_capture_on_commit_callbacks(execute=True):
        revived = services.replay([parked.id, fine.id])

    parked.refresh_from_db()
    assert (revived, parked.status, parked.attempts) == (1, "waiting", 0)
    assert sent == [("outbox.relay",)]
    assert services.claim_due(at=timezone.now()) == [parked.id]


def test_a_subscriber_this_release_does_not_know_is_retried_not_lost():
    sent = delivery("of_the_next_release")

    services.deliver(sent.id)

    sent.refresh_from_db()
    assert sent.status == "waiting"
    assert "of_the_next_release" in sent.last_error
