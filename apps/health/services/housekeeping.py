"""Partitions made ahead, and the end of what is only kept to run the service."""

from datetime import datetime, timedelta

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
