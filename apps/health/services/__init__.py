from apps.health.services.dirty_days import mark_days, mark_derived_days
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
from apps.health.services.export_twins import export_twins
from apps.health.services.export_worker import run_import
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
    "IMPORT_SUBMITTED",
    "KNOWN_MORE",
    "Outcome",
    "Stored",
    "delete_import",
    "discard_exports_of",
    "due_imports",
    "ensure_months",
    "export_twins",
    "forget_exports",
    "import_of",
    "lock_health",
    "mark_days",
    "mark_derived_days",
    "prepare_months",
    "retry_import",
    "run_import",
    "store_readings",
    "submit_import",
]
