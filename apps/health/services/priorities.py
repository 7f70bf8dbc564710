"""Whom the user believes first."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from apps.health.domain.types import HealthType
from apps.health.models import Source, SourcePriority
from apps.health.services.dirty_days import mark_derived_days
from apps.health.services.locks import lock_health
from apps.outbox import services as outbox
from apps.shared.refusals import Invalid

if TYPE_CHECKING:
    from apps.accounts.models import User


@transaction.atomic
def set_priorities(
    user: "User",
    *,
    kind: HealthType | None,
    sources: Sequence[int],
    accept: Callable[[], None] = lambda: None,
) -> None:
    """Believe these sources first, in this order, for a type or (kind None) for all that have no
    order of their own; without sources, the default order again. Days are derived anew. Raises
    Invalid for a source the user does not have."""
    lock_health(user.pk)
    accept()
    _check(user, sources)
    number = kind.number if kind else None
    orders = SourcePriority.objects.filter(user=user, type=number)
    before = list(orders.values_list("sources", flat=True))
    if before == ([list(sources)] if sources else []):
        return
    orders.delete()
    if sources:
        SourcePriority.objects.create(user=user, type=number, sources=list(sources))
    mark_derived_days(user.pk, None if number is None else [number])
    payload = {"type": kind.code if kind else None}
    outbox.record("health.priorities_changed.v1", user_id=user.pk, payload=payload)


def _check(user: "User", sources: Sequence[int]) -> None:
    known = set(Source.objects.filter(user=user, pk__in=sources).values_list("pk", flat=True))
    for place, source in enumerate(sources):
        if source not in known:
            raise Invalid(
                "SOURCE_UNKNOWN", _("There is no such source."), param=f"sources[{place}]"
            )
        if source in sources[:place]:
            raise Invalid("SOURCE_TWICE", _("A source has one place."), param=f"sources[{place}]")
