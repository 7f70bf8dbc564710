from apps.health.services.body_mass import (
    delete_weigh_in,
    import_weigh_ins,
    record_weigh_in,
)
from apps.health.services.derivation import (
    Derived,
    derive_days,
    derive_dirty,
    derive_few,
    rebuild,
)
from apps.health.services.dirty_days import (
    mark_days,
    mark_derived_days,
)
from apps.health.services.erasure import (
    Erased,
    erase_range,
    erase_source,
)
from apps.health.services.export_imports import (
    FINISHED as IMPORT_FINISHED,
)
from apps.health.services.export_imports import (
    SUBMITTED as IMPORT_SUBMITTED,
)
from apps.health.services.export_imports import (
    delete_import,
    discard_exports_of,
    due_imports,
    forget_exports,
    import_of,
    retry_import,
    submit_import,
)
from apps.health.services.export_twins import export_twins, retire_twins
from apps.health.services.export_worker import run_import
from apps.health.services.grading import (
    follow_sync,
    grade_due,
    grade_user,
)
from apps.health.services.housekeeping import (
    forget_deleted_samples,
    forget_old_runs,
    make_partitions,
)
from apps.health.services.ingest import (
    Answer,
    Sync,
    store_batch,
)
from apps.health.services.locks import (
    lock_health,
)
from apps.health.services.partitions import (
    ensure_months,
)
from apps.health.services.priorities import (
    set_priorities,
)
from apps.health.services.reconciliation import (
    rebuild_days,
    reconcile_dirty_days,
    reconcile_recent_days,
    shares_of_users,
)
from apps.health.services.samples import (
    KNOWN_MORE,
    Outcome,
    Stored,
    prepare_months,
    store_readings,
)
from apps.health.services.set_aside import take_up_set_aside
from apps.health.services.syncs import (
    Device,
)

__all__ = [
    "IMPORT_FINISHED",
    "IMPORT_SUBMITTED",
    "KNOWN_MORE",
    "Answer",
    "Derived",
    "Device",
    "Erased",
    "Outcome",
    "Stored",
    "Sync",
    "delete_import",
    "delete_weigh_in",
    "derive_days",
    "derive_dirty",
    "derive_few",
    "discard_exports_of",
    "due_imports",
    "ensure_months",
    "erase_range",
    "erase_source",
    "export_twins",
    "follow_sync",
    "forget_deleted_samples",
    "forget_exports",
    "forget_old_runs",
    "grade_due",
    "grade_user",
    "import_of",
    "import_weigh_ins",
    "lock_health",
    "make_partitions",
    "mark_days",
    "mark_derived_days",
    "prepare_months",
    "rebuild",
    "rebuild_days",
    "reconcile_dirty_days",
    "reconcile_recent_days",
    "record_weigh_in",
    "retire_twins",
    "retry_import",
    "run_import",
    "set_priorities",
    "shares_of_users",
    "store_batch",
    "store_readings",
    "submit_import",
    "take_up_set_aside",
]
