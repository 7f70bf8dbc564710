"""Partitions made ahead, and the end of what is only kept to run the service."""

from datetime import datetime, timedelta

from django.db import connection

from apps.health.models import ReconciliationRun, SyncLog

MONTHS_AHEAD = 3
# The habit of syncing is judged by four weeks; the rest is for support.
KEEP_SYNC_LOG = timedelta(days=90)
KEEP_RUNS = timedelta(days=90)

MAKE_PARTITIONS = """
SELECT count(*) FILTER (WHERE health_make_partition(%s + months * interval '1 month'))
FROM generate_series(0, %s) AS months
"""


def make_partitions(*, at: datetime) -> int:
    """Make the partitions of samples of this month and those to come; returns how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE_PARTITIONS, [at, MONTHS_AHEAD])
        made: int = cursor.fetchone()[0]
        return made


def forget_old_runs(*, at: datetime) -> int:
    """Delete notes of syncs and runs that nobody needs any more; returns how many."""
    syncs, _ = SyncLog.objects.filter(received_at__lt=at - KEEP_SYNC_LOG).delete()
    runs, _ = ReconciliationRun.objects.filter(started_at__lt=at - KEEP_RUNS).delete()
    return syncs + runs
