"""A user's sources and the orders the user gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.health.domain.types import BY_NUMBER
from apps.health.models import Source, SourcePriority
from apps.health.selectors.sources import source_ranks

ANY_TYPE = 0  # no type's number: the order of those without one of their own


@dataclass(frozen=True, slots=True)
class RankedSource:
    """``rank``: 1 is believed first, after what was entered by hand."""

    id: int
    name: str
    bundle_id: str
    product_type: str
    version: str
    kind: str
    rank: int
    first_sample_at: datetime


@dataclass(frozen=True, slots=True)
class SourceOrder:
    """The user's own order for a type, or (type null) for all that have none."""

    type: str | None
    sources: Sequence[int]


def ranked_sources(user_id: UUID) -> list[RankedSource]:
    """All sources of a user, those believed first before the others."""
    rank_of = source_ranks(user_id)(ANY_TYPE)
    found = [
        RankedSource(
            one.pk,
            one.name,
            one.bundle_id,
            one.product_type,
            one.version,
            one.kind,
            rank_of[one.pk],
            one.first_sample_at,
        )
        for one in Source.objects.filter(user_id=user_id)
    ]
    return sorted(found, key=lambda one: one.rank)


def source_orders(user_id: UUID) -> list[SourceOrder]:
    """Orders the user gave, the general one first."""
    orders = SourcePriority.objects.filter(user_id=user_id).values_list("type", "sources")
    return [
        SourceOrder(BY_NUMBER[number].code if number else None, sources)
        for number, sources in sorted(orders, key=lambda pair: pair[0] or ANY_TYPE)
    ]
