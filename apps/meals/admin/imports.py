"""Back-office: what importers did, and what they turned down."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from apps.meals.models import ImportRun
from apps.shared.admin import Facts, Figure, Table, badge, front_page_panel, number

STATUS = badge(
    "status", _("status"), {"running": "info", "finished": "success", "failed": "danger"}
)
COUNTS = ("rows_read", "rows_created", "rows_updated", "rows_unchanged", "rows_rejected")


@admin.register(ImportRun)
class ImportRunAdmin(Facts):
    list_display = ("started_at", "source", "file_name", STATUS, *COUNTS)
    list_filter = (("source", ChoicesDropdownFilter), ("status", ChoicesDropdownFilter))
    ordering = ("-pk",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": (("source", "status"), "file_name", "file_sha256")}),
        (_("Rows"), {"fields": (COUNTS[:1], COUNTS[1:3], COUNTS[3:])}),
        (_("Course"), {"fields": (("started_at", "finished_at"), "updated_at", "error")}),
    )
    change_form_after_template = "admin/table_after.html"

    def title_of(self, obj: ImportRun) -> str:
        return f"{obj.get_source_display()} · {obj.file_name}"

    def related_table(self, obj: ImportRun) -> tuple[Any, Table]:
        return _("Rejected rows"), _rejections(obj.rejections)


def _rejections(rejections: list[Any]) -> Table:
    if not rejections or not isinstance(rejections[0], dict):
        return {"headers": [_("rejection")], "rows": [[str(row)] for row in rejections]}
    keys = list(rejections[0])
    return {"headers": keys, "rows": [[row.get(key, "") for key in keys] for row in rejections]}


@front_page_panel(_("Imports"), icon="sync_alt", permission="meals.view_importrun", place=4)
def import_figures() -> list[Figure]:
    page = reverse("admin:meals_importrun_changelist")
    latest = ImportRun.objects.order_by("-pk").first()
    if latest is None:
        return [Figure(_("Imports"), _("none yet"), link=page)]
    return [
        Figure(_("Latest import"), latest.get_status_display(), link=page),
        Figure(_("Source"), latest.get_source_display()),
        Figure(_("Rows created"), number(latest.rows_created)),
        Figure(
            _("Rows rejected"),
            number(latest.rows_rejected),
            tone="danger" if latest.rows_rejected else "",
            link=reverse("admin:meals_importrun_change", args=[latest.pk]),
        ),
    ]
