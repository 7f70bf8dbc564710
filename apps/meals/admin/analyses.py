"""Back-office: what AI services made of photos and recordings; the files are not shown."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from apps.meals.models import AIJob, PhotoAnalysis, VoiceTranscription
from apps.shared.admin import FactsOfUsers, badge, number

STATUS = badge(
    "status",
    _("status"),
    {"queued": "info", "processing": "info", "ready": "success", "failed": "danger"},
)


class JobAdmin(FactsOfUsers):
    list_filter = (("status", ChoicesDropdownFilter),)
    readonly_fields = ("reason", "cost")

    @admin.display(description=_("reason of the failure"))
    def reason(self, job: AIJob) -> Any:
        return job.problem.message if job.problem else "–"

    @admin.display(description=_("cost (US$)"))
    def cost(self, job: AIJob) -> str:
        return number(job.cost_usd)


COURSE = (
    _("Course"),
    {
        "fields": (
            ("attempts", "attempts_allowed"),
            ("created_at", "finished_at"),
            "due_at",
        )
    },
)


@admin.register(PhotoAnalysis)
class PhotoAnalysisAdmin(JobAdmin):
    list_display = ("created_at", "user", STATUS, "reason", "attempts", "cost", "corrected")
    fieldsets = (
        (None, {"fields": (("user", "status"), "reason", "hint", "meal")}),
        (_("Corrections"), {"fields": (("items_changed", "items_removed", "items_added"),)}),
        (
            _("Model"),
            {
                "fields": (
                    ("model", "prompt_version"),
                    ("tokens_in", "tokens_out", "cost"),
                    "raw_answer",
                )
            },
        ),
        COURSE,
    )

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("user", "meal")

    @admin.display(description=_("items corrected"))
    def corrected(self, job: PhotoAnalysis) -> str:
        if job.items_changed is None:
            return "–"
        counts = (job.items_changed, job.items_removed or 0, job.items_added or 0)
        return number(sum(counts))


@admin.register(VoiceTranscription)
class VoiceTranscriptionAdmin(JobAdmin):
    list_display = ("created_at", "user", STATUS, "reason", "attempts", "cost")
    fieldsets = (
        (None, {"fields": (("user", "status"), "reason", "transcript")}),
        (_("Model"), {"fields": ("model", ("tokens_in", "tokens_out", "cost"))}),
        COURSE,
    )
