"""What operators see and what is thrown away."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.outbox import selectors, services
from apps.outbox.models import Delivery, OutboxEvent

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def event(*, days_old=0, seconds_old=0, fanned_out=True, **statuses) -> OutboxEvent:
    """An event with one delivery per subscriber=status."""
    created = NOW - timedelta(days=days_old, seconds=seconds_old)
    made = OutboxEvent.objects.create(
        name="tea.made.v1", fanned_out_at=created if fanned_out else None
    )
    OutboxEvent.objects.filter(id=made.id).update(created_at=created)
    for name, status in statuses.items():
        done_at = NOW if status == "done" else None
        Delivery.objects.create(
            event=made, subscriber=name, status=status, due_at=NOW, done_at=done_at
        )
    return made


def test_delivered_events_are_kept_thirty_days():
    event(days_old=31, guest="done")
    recent = event(days_old=29, guest="done")

    services.forget_delivered(at=NOW)

    assert [kept.id for kept in OutboxEvent.objects.all()] == [recent.id]


@pytest.mark.parametrize("status", ["waiting", "sent", "dead"])
def test_an_old_event_is_kept_while_one_subscriber_lacks_it(status):
    event(days_old=31, guest="done", host=status)

    services.forget_delivered(at=NOW)

    assert OutboxEvent.objects.count() == 1


def test_an_old_event_that_was_never_handed_out_is_kept():
    event(days_old=31, fanned_out=False)

    services.forget_delivered(at=NOW)

    assert OutboxEvent.objects.count() == 1


def test_an_old_event_nobody_wanted_is_forgotten():
    event(days_old=31)

    services.forget_delivered(at=NOW)

    assert not OutboxEvent.objects.exists()


def test_without_waiting_events_there_is_no_lag():
    event(days_old=3, guest="done")

    assert selectors.lag_seconds(at=NOW) == 0


def test_the_lag_is_the_age_of_the_oldest_event_not_handed_out():
    event(seconds_old=40, fanned_out=False)
    event(seconds_old=90, fanned_out=False)

    assert selectors.lag_seconds(at=NOW) == 90


def test_an_event_some_subscriber_waits_for_counts_as_lag_and_a_dead_one_does_not():
    event(seconds_old=70, guest="sent")
    event(seconds_old=900, guest="dead")

    assert selectors.lag_seconds(at=NOW) == 70


def test_unfinished_deliveries_are_counted_by_status():
    event(guest="done", host="waiting")
    event(guest="sent", host="dead")
    event(guest="dead")

    assert selectors.delivery_counts() == {"waiting": 1, "sent": 1, "dead": 2}
