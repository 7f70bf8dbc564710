"""Who wants to know about which events."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

MAX_ATTEMPTS = 10
FIRST_RETRY_S = 5
LONGEST_RETRY_S = 3600


@dataclass(frozen=True)
class Event:
    """What a subscriber is told. ``id`` is the same however often it is told."""

    id: UUID
    name: str
    user_id: UUID | None
    payload: dict[str, Any]


Handler = Callable[[Event], None]
Projection = Callable[[Sequence[Event]], None]

_projections: dict[str, list[Projection]] = defaultdict(list)
_subscribers: dict[str, dict[str, Handler]] = defaultdict(dict)


def projection(*event_names: str) -> Callable[[Handler], Handler]:
    """Register a handler that runs inside the transaction that records the event."""

    def register(handler: Handler) -> Handler:
        def one_by_one(events: Sequence[Event]) -> None:
            for event in events:
                handler(event)

        joint_projection(*event_names)(one_by_one)
        return handler

    return register


def joint_projection(*event_names: str) -> Callable[[Projection], Projection]:
    """``projection`` for a handler that takes all events recorded together at once."""

    def register(handler: Projection) -> Projection:
        for name in event_names:
            _projections[name].append(handler)
        return handler

    return register


def subscriber(name: str, *event_names: str) -> Callable[[Handler], Handler]:
    """Register a handler that a worker runs after the commit.

    It runs in one transaction with the note that it is done, so its own database effects happen
    once; effects outside the database must be keyed on the event's id. ``name`` is stored with
    every delivery and must never change.
    """

    def register(handler: Handler) -> Handler:
        for event_name in event_names:
            _subscribers[event_name][name] = handler
        return handler

    return register


def projections_of(event_name: str) -> list[Projection]:
    return _projections.get(event_name, [])


def subscribers_of(event_name: str) -> list[str]:
    return sorted(_subscribers.get(event_name, {}))


def handler_of(event_name: str, subscriber_name: str) -> Handler | None:
    return _subscribers.get(event_name, {}).get(subscriber_name)


def retry_delay_s(attempts: int) -> int:
    """Seconds to wait after the given number of failed attempts: 5, 10, 20 … at most an hour."""
    return min(FIRST_RETRY_S << (attempts - 1), LONGEST_RETRY_S)
