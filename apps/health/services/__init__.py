from apps.health.services.body_mass import (
    delete_weigh_in,
    import_weigh_ins,
    record_weigh_in,
)
from apps.health.services.derivation import Derived, derive_days, derive_dirty, rebuild
from apps.health.services.dirty_days import mark_derived_days
from apps.health.services.erasure import Erased, erase_range, erase_source
from apps.health.services.locks import lock_health
from apps.health.services.priorities import set_priorities

__all__ = [
    "Derived",
    "Erased",
    "delete_weigh_in",
    "derive_days",
    "derive_dirty",
    "erase_range",
    "erase_source",
    "import_weigh_ins",
    "lock_health",
    "mark_derived_days",
    "rebuild",
    "record_weigh_in",
    "set_priorities",
]
