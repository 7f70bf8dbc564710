"""Partitions made ahead, and the end of what is not kept."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from apps.health.models import ReconciliationRun, SyncLog
from apps.health.services.partitions import ensure_months

MONTHS_AHEAD = 3
# The habit of syncing is judged by four weeks; the rest is for support.
KEEP_SYNC_LOG = timedelta(days=90)
KEEP_RUNS = timedelta(days=90)


def make_partitions(*, at: datetime) -> None:
    """Make the tables of samples of this month and those to come."""
    months = [at.year * 12 + at.month - 1 + number for number in range(MONTHS_AHEAD + 1)]
    ensure_months((month // 12, month % 12 + 1) for month in months)


def forget_old_runs(*, at: datetime) -> int:
    """Delete notes of syncs and runs that nobody needs any more; returns how many."""
    syncs, _ = SyncLog.objects.filter(received_at__lt=at - KEEP_SYNC_LOG).delete()
    runs, _ = ReconciliationRun.objects.filter(started_at__lt=at - KEEP_RUNS).delete()
    return syncs + runs


# By the index of deleted ones, a few at a time: nobody waits for a lock on a month.
FORGET = """
DELETE FROM health_sample AS sample
USING (
  SELECT user_id, type, start_at, uuid FROM health_sample
  WHERE deleted_at < %s ORDER BY deleted_at LIMIT %s FOR UPDATE SKIP LOCKED
) AS gone
WHERE (sample.user_id, sample.type, sample.start_at, sample.uuid)
    = (gone.user_id, gone.type, gone.start_at, gone.uuid)
"""
FORGOTTEN_AT_ONCE = 5_000


def forget_deleted_samples(*, at: datetime) -> int:
    """Remove samples that were deleted ``HEALTH_KEEP_DELETED_DAYS`` ago; returns how many.

    Their identities stay, so that they stay deleted.
    """
    forgotten = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(FORGET, [at - settings.HEALTH_KEEP_DELETED, FORGOTTEN_AT_ONCE])
            forgotten_now = int(cursor.rowcount)
        forgotten += forgotten_now
        if forgotten_now < FORGOTTEN_AT_ONCE:
            return forgotten
