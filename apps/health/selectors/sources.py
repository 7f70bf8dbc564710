"""Whom a user believes first."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from apps.health.domain.sources import KnownSource, ranks
from apps.health.models import Source, SourcePriority

Ranking = Callable[[int], dict[int, int]]


def source_ranks(user_id: UUID) -> Ranking:
    """The ranks of the user's sources (by id) for a type, as they stand now."""
    rows = Source.objects.filter(user_id=user_id).order_by("bundle_id", "product_type")
    sources = list(rows.values_list("id", "kind", "first_sample_at"))
    # By name, not by id: which of two as old ranks first must not depend on which came first.
    place = {source_id: index for index, (source_id, _, _) in enumerate(sources)}
    known = [
        KnownSource(place[source_id], kind, int(first_at.timestamp() * 1_000_000))
        for source_id, kind, first_at in sources
    ]
    orders = SourcePriority.objects.filter(user_id=user_id).values_list("type", "sources")
    overrides = {number: [place[one] for one in own if one in place] for number, own in orders}

    @cache
    def of_type(number: int) -> dict[int, int]:
        found = ranks(known, overrides, number)
        return {source_id: found[index] for source_id, index in place.items()}

    return of_type
