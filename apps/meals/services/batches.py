"""Many writes to a diary in one request, each on its own."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from apps.meals.services.diary import lock_diary
from apps.outbox import services as outbox

if TYPE_CHECKING:
    from apps.accounts.models import User

Done = TypeVar("Done")


@transaction.atomic
def run_batch(
    user: "User",
    operations: Sequence[Callable[[], Done]],
    *,
    refusals: tuple[type[Exception], ...],
) -> list[Done | Exception]:
    """Run operations in order; one that is refused leaves nothing behind and stops no other.

    The days touched are balanced once, at the end. Any exception but ``refusals`` undoes all.
    """
    lock_diary(user)
    with outbox.together():
        return [_attempt(operation, refusals) for operation in operations]


def _attempt(
    operation: Callable[[], Done], refusals: tuple[type[Exception], ...]
) -> Done | Exception:
    try:
        with transaction.atomic(), outbox.together():
            return operation()
    except refusals as refusal:
        return refusal
