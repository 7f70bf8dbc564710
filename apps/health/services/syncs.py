"""What is remembered of a sync beside its samples: the phone, its anchors, its totals, a log."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from apps.health.models import SyncLog
from apps.shared.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Device:
    """The phone as it describes itself."""

    id: UUID
    timezone: str
    name: str = ""
    model: str = ""
    os_version: str = ""
    app_version: str = ""


@dataclass(slots=True)
class Progress:
    """What a sync brought of one type. ``counts`` has the names of SyncState's counters."""

    anchor: str
    last_sample_at: datetime | None
    counts: Counter[str]


DEVICE = """
INSERT INTO health_sourcedevice AS known (
  id, user_id, timezone, name, model, os_version, app_version, last_seen_at, created_at
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET
  timezone = excluded.timezone, name = excluded.name, model = excluded.model,
  os_version = excluded.os_version, app_version = excluded.app_version,
  last_seen_at = excluded.last_seen_at
WHERE known.user_id = excluded.user_id
"""


def note_device(user_id: UUID, device: Device, *, at: datetime) -> None:
    """Raises NotFound when the id is of another user's phone."""
    described = [device.timezone, device.name, device.model, device.os_version, device.app_version]
    with connection.cursor() as cursor:
        cursor.execute(DEVICE, [device.id, user_id, *described, at, at])
        if not cursor.rowcount:
            raise NotFound("DEVICE_NOT_FOUND", _("There is no such device."), param="device.id")


# An anchor is as old as the request it came with: one that was held up does not set it back.
STATES = """
INSERT INTO health_syncstate AS known (
  user_id, device_id, type, anchor, anchor_sent_at, last_progress_at, last_sync_at,
  last_sample_at, accepted, duplicate, replaced, rejected, deleted, grade, reasons
)
SELECT %(user)s, %(device)s, type, anchor,
       CASE WHEN anchor <> '' THEN %(sent)s::timestamptz END,
       CASE WHEN anchor <> '' THEN %(at)s::timestamptz END,
       %(at)s, last_sample_at, accepted, duplicate, replaced, rejected, deleted, 'unknown', '{}'
FROM unnest(
  %(types)s::smallint[], %(anchors)s::text[], %(last)s::timestamptz[], %(accepted)s::int[],
  %(duplicate)s::int[], %(replaced)s::int[], %(rejected)s::int[], %(deleted)s::int[]
) AS told(type, anchor, last_sample_at, accepted, duplicate, replaced, rejected, deleted)
ON CONFLICT (user_id, device_id, type) DO UPDATE SET
  anchor = CASE WHEN excluded.anchor_sent_at >= known.anchor_sent_at
                  OR known.anchor_sent_at IS NULL AND excluded.anchor <> ''
                THEN excluded.anchor ELSE known.anchor END,
  last_progress_at = CASE WHEN excluded.anchor <> known.anchor
                            AND (excluded.anchor_sent_at >= known.anchor_sent_at
                                 OR known.anchor_sent_at IS NULL AND excluded.anchor <> '')
                          THEN excluded.last_progress_at ELSE known.last_progress_at END,
  anchor_sent_at = greatest(known.anchor_sent_at, excluded.anchor_sent_at),
  last_sync_at = greatest(known.last_sync_at, excluded.last_sync_at),
  last_sample_at = greatest(known.last_sample_at, excluded.last_sample_at),
  accepted = known.accepted + excluded.accepted,
  duplicate = known.duplicate + excluded.duplicate,
  replaced = known.replaced + excluded.replaced,
  rejected = known.rejected + excluded.rejected,
  deleted = known.deleted + excluded.deleted
"""
COUNTED = ("accepted", "duplicate", "replaced", "rejected", "deleted")


def note_progress(
    user_id: UUID,
    device_id: UUID,
    progress: Mapping[int, Progress],
    *,
    sent_at: datetime,
    at: datetime,
) -> None:
    """Add up what a sync brought, and move its anchors."""
    if not progress:
        return
    types = sorted(progress)
    told = [progress[number] for number in types]
    values: dict[str, Any] = {
        "user": user_id,
        "device": device_id,
        "sent": min(sent_at, at),
        "at": at,
        "types": types,
        "anchors": [one.anchor for one in told],
        "last": [one.last_sample_at for one in told],
        **{name: [one.counts[name] for one in told] for name in COUNTED},
    }
    with connection.cursor() as cursor:
        cursor.execute(STATES, values)


PhoneTotal = tuple[int, date, float]
TOTALS = """
INSERT INTO health_phonetotal AS known (user_id, device_id, type, local_date, value, received_at)
SELECT %s, %s, type, local_date, value, %s
FROM unnest(%s::smallint[], %s::date[], %s::float8[]) AS told(type, local_date, value)
ON CONFLICT (user_id, type, local_date, device_id)
DO UPDATE SET value = excluded.value, received_at = excluded.received_at
WHERE known.value <> excluded.value
RETURNING type, local_date
"""


def note_totals(
    user_id: UUID, device_id: UUID, totals: Iterable[PhoneTotal], *, at: datetime
) -> set[tuple[int, date]]:
    """Keep the phone's own totals; returns the days on which they are news."""
    latest = {(number, day): value for number, day, value in totals}
    if not latest:
        return set()
    types, days = (list(column) for column in zip(*latest, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [user_id, device_id, at, types, days, list(latest.values())])
        return set(cursor.fetchall())


def log_sync(
    user_id: UUID,
    device_id: UUID,
    counts: Mapping[str, int],
    reasons: Sequence[str],
    *,
    clock_skew_s: float | None,
    at: datetime,
) -> None:
    SyncLog.objects.create(
        user_id=user_id,
        device_id=device_id,
        received_at=at,
        reasons=dict(Counter(reasons)),
        clock_skew_s=clock_skew_s,
        **counts,
    )
