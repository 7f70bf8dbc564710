"""Recording events and carrying them to their subscribers."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from psycopg.types.json import Jsonb
from structlog.contextvars import get_contextvars

from apps.outbox.domain import registry
from apps.outbox.domain.registry import Event
from apps.outbox.models import Delivery, OutboxEvent
from apps.shared.rows import in_batches

BATCH = 500
# A delivery a worker took but never finished is handed out again after this long.
LEASE = timedelta(seconds=180)
NUDGE_EVERY_S = 0.2
# While the broker is away requests must not each wait for it to fail; the sweep does the work.
NO_NUDGE_AFTER_FAILURE_S = 5.0

WRITE = """INSERT INTO outbox_outboxevent (id, name, user_id, payload, correlation_id, created_at)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::jsonb[], %s::text[], %s::timestamptz[])
"""

log = structlog.stdlib.get_logger(__name__)

_collecting: ContextVar[list[OutboxEvent] | None] = ContextVar("outbox_collecting", default=None)
_holding: ContextVar[list[OutboxEvent] | None] = ContextVar("outbox_holding", default=None)


def record(name: str, *, user_id: UUID | None, payload: dict[str, Any]) -> None:
    """Note that something happened, in the caller's transaction.

    Projections of the event run at once and may record events of their own; all of them are
    written in one statement when the outermost call ends.
    """
    record_all(name, user_id=user_id, payloads=[payload])


def record_all(name: str, *, user_id: UUID | None, payloads: list[dict[str, Any]]) -> None:
    """``record`` for several events of one kind, in one statement."""
    record_each(name, [(user_id, payload) for payload in payloads])


def record_each(name: str, told: Iterable[tuple[UUID | None, dict[str, Any]]]) -> None:
    """``record_all`` for events of many users."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("events are recorded inside a transaction")
    correlation_id = get_contextvars().get("correlation_id", "")
    events = [
        OutboxEvent(name=name, user_id=user_id, payload=payload, correlation_id=correlation_id)
        for user_id, payload in told
    ]
    collected, held = _collecting.get(), _holding.get()
    if collected is not None:
        collected.extend(events)
        _project(events)
    elif held is not None:
        held.extend(events)
    elif events:
        _write(_collect(events))


@contextmanager
def together() -> Iterator[None]:
    """Hold what is recorded inside until the end of the outermost such block, where projections
    see all of it at once; a block that is left by an exception has recorded nothing."""
    outer, held = _holding.get(), list[OutboxEvent]()
    token = _holding.set(held)
    try:
        yield
    finally:
        _holding.reset(token)
    if outer is not None:
        outer.extend(held)
    elif held:
        _write(_collect(held))


def _collect(events: list[OutboxEvent]) -> list[OutboxEvent]:
    collected = list(events)
    token = _collecting.set(collected)
    try:
        _project(events)
    finally:
        _collecting.reset(token)
    return collected


def _project(events: list[OutboxEvent]) -> None:
    heard: dict[registry.Projection, list[Event]] = defaultdict(list)
    for event in events:
        for project in registry.projections_of(event.name):
            heard[project].append(_as_event(event))
    for project, told in heard.items():
        project(told)


def _write(events: list[OutboxEvent]) -> None:
    """One statement, the same for any number of events."""
    now = timezone.now()
    columns = zip(
        *((e.id, e.name, e.user_id, Jsonb(e.payload), e.correlation_id, now) for e in events),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [list(column) for column in columns])
    transaction.on_commit(_nudger.nudge, robust=True)


def _as_event(row: OutboxEvent) -> Event:
    return Event(row.id, row.name, row.user_id, row.payload)


class _Nudger:
    """Wakes the relay after a commit, at most five times a second per process.

    The relay stays awake longer than that, so what follows a nudge closely is carried by it; what
    is missed (a lost broker, a crash before the nudge) is carried by the sweep.
    """

    def __init__(self) -> None:
        self.quiet_until = 0.0

    def nudge(self) -> None:
        now = time.monotonic()
        if now < self.quiet_until:
            return
        self.quiet_until = now + NUDGE_EVERY_S
        try:
            current_app.send_task("outbox.relay", retry=False, ignore_result=True)
        except BrokerError as error:
            self.quiet_until = time.monotonic() + NO_NUDGE_AFTER_FAILURE_S
            log.warning("outbox_nudge_failed", error=type(error).__name__)


_nudger = _Nudger()


def relay(*, linger_s: float = 2 * NUDGE_EVERY_S) -> int:
    """Carry everything that is due to the workers; returns the number of deliveries sent.

    1. Give every new event one delivery row per subscriber.
    2. Claim due deliveries (never taken, due again, or lost by a worker) under a lease.
    3. After that commit, hand each to a worker. When the broker fails the lease runs out and the
       next sweep repeats step 2.
    4. Stay ``linger_s`` after the last find, for what is committed just after a nudge.
    """
    sent = 0
    idle_since = time.monotonic()
    while True:
        fan_out()
        found = _send(claim_due(at=timezone.now()))
        sent += found
        if found:
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since >= linger_s:
            return sent
        else:
            time.sleep(linger_s / 4)


