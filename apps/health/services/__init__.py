from apps.health.services.derivation import Derived, derive_days, derive_dirty, rebuild
from apps.health.services.dirty_days import mark_derived_days
from apps.health.services.grading import follow_sync, grade_due, grade_user
from apps.health.services.housekeeping import forget_old_runs, make_partitions
from apps.health.services.locks import lock_health
from apps.health.services.reconciliation import (
    rebuild_days,
    reconcile_dirty_days,
    reconcile_recent_days,
)

__all__ = [
    "Derived",
    "derive_days",
    "derive_dirty",
    "follow_sync",
    "forget_old_runs",
    "grade_due",
    "grade_user",
    "lock_health",
    "make_partitions",
    "mark_derived_days",
    "rebuild",
    "rebuild_days",
    "reconcile_dirty_days",
    "reconcile_recent_days",
]
