from apps.health.models.daily import DailyMetric, DirtyDay, ReconciliationRun
from apps.health.models.export_import import ExportImport
from apps.health.models.samples import Identity, PhoneTotal, Sample, SetAside, SyncObject
from apps.health.models.sources import Source, SourceDevice, SourcePriority
from apps.health.models.sync import SyncLog, SyncState

__all__ = [
    "DailyMetric",
    "DirtyDay",
    "ExportImport",
    "Identity",
    "PhoneTotal",
    "ReconciliationRun",
    "Sample",
    "SetAside",
    "Source",
    "SourceDevice",
    "SourcePriority",
    "SyncLog",
    "SyncObject",
    "SyncState",
]
