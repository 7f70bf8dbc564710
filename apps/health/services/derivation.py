"""Figures of days from samples. ``derive_days`` is the only writer of ``DailyMetric``.

Whatever the order in which facts came, deriving a day gives the same rows: they are computed from
all living samples that touch the day, never added to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

import structlog
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from apps.health import selectors
from apps.health.domain.day_figures import Figure
from apps.health.domain.grades import LARGEST_DISCREPANCY
from apps.health.domain.types import BY_NUMBER, ENERGY, TYPES
from apps.health.models import DailyMetric, DirtyDay
from apps.health.services.daily_metrics import Changed, write_figures
from apps.health.services.locks import lock_health
from apps.outbox import services as outbox

# What is held in memory at once, and how far apart days may be that are still read together.
LONGEST_CHUNK = timedelta(days=92)
WIDEST_GAP = timedelta(days=7)
MARKS_AT_ONCE = 10_000
FEW_MARKS = 500
BODY_MASS = TYPES["body_mass_kg"].number

log = structlog.stdlib.get_logger(__name__)

Wanted = Mapping[int, Collection[date]]
Mark = tuple[int, date, int]


class Derived(NamedTuple):
    """Days of types that were looked at, and how many rows differed."""

    days: int
    changed: int


@transaction.atomic
def derive_days(user_id: UUID, days: Wanted) -> int:
    """Make the rows of the given days, by number of the type, agree with the samples; returns how
    many changed. Harmless at any time, in any order, any number of times."""
    lock_health(user_id)
    person = get_user_model().objects.filter(pk=user_id).only("timezone", "day_starts_at").first()
    if person is None:
        return 0
    context = selectors.derivation_context(person)
    changed = [row for chunk in _chunks(_with_kin(days)) for row in _derive(context, chunk)]
    if BODY_MASS in days:
        changed += _derive_body_mass(context, days[BODY_MASS])
    if changed:
        payload = {
            "dates": sorted({row.local_date.isoformat() for row in changed}),
            "types": sorted({BY_NUMBER[row.type].code for row in changed}),
        }
        outbox.record("health.metrics_changed.v1", user_id=user_id, payload=payload)
    return len(changed)


def _with_kin(days: Wanted) -> dict[int, set[date]]:
    """Known types; what is derived together goes together, body mass by itself."""
    known = {number: set(wanted) for number, wanted in days.items() if number in BY_NUMBER}
    known.pop(BODY_MASS, None)
    if energy := set[date]().union(*(known.get(number, ()) for number in ENERGY)):
        known |= dict.fromkeys(ENERGY, energy)
    return known


def _chunks(days: Mapping[int, set[date]]) -> Iterator[dict[int, set[date]]]:
    """Days near each other together, of all types."""
    every = sorted(set[date]().union(*days.values()))
    first = every[:1]
    for day, following in pairwise([*every, date.max]):
        if following - day > WIDEST_GAP or following - first[0] > LONGEST_CHUNK:
            chunk = {
                number: {one for one in wanted if first[0] <= one <= day}
                for number, wanted in days.items()
            }
            yield {number: wanted for number, wanted in chunk.items() if wanted}
            first = [following]


def _derive(context: selectors.DerivationContext, chunk: Mapping[int, set[date]]) -> list[Changed]:
    every = set[date]().union(*chunk.values())
    derived = selectors.derived_figures(context, chunk.keys(), min(every), max(every))
    wanted = {
        (day + timedelta(days=shift), number)
        for number, days in chunk.items()
        for day in days
        for shift in range(-derived.spread[number], derived.spread[number] + 1)
    }
    figures = [one for one in derived.figures if (one.local_date, one.type) in wanted]
    changed = write_figures(context.user_id, figures, wanted)
    _log_differences(figures, changed)
    return changed


def _log_differences(figures: Iterable[Figure], changed: Collection[Changed]) -> None:
    """Of days that changed; users and figures are personal and stay out of logs."""
    news = set(changed)
    for figure in figures:
        share = figure.provenance.get("phone", {}).get("difference", 0)
        if share > LARGEST_DISCREPANCY and Changed(figure.local_date, figure.type) in news:
            log.info("health_total_differs", type=BY_NUMBER[figure.type].code, share=share)


def _derive_body_mass(
    context: selectors.DerivationContext, days: Collection[date]
) -> list[Changed]:
    """All of it, always: the trend of a day depends on every weighing before."""
    stored = DailyMetric.objects.filter(user_id=context.user_id, type=BODY_MASS)
    every = {*days, *stored.values_list("local_date", flat=True)}
    every |= selectors.days_measured(context.user_id, BODY_MASS)
    if not every:
        return []
    derived = selectors.derived_figures(context, [BODY_MASS], min(every), max(every))
    wanted = {(day, BODY_MASS) for day in every}
    return write_figures(context.user_id, derived.figures, wanted)


SEEN = """
DELETE FROM health_dirtyday AS dirty
USING unnest(%s::smallint[], %s::date[], %s::bigint[]) AS seen(type, local_date, mark)
WHERE dirty.user_id = %s
  AND (dirty.type, dirty.local_date, dirty.mark) = (seen.type, seen.local_date, seen.mark)
"""


def derive_dirty(user_id: UUID, *, rounds: int | None = None) -> Derived:
    """Derive the user's days that changed, oldest first, and clear the marks it has seen.

    Every round is a transaction: whoever dies in one leaves its marks as they were.
    """
    total = Derived(0, 0)
    while rounds is None or rounds > 0:
        found = _derive_marked(user_id)
        if not found.days:
            break
        total = Derived(total.days + found.days, total.changed + found.changed)
        rounds = None if rounds is None else rounds - 1
    return total


@transaction.atomic
def derive_few(user_id: UUID) -> Derived:
    """``derive_dirty`` at once, where so little waits that a phone can: else nothing."""
    lock_health(user_id)
    marks = _marks(user_id, FEW_MARKS + 1)
    return _derive_seen(user_id, marks) if len(marks) <= FEW_MARKS else Derived(0, 0)


@transaction.atomic
def _derive_marked(user_id: UUID) -> Derived:
    lock_health(user_id)
    return _derive_seen(user_id, _marks(user_id, MARKS_AT_ONCE))


def _marks(user_id: UUID, at_most: int) -> list[Mark]:
    dirty = DirtyDay.objects.filter(user_id=user_id).order_by("local_date", "type")
    return list(dirty.values_list("type", "local_date", "mark")[:at_most])


def _derive_seen(user_id: UUID, marks: Sequence[Mark]) -> Derived:
    if not marks:
        return Derived(0, 0)
    days: dict[int, set[date]] = defaultdict(set)
    for number, day, _ in marks:
        days[number].add(day)
    changed = derive_days(user_id, days)
    with connection.cursor() as cursor:
        numbers, dates, seen = (list(column) for column in zip(*marks, strict=True))
        cursor.execute(SEEN, [numbers, dates, seen, user_id])
    return Derived(len(marks), changed)


def rebuild(
    user_id: UUID, first: date, last: date, *, types: Collection[int] | None = None
) -> Derived:
    """Derive every day of a range, whether marked or not, a quarter of a year at a time."""
    numbers = set(BY_NUMBER if types is None else types)
    total = Derived(0, 0)
    while first <= last:
        until = min(last, first + LONGEST_CHUNK - timedelta(days=1))
        days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
        changed = derive_days(user_id, dict.fromkeys(numbers, days))
        total = Derived(total.days + len(days), total.changed + changed)
        first = until + timedelta(days=1)
        numbers.discard(BODY_MASS)
    return total