def fan_out() -> int:
    """Create the delivery rows of events that have none; returns the number of events."""
    with transaction.atomic():
        waiting = OutboxEvent.objects.filter(fanned_out_at__isnull=True).order_by("id")
        events = list(waiting.select_for_update(skip_locked=True)[:BATCH])
        if not events:
            return 0
        now = timezone.now()
        Delivery.objects.bulk_create(
            (
                Delivery(event=event, subscriber=name, due_at=now)
                for event in events
                for name in registry.subscribers_of(event.name)
            ),
            ignore_conflicts=True,
        )
        ids = [event.id for event in events]
        OutboxEvent.objects.filter(id__in=ids).update(fanned_out_at=now)
    return len(events)


def claim_due(*, at: datetime) -> list[UUID]:
    """Take up to a batch of due deliveries for ``LEASE``; others skip what is taken.

    A delivery that no worker finished within its lease has used up an attempt, so that an event
    which kills its workers ends as a dead letter too.
    """
    with transaction.atomic():
        due = Delivery.objects.filter(
            status__in=[Delivery.Status.WAITING, Delivery.Status.SENT], due_at__lte=at
        ).order_by("due_at")
        rows = list(due.select_for_update(skip_locked=True).values_list("id", "status")[:BATCH])
        parked = _count_lost([pk for pk, status in rows if status == Delivery.Status.SENT])
        ids = [pk for pk, _ in rows if pk not in parked]
        Delivery.objects.filter(id__in=ids).update(status=Delivery.Status.SENT, due_at=at + LEASE)
    return ids


def _count_lost(ids: list[UUID]) -> set[UUID]:
    """Count an attempt for each; returns those that had no attempt left and are dead now."""
    if not ids:
        return set()
    lost = Delivery.objects.filter(id__in=ids)
    lost.update(attempts=F("attempts") + 1)
    dead = lost.filter(attempts__gte=registry.MAX_ATTEMPTS)
    parked = set(dead.values_list("id", flat=True))
    dead.update(status=Delivery.Status.DEAD, last_error="no worker finished it within its lease")
    return parked


def _send(delivery_ids: list[UUID]) -> int:
    for position, delivery_id in enumerate(delivery_ids):
        try:
            current_app.send_task("outbox.deliver", args=[str(delivery_id)], retry=False)
        except BrokerError as error:
            log.warning("outbox_send_failed", error=type(error).__name__)
            Delivery.objects.filter(id__in=delivery_ids[position:]).update(
                status=Delivery.Status.WAITING, due_at=timezone.now()
            )
            return 0
    return len(delivery_ids)


def deliver(delivery_id: UUID) -> None:
    """Run one subscriber on one event; its database effects and the note commit together.

    A second worker on the same delivery finds it locked or done and does nothing.
    """
    error: Exception | None = None
    with transaction.atomic():
        delivery = _lock(delivery_id)
        if delivery is None:
            return
        handler = registry.handler_of(delivery.event.name, delivery.subscriber)
        try:
            if handler is None:
                raise LookupError(f"no subscriber {delivery.subscriber} in this release")
            with transaction.atomic():
                handler(_as_event(delivery.event))
        except Exception as caught:  # noqa: BLE001  (whatever it raises is the delivery's outcome)
            error = caught
        _note_outcome(delivery, error, at=timezone.now())
    if error is not None:
        log.error("outbox_delivery_failed", subscriber=delivery.subscriber, error=repr(error))


def _lock(delivery_id: UUID) -> Delivery | None:
    return (
        Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("event")
        .filter(id=delivery_id, status__in=[Delivery.Status.WAITING, Delivery.Status.SENT])
        .first()
    )


def _note_outcome(delivery: Delivery, error: Exception | None, *, at: datetime) -> None:
    delivery.attempts += 1
    if error is None:
        delivery.status, delivery.done_at, delivery.last_error = Delivery.Status.DONE, at, ""
    elif delivery.attempts >= registry.MAX_ATTEMPTS:
        delivery.status, delivery.last_error = Delivery.Status.DEAD, repr(error)
    else:
        delivery.status, delivery.last_error = Delivery.Status.WAITING, repr(error)
        delivery.due_at = at + timedelta(seconds=registry.retry_delay_s(delivery.attempts))
    delivery.save()


def replay(delivery_ids: list[UUID]) -> int:
    """Give dead deliveries a fresh set of attempts; returns how many there were."""
    revived = Delivery.objects.filter(id__in=delivery_ids, status=Delivery.Status.DEAD).update(
        status=Delivery.Status.WAITING, attempts=0, due_at=timezone.now()
    )
    transaction.on_commit(_nudger.nudge, robust=True)
    return revived


def forget_delivered(*, at: datetime) -> int:
    """Delete events older than ``OUTBOX_KEEP_DAYS`` whose deliveries are all done."""
    unfinished = Delivery.objects.exclude(status=Delivery.Status.DONE).values("event_id")
    old = OutboxEvent.objects.filter(
        created_at__lt=at - settings.OUTBOX_KEEP, fanned_out_at__isnull=False
    ).exclude(id__in=unfinished)
    return sum(batch.delete()[0] for batch in in_batches(old))
