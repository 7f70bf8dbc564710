"""Samples the user wants gone for good.

Rows are removed, not marked: nothing of what they said is kept. Their uuids stay as tombstones, so
that a phone which sends them again does not bring them back, and so do sync identifiers with their
versions. The phone's own totals of the days go too, as they count what is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.health.domain.types import BY_NUMBER, TYPES, HealthType
from apps.health.models import Source
from apps.health.services.locks import lock_health
from apps.outbox import services as outbox
from apps.shared.refusals import NotFound

if TYPE_CHECKING:
    from apps.accounts.models import User

SLEEP = TYPES["sleep_analysis"]


@dataclass(frozen=True)
class Erased:
    samples: int
    days: int


# A night belongs to the day it ends on, and a piece of sleep may join or part two nights.
ERASE = """
WITH gone AS (
  DELETE FROM health_sample
  WHERE user_id = %(user)s
    AND (%(source)s::integer IS NULL OR source_id = %(source)s)
    AND (%(types)s::smallint[] IS NULL OR type = ANY(%(types)s::smallint[]))
    AND start_at >= %(since)s AND start_at < %(until)s
  RETURNING uuid, type, start_at, end_at, zone, deleted_at
), buried AS (
  UPDATE health_identity AS known
  SET deleted_at = coalesce(known.deleted_at, %(at)s), start_at = NULL
  FROM gone WHERE known.user_id = %(user)s AND known.uuid = gone.uuid
), days AS (
  SELECT DISTINCT type, generate_series(
    (start_at AT TIME ZONE zone - %(day_starts_at)s::interval)::date
      - (type = %(sleep)s)::integer,
    (end_at AT TIME ZONE zone - %(day_starts_at)s::interval)::date + (type = %(sleep)s)::integer,
    interval '1 day'
  )::date AS local_date
  FROM gone WHERE deleted_at IS NULL
), forgotten AS (
  DELETE FROM health_phonetotal AS told USING days
  WHERE told.user_id = %(user)s AND told.type = days.type AND told.local_date = days.local_date
), marked AS (
  INSERT INTO health_dirtyday AS known (user_id, type, local_date, mark, since)
  SELECT %(user)s, type, local_date, 1, %(at)s FROM days ORDER BY type, local_date
  ON CONFLICT (user_id, type, local_date) DO UPDATE SET mark = known.mark + 1
)
SELECT (SELECT count(*) FROM gone WHERE deleted_at IS NULL),
       (SELECT array_agg(DISTINCT local_date) FROM days), (SELECT array_agg(DISTINCT type) FROM days)
"""  # noqa: E501


@transaction.atomic
def erase_source(user: "User", *, source_id: int, at: datetime | None = None) -> Erased:
    """Remove everything a source ever wrote. Raises NotFound."""
    if not Source.objects.filter(pk=source_id, user=user).exists():
        raise NotFound("SOURCE_NOT_FOUND", _("There is no such source."))
    return _erase(user, at=at, source=source_id)


@transaction.atomic
def erase_range(
    user: "User",
    *,
    since: datetime,
    until: datetime,
    kinds: Sequence[HealthType] = (),
    at: datetime | None = None,
) -> Erased:
    """Remove samples that start in ``[since, until)``, of the given types or of all."""
    types = [kind.number for kind in kinds] or None
    return _erase(user, at=at, since=since, until=until, types=types)


def _erase(user: "User", *, at: datetime | None, **what: Any) -> Erased:
    lock_health(user.pk)
    values: dict[str, Any] = {
        "user": user.pk,
        "source": None,
        "types": None,
        "since": "-infinity",
        "until": "infinity",
        "at": at or timezone.now(),
        "day_starts_at": user.day_starts_at.isoformat(),
        "sleep": SLEEP.number,
        **what,
    }
    with connection.cursor() as cursor:
        cursor.execute(ERASE, values)
        samples, days, types = cursor.fetchone()
    if samples:
        _tell(user, samples, days, types)
    return Erased(samples, len(days or ()))


def _tell(user: "User", samples: int, days: list[date], types: list[int]) -> None:
    payload = {
        "samples": samples,
        "days": sorted(day.isoformat() for day in days),
        "types": sorted(BY_NUMBER[number].code for number in types),
    }
    outbox.record("health.samples_deleted.v1", user_id=user.pk, payload=payload)
