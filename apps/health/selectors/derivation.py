"""What the figures of days are computed from, and the computing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import Max, Min

from apps.health.domain.day_figures import Days, Figure, figures_of
from apps.health.domain.grades import LARGEST_DISCREPANCY
from apps.health.domain.record_checks import EPOCH, LONGEST_US
from apps.health.domain.types import BY_NUMBER, ENERGY, TYPES
from apps.health.models import Sample
from apps.health.selectors.facts import facts
from apps.health.selectors.phone_totals import Told, difference, phone_totals
from apps.health.selectors.sources import Ranking, source_ranks
from apps.health.selectors.syncs import Synced, grade_of_day, synced
from apps.shared.days import day_starts

if TYPE_CHECKING:
    from apps.accounts.models import User

# Where it is already tomorrow and where it is still yesterday are up to two dates apart.
SPREAD_OF_ZONES = 2
# A night belongs to the day it ends on: that of the longest sample that joins it, and the next.
SPREAD_OF_SLEEP = 5
LONGEST = timedelta(microseconds=LONGEST_US)
SLEEP = TYPES["sleep_analysis"].number


@dataclass(frozen=True, slots=True)
class DerivationContext:
    """What holds for every day of a user."""

    user_id: UUID
    timezone: str
    day_starts_at: time
    ranks: Ranking
    synced: dict[int, Synced]


class DerivedFigures(NamedTuple):
    """The figures, and for each type by how many days a change may reach beyond its own date."""

    figures: list[Figure]
    spread: dict[int, int]


def derivation_context(person: "User") -> DerivationContext:
    return DerivationContext(
        person.pk,
        person.timezone,
        person.day_starts_at,
        source_ranks(person.pk),
        synced(person.pk),
    )


def derived_figures(
    context: DerivationContext, types: Collection[int], first: date, last: date
) -> DerivedFigures:
    """The figures of a range of days and of those around it that a change in it may touch."""
    margin = timedelta(days=SPREAD_OF_SLEEP if SLEEP in types else SPREAD_OF_ZONES)
    first, last = first - margin, last + margin
    found, zones = facts(context.user_id, types, first, last, LONGEST)
    edges = [np.array(_edges(context, zone, first, last)) for zone in zones]
    days = Days(first, zones, edges, context.day_starts_at)
    figures = [
        figure
        for number, samples in sorted(found.items())
        for figure in figures_of(BY_NUMBER[number], samples, days, context.ranks(number))
        if first <= figure.local_date <= last
    ]
    _compare(context, figures, first, last)
    return DerivedFigures(figures, {number: _spread(number, zones) for number in types})


def _edges(context: DerivationContext, zone: str, first: date, last: date) -> list[int]:
    """The start of each day in a zone, and the end of the last."""
    return day_starts(zone, first, last + timedelta(days=1), context.day_starts_at)


def _spread(number: int, zones: Collection[str]) -> int:
    if number == SLEEP:
        return SPREAD_OF_SLEEP
    return SPREAD_OF_ZONES if len(zones) > 1 else 0


def _compare(context: DerivationContext, figures: list[Figure], first: date, last: date) -> None:
    """Note beside the figures what the phone shows, and how well the energy's days were synced."""
    told = phone_totals(context.user_id, {figure.type for figure in figures}, first, last)
    edges = _edges(context, context.timezone, first, last)
    ends = [EPOCH + timedelta(microseconds=edge) for edge in edges[1:]]
    differing = set()
    for figure in figures:
        ends_at = ends[(figure.local_date - first).days]
        phone = told.get((figure.local_date, figure.type))
        if phone is not None and _is_whole(phone, context.synced.get(figure.type), ends_at):
            share = round(difference(figure.value, phone.value), 4)
            figure.provenance["phone"] = {"value": phone.value, "difference": share}
            if share > LARGEST_DISCREPANCY and figure.type in ENERGY:
                differing.add(figure.local_date)
    for figure in figures:
        if figure.type in ENERGY:
            grade, complete = grade_of_day(
                context.synced,
                ENERGY,
                ends_at=ends[(figure.local_date - first).days],
                differs=figure.local_date in differing,
            )
            figure.provenance["sync"] = {"grade": grade, "complete": complete}


def _is_whole(phone: Told, state: Synced | None, ends_at: datetime) -> bool:
    """Whether nothing was measured after the phone added up."""
    return phone.received_at >= ends_at or state is None or state.until <= phone.received_at


def days_measured(user_id: UUID, number: int) -> set[date]:
    """Every day from the first sample of a type to the last, in any zone."""
    living = Sample.objects.filter(user_id=user_id, type=number, deleted_at=None)
    found = living.aggregate(first=Min("start_at"), last=Max("start_at"))
    if found["first"] is None:
        return set()
    first = found["first"].date() - timedelta(days=SPREAD_OF_ZONES)
    last = found["last"].date() + timedelta(days=SPREAD_OF_ZONES)
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}
