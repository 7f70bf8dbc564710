"""Runs of the jobs that derive days of many users."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError
from django.db.models import Min
from django.utils import timezone

from apps.health.models import DirtyDay, ReconciliationRun, Source
from apps.health.services.derivation import Derived, derive_dirty, rebuild

USERS_OF_A_SHARE = 500
# What facts nobody foresaw make of arithmetic, or the database of a statement.
FAULTS = (ArithmeticError, DatabaseError, LookupError, TypeError, ValueError)

log = structlog.stdlib.get_logger(__name__)


def reconcile_dirty_days() -> ReconciliationRun:
    """Derive the days that changed of every user, those who wait longest first."""
    waiting = DirtyDay.objects.values("user_id").annotate(first=Min("since")).order_by("first")
    users = list(waiting.values_list("user_id", flat=True))
    return _run(ReconciliationRun.Kind.DIRTY, users, derive_dirty)


def shares_of_users() -> Iterator[list[UUID]]:
    """Everybody with samples, as many at a time as one task derives."""
    everyone = _everyone()
    for first in range(0, len(everyone), USERS_OF_A_SHARE):
        yield everyone[first : first + USERS_OF_A_SHARE]


def reconcile_recent_days(
    user_ids: Sequence[UUID], *, at: datetime, days: int
) -> ReconciliationRun:
    """Derive the last days of these users again, whether something is known to have changed or
    not: it heals what a fault may have left."""
    first, last = at.date() - timedelta(days=days), at.date() + timedelta(days=1)
    return _run(ReconciliationRun.Kind.NIGHTLY, user_ids, lambda user: rebuild(user, first, last))


def rebuild_days(
    user_ids: Sequence[UUID] | None = None, *, first: date | None = None, last: date
) -> ReconciliationRun:
    """Derive all days of a range of the given users, or of all; without ``first`` from each
    user's earliest sample on."""
    users = _everyone() if user_ids is None else user_ids
    return _run(
        ReconciliationRun.Kind.REBUILD,
        users,
        lambda user: rebuild(user, first or _first_day(user, last), last),
    )


def _everyone() -> list[UUID]:
    users = Source.objects.order_by("user_id").values_list("user_id", flat=True)
    return list(users.distinct())


def _first_day(user_id: UUID, last: date) -> date:
    found = Source.objects.filter(user_id=user_id).aggregate(first=Min("first_sample_at"))["first"]
    return last if found is None else found.date() - timedelta(days=1)


def _run(
    kind: ReconciliationRun.Kind, user_ids: Sequence[UUID], derive: Callable[[UUID], Derived]
) -> ReconciliationRun:
    """One user's failure is noted and keeps nobody else waiting; what a run has no time for is
    left to the next."""
    run = ReconciliationRun.objects.create(kind=kind)
    errors = []
    for user_id in user_ids:
        try:
            derived = derive(user_id)
        except SoftTimeLimitExceeded:
            errors.append("out of time")
            break
        except FAULTS as error:
            log.exception("health_derivation_failed", kind=kind.value)
            errors.append(f"{user_id}: {error!r}")
        else:
            run.users += 1
            run.days += derived.days
            run.metrics_changed += derived.changed
    run.error, run.finished_at = "\n".join(errors), timezone.now()
    run.save()
    return run
