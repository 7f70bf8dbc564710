from apps.health.services.dirty_days import mark_days, mark_derived_days
from apps.health.services.locks import lock_health
from apps.health.services.partitions import ensure_months
from apps.health.services.samples import (
    KNOWN_MORE,
    Outcome,
    Stored,
    prepare_months,
    store_readings,
)

__all__ = [
    "KNOWN_MORE",
    "Outcome",
    "Stored",
    "ensure_months",
    "lock_health",
    "mark_days",
    "mark_derived_days",
    "prepare_months",
    "store_readings",
]
