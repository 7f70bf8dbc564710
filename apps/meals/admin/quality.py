"""Back-office: what the checker found, and what staff make of it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from apps.meals import services
from apps.meals.domain.barcodes import gtin_in
from apps.meals.domain.quality import RULES
from apps.meals.models import QualityIssue
from apps.meals.models.provenance import SOURCE_CHOICES
from apps.shared.admin import Facts, Figure, Table, badge, front_page_panel, number

SEVERITY = badge(
    "severity",
    _("severity"),
    {"error": "danger", "warning": "warning", "info": "info", "bug": "danger"}
    | {"completeness": "primary"},
)
STATUS = badge(
    "status",
    _("status"),
    {"open": "warning", "accepted": "danger", "dismissed": "info", "closed": "success"},
)


class RuleFilter(admin.SimpleListFilter):
    """By the rule that is broken."""

    title = _("check")
    parameter_name = "code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, code) for code in sorted(RULES)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(code=self.value()) if self.value() else queryset


class IssueSourceFilter(admin.SimpleListFilter):
    """By the source of the values at fault."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(SOURCE_CHOICES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(version__source=self.value()) if self.value() else queryset


@admin.register(QualityIssue)
class QualityIssueAdmin(Facts):
    list_display = ("food_link", "said", SEVERITY, STATUS, "affected_users", "opened_at")
    list_display_links = ("said",)
    list_select_related = ("food", "version")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("severity", ChoicesDropdownFilter),
        RuleFilter,
        IssueSourceFilter,
    )
    search_fields = ("food__gtin",)
    search_help_text = _("Barcode (fourteen digits)")
    ordering = ("-pk",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("food_link", "said", ("severity", "status"))}),
        (_("Rule"), {"fields": ("code", "condition", "cited")}),
        (
            _("Course"),
            {"fields": (("opened_at", "closed_at"), ("decided_by", "decided_at"))},
        ),
        (_("Reach"), {"fields": ("affected_users",)}),
    )
    readonly_fields = ("food_link", "said", "condition", "cited")
    change_form_after_template = "admin/table_after.html"
    actions = ("accept", "dismiss", "recheck")

    def has_curate_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.has_capability("catalogue.edit")

    def get_queryset(self, request: HttpRequest) -> QuerySet[QualityIssue]:
        issues: QuerySet[QualityIssue] = super().get_queryset(request)
        return issues.select_related("food", "version", "decided_by")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[QualityIssue], search_term: str
    ) -> tuple[QuerySet[QualityIssue], bool]:
        text = search_term.strip()
        return (queryset.filter(food__gtin=gtin_in(text) or text) if text else queryset), False

    def title_of(self, obj: QualityIssue) -> str:
        return f"{obj.food} · {obj.code}"

    def related_table(self, obj: QualityIssue) -> tuple[Any, Table]:
        rows = [[key, _figure(value)] for key, value in obj.details.items()]
        headers = [gettext("value"), gettext("found")]
        return gettext("What the rule saw"), {"headers": headers, "rows": rows}

    @admin.display(description=_("food"))
    def food_link(self, issue: QualityIssue) -> str:
        link = reverse("admin:meals_food_change", args=[issue.food_id])
        return format_html('<a href="{}" class="text-primary-600">{}</a>', link, issue.food)

    @admin.display(description=_("check"))
    def said(self, issue: QualityIssue) -> str:
        return issue.message

    @admin.display(description=_("condition"))
    def condition(self, issue: QualityIssue) -> str:
        rule = RULES.get(issue.code)
        return rule.condition if rule else "–"

    @admin.display(description=_("citation"))
    def cited(self, issue: QualityIssue) -> str:
        rule = RULES.get(issue.code)
        return rule.source if rule else "–"

    @admin.action(description=_("Accept: the food is wrong"), permissions=["curate"])
    def accept(self, request: HttpRequest, queryset: QuerySet[QualityIssue]) -> None:
        self._decide(request, queryset, QualityIssue.Status.ACCEPTED)

    @admin.action(description=_("Dismiss: the food is right"), permissions=["curate"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[QualityIssue]) -> None:
        self._decide(request, queryset, QualityIssue.Status.DISMISSED)

    def _decide(self, request: HttpRequest, queryset: QuerySet[QualityIssue], status: str) -> None:
        chosen = list(queryset)
        count = services.decide_issues(
            issue_ids=[issue.pk for issue in chosen],
            status=status,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        self.audit(request, chosen, status)
        text = ngettext("%(n)d issue decided.", "%(n)d issues decided.", count)
        self.message_user(request, text % {"n": count}, messages.SUCCESS)

    @admin.action(description=_("Check the foods again"), permissions=["curate"])
    def recheck(self, request: HttpRequest, queryset: QuerySet[QualityIssue]) -> None:
        outcome = services.check_foods(set(queryset.values_list("food_id", flat=True)))
        text = ngettext("%(n)d food checked.", "%(n)d foods checked.", outcome.foods)
        self.message_user(request, text % {"n": outcome.foods}, messages.SUCCESS)


def _figure(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_figure(part)}" for key, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@front_page_panel(_("Quality"), icon="rule", permission="meals.view_qualityissue", place=3)
def quality_figures() -> list[Figure]:
    page = reverse("admin:meals_qualityissue_changelist")
    waiting = QualityIssue.objects.filter(status=QualityIssue.Status.OPEN)
    errors = waiting.filter(severity="error").count()
    return [
        Figure(
            _("Errors that wait"),
            number(errors),
            tone="danger" if errors else "",
            link=f"{page}?status__exact=open&severity__exact=error",
        ),
        Figure(
            _("Warnings that wait"),
            number(waiting.filter(severity="warning").count()),
            link=f"{page}?status__exact=open&severity__exact=warning",
        ),
    ]
