"""What is remembered of a keyed request, and what keeps it."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class RememberedAnswer:
    request_hash: bytes
    status: int
    content_type: str
    content: bytes
    location: str = ""


class Store(Protocol):
    """Where answers are kept; ``settings.IDEMPOTENCY_STORE`` names the module."""

    def try_lock(self, user_id: UUID, key: str) -> bool: ...
    def find(self, user_id: UUID, key: str) -> RememberedAnswer | None: ...
    def remember(self, user_id: UUID, key: str, answer: RememberedAnswer) -> None: ...
