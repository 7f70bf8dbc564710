from apps.health.services.derivation import Derived, derive_days, derive_dirty, derive_few, rebuild
from apps.health.services.dirty_days import mark_days, mark_derived_days
from apps.health.services.grading import follow_sync, grade_due, grade_user
from apps.health.services.housekeeping import forget_old_runs, make_partitions
from apps.health.services.ingest import Answer, Sync, store_batch
from apps.health.services.locks import lock_health
from apps.health.services.partitions import ensure_months
from apps.health.services.reconciliation import (
    rebuild_days,
    reconcile_dirty_days,
    reconcile_recent_days,
)
from apps.health.services.samples import KNOWN_MORE, Outcome, Stored, prepare_months, store_readings
from apps.health.services.syncs import Device

__all__ = [
    "KNOWN_MORE",
    "Answer",
    "Derived",
    "Device",
    "Outcome",
    "Stored",
    "Sync",
    "derive_days",
    "derive_dirty",
    "derive_few",
    "ensure_months",
    "follow_sync",
    "forget_old_runs",
    "grade_due",
    "grade_user",
    "lock_health",
    "make_partitions",
    "mark_days",
    "mark_derived_days",
    "prepare_months",
    "rebuild",
    "rebuild_days",
    "reconcile_dirty_days",
    "reconcile_recent_days",
    "store_batch",
    "store_readings",
]
