"""Recording: events are facts of the transaction that made them."""

import pytest
from django.db import connection, transaction
from structlog.contextvars import bound_contextvars

from apps.outbox import services
from apps.outbox.domain.registry import joint_projection, projection
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def record(name="tea.made.v1", **payload):
    services.record(name, user_id=None, payload=payload)


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_a_transaction(sent):
    with pytest.raises(transaction.TransactionManagementError):
        record()

    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_happened(sent):
    with transaction.atomic():
        record()
        transaction.set_rollback(True)

    assert (OutboxEvent.objects.count(), sent) == (0, [])


def test_projections_run_before_record_returns_and_see_the_event(sent):
    seen = []
    projection("tea.made.v1")(seen.append)

    record(cups=2)

    [event] = seen
    stored = OutboxEvent.objects.get()
    assert (event.id, event.name, event.payload) == (stored.id, "tea.made.v1", {"cups": 2})


def test_events_of_projections_are_written_in_the_same_statement(sent):
    projection("tea.made.v1")(lambda event: record("tea.tasted.v1"))
    projection("tea.tasted.v1")(lambda event: record("tea.praised.v1"))
    inserts = []

    def note(execute, sql, params, many, context):
        inserts.append(sql) if sql.startswith("INSERT") else None
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        record()

    assert len(inserts) == 1
    names = OutboxEvent.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["tea.made.v1", "tea.tasted.v1", "tea.praised.v1"]


def test_several_events_of_a_kind_are_written_in_one_statement(sent):
    inserts = []

    def note(execute, sql, params, many, context):
        inserts.append(sql) if sql.startswith("INSERT") else None
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        services.record_all("tea.made.v1", user_id=None, payloads=[{"cup": n} for n in range(9)])

    assert (len(inserts), OutboxEvent.objects.count()) == (1, 9)


def test_together_projections_see_all_events_at_once_and_after_all(sent):
    seen = []
    joint_projection("tea.made.v1", "tea.drunk.v1")(seen.append)

    with services.together():
        record(cups=2)
        with services.together():
            record("tea.drunk.v1", cups=1)
        assert seen == []

    [events] = seen
    assert [event.name for event in events] == ["tea.made.v1", "tea.drunk.v1"]
    assert OutboxEvent.objects.count() == 2


def test_together_what_ends_in_an_exception_was_never_recorded(sent):
    def spill():
        with services.together():
            record("tea.drunk.v1")
            raise ArithmeticError

    with services.together():
        record(cups=2)
        with pytest.raises(ArithmeticError):
            spill()

    assert [event.name for event in OutboxEvent.objects.all()] == ["tea.made.v1"]


@pytest.mark.django_db(transaction=True)
def test_a_projection_that_fails_takes_the_fact_with_it(sent):
    @projection("tea.made.v1")
    def spill(event):
        raise ArithmeticError

    with pytest.raises(ArithmeticError), transaction.atomic():
        record()
    with transaction.atomic():
        record("tea.poured.v1")

    # Nothing of the failed call is left to be written with the next.
    assert [event.name for event in OutboxEvent.objects.all()] == ["tea.poured.v1"]


def test_the_relay_is_woken_after_the_commit_and_not_once_per_event(
    sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        record()
        record()
        assert sent == []

    assert sent == [("outbox.relay",)]


def test_a_broker_that_is_away_fails_nobody_and_is_asked_once(
    monkeypatch, dead_broker, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(dead_broker, "send_task", spied(dead_broker.send_task, asked))

    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            record()
        services._nudger.quiet_until -= services.NUDGE_EVERY_S

    assert (OutboxEvent.objects.count(), len(asked)) == (3, 1)


def spied(function, calls):
    def call(*args, **kwargs):
        calls.append(args)
        return function(*args, **kwargs)

    return call


def test_an_event_knows_the_request_it_came_from(sent):
    with bound_contextvars(correlation_id="phone-1234"):
        record()

    assert OutboxEvent.objects.get().correlation_id == "phone-1234"
