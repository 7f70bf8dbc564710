"""Back-office: foods that were looked for outside the catalogue, and what came of it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from apps.meals import services
from apps.meals.models import ResolutionLog
from apps.shared.admin import Facts, Table, badge, number

STATUS = badge(
    "status",
    _("status"),
    {"pending": "info", "found": "success", "not_found": "warning", "failed": "danger"},
)


@admin.register(ResolutionLog)
class ResolutionLogAdmin(Facts):
    list_display = ("created_at", "kind", "query", STATUS, "food", "winner", "attempts", "error")
    list_filter = (("status", ChoicesDropdownFilter), ("kind", ChoicesDropdownFilter), "fallback")
    list_select_related = ("food",)
    search_fields = ("query__exact",)
    search_help_text = _("Whole query: a barcode of 14 digits, or a name in lower case")
    ordering = ("-pk",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": (("kind", "query"), ("status", "error"))}),
        (_("found"), {"fields": ("food", ("winner", "confidence"), "fallback")}),
        (_("Course"), {"fields": (("attempts", "due_at"), ("finished_at", "retry_at"))}),
    )
    change_form_after_template = "admin/table_after.html"
    actions = ("resolve_again",)

    def title_of(self, obj: ResolutionLog) -> str:
        return f"{obj.get_kind_display()} · {obj.query}"

    def related_table(self, obj: ResolutionLog) -> tuple[Any, Table]:
        rows = [[s.attempt, s.source, s.outcome, number(s.ms)] for s in obj.steps_taken]
        headers = [_("attempt"), _("source"), _("outcome"), "ms"]
        return _("Sources asked"), {"headers": headers, "rows": rows}

    @admin.action(description=_("Look for these foods again"), permissions=["operate"])
    def resolve_again(self, request: HttpRequest, queryset: QuerySet[ResolutionLog]) -> None:
        logs = list(queryset)
        count = services.resolve_again([log.pk for log in logs])
        self.audit(request, logs, "resolved again")
        text = ngettext("%(n)d search begun again.", "%(n)d searches begun again.", count)
        self.message_user(request, text % {"n": count}, messages.SUCCESS)
