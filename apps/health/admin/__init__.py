"""Back-office: what days came to, who measured, how syncs and their jobs are doing. Looked at only;
single samples are nobody's business here."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from apps.health.admin.type_names import TYPE_NAMES
from apps.health.domain.types import BY_NUMBER
from apps.health.models import (
    DailyMetric,
    ExportImport,
    ReconciliationRun,
    Source,
    SyncLog,
    SyncState,
)
from apps.shared.admin import Facts, FactsOfUsers, badge, confidence, number

GRADE = badge(
    "grade",
    _("quality"),
    {"good": "success", "degraded": "warning", "stale": "danger", "unknown": "info"},
)
STATUS = badge(
    "status",
    _("status"),
    {"queued": "info", "processing": "warning", "ready": "success", "failed": "danger"},
)


# HealthKit's words for a number and a fraction say nothing to people.
UNITS_SHOWN = {"count": "", "%": "", "count/min": "/min", "degC": "°C", "mL/kg*min": "mL/(kg·min)"}


class TypeFilter(admin.SimpleListFilter):
    title = _("type")
    parameter_name = "type"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(kind.number), TYPE_NAMES[kind.code]) for kind in BY_NUMBER.values()]

    def queryset(self, request: Any, queryset: Any) -> Any:
        chosen = self.value()
        known = chosen and chosen.isdigit() and int(chosen) in BY_NUMBER
        return queryset.filter(type=int(chosen)) if known and chosen else queryset


class OfType:
    """A row about one type of samples."""

    @admin.display(description=_("type"))
    def kind(self, obj: Any) -> str:
        found = BY_NUMBER.get(obj.type)
        return str(TYPE_NAMES[found.code] if found else obj.type)


@admin.register(DailyMetric)
class DailyMetricAdmin(OfType, FactsOfUsers):
    list_display = ("user", "local_date", "kind", "figure", "samples_count", "trust")
    list_filter = (("local_date", RangeDateFilter), TypeFilter)
    day_field = "local_date"
    ordering_of_one_user = ("-local_date", "type")
    readonly_fields = ("kind",)
    fieldsets = (
        (None, {"fields": (("user", "local_date"), ("kind", "samples_count", "confidence"))}),
        (
            _("Figures"),
            {"fields": (("value", "minimum", "maximum"), ("latest", "latest_at"))},
        ),
        (_("Where it comes from"), {"fields": ("provenance",)}),
    )

    @admin.display(description=_("value"))
    def figure(self, day: DailyMetric) -> str:
        kind = BY_NUMBER.get(day.type)
        unit = UNITS_SHOWN.get(kind.unit, kind.unit) if kind else ""
        return f"{number(day.value, 2)} {unit}".rstrip()

    @admin.display(description=_("confidence"))
    def trust(self, day: DailyMetric) -> str:
        return confidence(day.confidence)


@admin.register(Source)
class SourceAdmin(FactsOfUsers):
    list_display = ("user", "name", "kind", "product_type", "version", "first_sample_at")
    list_filter = (("kind", ChoicesDropdownFilter),)
    fieldsets: Any = (
        (None, {"fields": (("user", "kind"), ("name", "bundle_id"), ("product_type", "version"))}),
        (_("Dates"), {"fields": (("first_sample_at", "created_at"),)}),
    )

    def title_of(self, obj: Source) -> str:
        return f"{obj.user} · {obj}"


@admin.register(SyncState)
class SyncStateAdmin(OfType, FactsOfUsers):
    list_display = ("user", "device", "kind", GRADE, "last_sync_at", "accepted", "rejected")
    list_select_related = ("user", "device")
    list_filter = (("grade", ChoicesDropdownFilter), TypeFilter)
    ordering_of_one_user = ("device", "type")
    day_field = "last_sync_at"
    readonly_fields = ("kind",)
    fieldsets = (
        (None, {"fields": (("user", "device"), ("kind", "grade"), "reasons")}),
        (
            _("Samples"),
            {"fields": (("accepted", "duplicate", "replaced"), ("rejected", "deleted"))},
        ),
        (
            _("Dates"),
            {
                "fields": (
                    ("last_sync_at", "last_progress_at"),
                    ("last_sample_at", "graded_at", "failing_since"),
                )
            },
        ),
    )


@admin.register(SyncLog)
class SyncLogAdmin(FactsOfUsers):
    list_display = ("user", "device", "received_at", "records", "accepted", "rejected", "set_aside")
    list_select_related = ("user", "device")
    day_field = "received_at"
    fieldsets = (
        (None, {"fields": (("user", "device"), ("received_at", "clock_skew_s"))}),
        (
            _("Samples"),
            {
                "fields": (
                    ("records", "accepted", "duplicate"),
                    ("replaced", "rejected", "set_aside", "deleted"),
                    "reasons",
                )
            },
        ),
    )


@admin.register(ExportImport)
class ExportImportAdmin(FactsOfUsers):
    list_display = ("user", "created_at", STATUS, "records_done", "accepted", "rejected")
    list_filter = (("status", ChoicesDropdownFilter),)
    fieldsets = (
        (None, {"fields": (("user", "status"), ("failure", "attempts"))}),
        (
            _("File"),
            {"fields": (("bytes_total", "bytes_done"), "file_sha256")},
        ),
        (
            _("Samples"),
            {
                "fields": (
                    ("records_done", "accepted", "duplicate"),
                    ("replaced", "rejected", "set_aside"),
                    "reasons",
                )
            },
        ),
        (_("Dates"), {"fields": (("created_at", "due_at", "finished_at"),)}),
    )


@admin.register(ReconciliationRun)
class ReconciliationRunAdmin(Facts):
    list_display = ("kind", "started_at", "finished_at", "users", "days", "metrics_changed")
    list_filter = (("kind", ChoicesDropdownFilter),)
    ordering = ("-id",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("kind", ("users", "days", "metrics_changed"))}),
        (_("Dates"), {"fields": (("started_at", "finished_at"),)}),
        (_("error"), {"fields": ("error",)}),
    )
