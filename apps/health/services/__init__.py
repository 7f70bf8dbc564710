from apps.health.services.body_mass import delete_weigh_in, import_weigh_ins, record_weigh_in
from apps.health.services.dirty_days import mark_days, mark_derived_days
from apps.health.services.erasure import Erased, erase_range, erase_source
from apps.health.services.locks import lock_health
from apps.health.services.partitions import ensure_months
from apps.health.services.priorities import set_priorities
from apps.health.services.samples import (
    KNOWN_MORE,
    Outcome,
    Stored,
    prepare_months,
    store_readings,
)

__all__ = [
    "KNOWN_MORE",
    "Erased",
    "Outcome",
    "Stored",
    "delete_weigh_in",
    "ensure_months",
    "erase_range",
    "erase_source",
    "import_weigh_ins",
    "lock_health",
    "mark_days",
    "mark_derived_days",
    "prepare_months",
    "record_weigh_in",
    "set_priorities",
    "store_readings",
]
