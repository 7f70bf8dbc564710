"""Back-office: labels read from photos, for staff to take into the catalogue or not.

Whose photos they are is not told: for the figures it does not matter.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from apps.meals import selectors, services
from apps.meals.domain.barcodes import gtin_in
from apps.meals.domain.quality import RULES
from apps.meals.models import LabelPhoto
from apps.shared.admin import Facts, Table, badge, number
from apps.shared.refusals import NotFound

REVIEW = badge(
    "review",
    _("review"),
    {"": "primary", "waiting": "info", "accepted": "success", "dismissed": "warning"},
)
PARTS = ("table", "front")


@admin.register(LabelPhoto)
class LabelPhotoAdmin(Facts):
    list_display = ("gtin", "product", REVIEW, "doubts", "created_at")
    list_filter = (("review", ChoicesDropdownFilter),)
    search_fields = ("gtin",)
    search_help_text = _("Barcode")
    ordering = ("-created_at", "-pk")
    sortable_by = ()
    fieldsets = (
        (None, {"fields": (("gtin", "product"), "pictures")}),
        (_("Review"), {"fields": ("review", ("reviewed_by", "reviewed_at"), "doubts")}),
        (_("Model"), {"fields": (("model", "prompt_version", "attempts"), "raw_answer")}),
    )
    readonly_fields = ("product", "pictures", "doubts")
    change_form_after_template = "admin/table_after.html"
    actions = ("accept", "dismiss")

    def has_curate_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.has_capability("catalogue.edit")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LabelPhoto]:
        photos: QuerySet[LabelPhoto] = super().get_queryset(request)
        return photos.select_related("reviewed_by")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LabelPhoto], search_term: str
    ) -> tuple[QuerySet[LabelPhoto], bool]:
        text = search_term.strip()
        return (queryset.filter(gtin=gtin_in(text) or text) if text else queryset), False

    def get_urls(self) -> Any:
        shown = [
            path(
                f"<path:object_id>/{part}/",
                self.admin_site.admin_view(self.photo),
                {"part": part},
                name=f"meals_labelphoto_{part}",
            )
            for part in PARTS
        ]
        return [*shown, *super().get_urls()]

    def photo(self, request: HttpRequest, object_id: str, part: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        try:
            content = services.content_of(selectors.kept_file(found, part))
        except (FileNotFoundError, NotFound) as missing:
            raise Http404 from missing
        headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="image/jpeg", headers=headers)

    def related_table(self, obj: LabelPhoto) -> tuple[Any, Table] | None:
        seen = obj.seen or {}
        rows = [
            [one["nutrient"], f"{one['modifier']}{number(one['value'])} {one['unit']}"]
            for one in seen.get("amounts", [])
        ]
        title = _("Read per %(per)s") % {"per": seen.get("per", "–")}
        return title, {"headers": [_("nutrient"), _("amount")], "rows": rows}

    @admin.display(description=_("product"))
    def product(self, photo: LabelPhoto) -> str:
        seen = photo.seen or {}
        return " · ".join(filter(None, [seen.get("name"), seen.get("brand")])) or "–"

    @admin.display(description=_("photos"))
    def pictures(self, photo: LabelPhoto) -> Any:
        if not photo.is_kept:
            return _("not kept any more")
        kept = [part for part in PARTS if getattr(photo, part)]
        urls = [reverse(f"admin:meals_labelphoto_{part}", args=[photo.pk]) for part in kept]
        images = [format_html('<img src="{}" class="max-w-lg" alt="">', url) for url in urls]
        return format_html("{}" * len(images), *images)

    @admin.display(description=_("rules broken"))
    def doubts(self, photo: LabelPhoto) -> str:
        return ", ".join(code for code in photo.findings if code in RULES) or "–"

    @admin.action(description=_("Take into the catalogue"), permissions=["curate"])
    def accept(self, request: HttpRequest, queryset: QuerySet[LabelPhoto]) -> None:
        self._decide(request, queryset, services.accept_labels, "accepted")

    @admin.action(description=_("Leave to the user"), permissions=["curate"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[LabelPhoto]) -> None:
        self._decide(request, queryset, services.dismiss_labels, "dismissed")

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[LabelPhoto], decide: Any, what: str
    ) -> None:
        chosen = list(queryset)
        count = decide([photo.pk for photo in chosen], by=request.user, at=timezone.now())
        self.audit(request, chosen, what)
        text = ngettext("%(n)d label decided.", "%(n)d labels decided.", count)
        self.message_user(request, text % {"n": count}, messages.SUCCESS)
