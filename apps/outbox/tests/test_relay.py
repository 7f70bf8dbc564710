"""The relay: every event reaches each subscriber's worker, shared between relays, under a lease."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from apps.outbox import services
from apps.outbox.domain.registry import subscriber
from apps.outbox.models import Delivery, OutboxEvent

pytestmark = pytest.mark.django_db


def events(count, name="tea.made.v1"):
    return OutboxEvent.objects.bulk_create(OutboxEvent(name=name) for _ in range(count))


def listen(*subscribers):
    for name in subscribers:
        subscriber(name, "tea.made.v1")(lambda event: None)


def relay():
    return services.relay(linger_s=0)


def test_every_subscriber_gets_a_delivery_of_its_own(sent):
    listen("guest", "host")
    [event] = events(1)

    assert relay() == 2

    names = Delivery.objects.filter(event=event).values_list("subscriber", flat=True)
    assert sorted(names) == ["guest", "host"]
    ids = Delivery.objects.values_list("id", flat=True)
    assert sorted(sent) == sorted(("outbox.deliver", str(delivery_id)) for delivery_id in ids)


def test_an_event_nobody_wants_is_finished_at_once(sent):
    [event] = events(1)

    assert relay() == 0

    event.refresh_from_db()
    assert event.fanned_out_at is not None
    assert not Delivery.objects.exists()


def test_relaying_again_sends_nothing_again(sent):
    listen("guest")
    events(3)

    assert [relay(), relay()] == [3, 0]


def test_more_than_a_batch_is_carried_in_one_go(sent, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 4)
    listen("guest")
    events(10)

    assert relay() == 10


def test_a_delivery_a_worker_lost_is_sent_again_when_its_lease_ends(sent):
    listen("guest")
    events(1)
    relay()
    taken = Delivery.objects.get().due_at - services.LEASE

    just_before = services.claim_due(at=taken + services.LEASE - timedelta(seconds=1))
    after = services.claim_due(at=taken + services.LEASE)

    assert (just_before, len(after)) == ([], 1)


def test_nothing_is_lost_while_the_broker_is_away(dead_broker):
    listen("guest")
    events(3)

    assert relay() == 0
    assert set(Delivery.objects.values_list("status", flat=True)) == {"waiting"}


def test_the_next_sweep_carries_what_a_lost_broker_left(dead_broker, request):
    listen("guest")
    events(3)
    relay()

    sent = request.getfixturevalue("sent")
    assert relay() == 3
    assert len(sent) == 3


@pytest.mark.django_db(transaction=True)
def test_a_relay_skips_what_another_holds_and_does_not_wait(sent):
    listen("guest")
    events(3)
    services.fan_out()
    held, done = threading.Event(), threading.Event()

    def hold_one():
        with transaction.atomic():
            Delivery.objects.select_for_update().filter(id=Delivery.objects.first().id).first()
            held.set()
            done.wait(10)
        connections.close_all()

    other = threading.Thread(target=hold_one)
    other.start()
    held.wait(10)
    claimed = services.claim_due(at=timezone.now())
    done.set()
    other.join(10)

    assert len(claimed) == 2


@pytest.mark.django_db(transaction=True)
def test_two_relays_share_the_work_and_send_nothing_twice(sent, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 7)
    listen("guest", "host")
    events(100)
    together = threading.Barrier(2)
    counts = []

    def run():
        together.wait(10)
        counts.append(services.relay(linger_s=0.2))
        connections.close_all()

    relays = [threading.Thread(target=run) for _ in range(2)]
    for one in relays:
        one.start()
    for one in relays:
        one.join(60)

    assert sum(counts) == 200
    assert len(set(sent)) == len(sent) == 200


def test_a_delivery_no_worker_finishes_uses_up_its_attempts_and_dies():
    event = OutboxEvent.objects.create(name="tea.made.v1", fanned_out_at=timezone.now())
    lost = Delivery.objects.create(
        event=event, subscriber="guest", status="sent", attempts=8, due_at=timezone.now()
    )

    assert services.claim_due(at=timezone.now()) == [lost.id]  # the ninth attempt is given
    later = timezone.now() + services.LEASE + timedelta(seconds=1)
    assert services.claim_due(at=later) == []

    lost.refresh_from_db()
    assert (lost.status, lost.attempts) == ("dead", 10)
    assert "no worker" in lost.last_error
