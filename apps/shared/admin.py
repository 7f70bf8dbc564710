"""What all back-office pages share: facts nobody edits, lists of large tables, the front page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import path
from django.utils.formats import date_format, number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.decorators import display as unfold_display
from unfold.views import ChangeList

from apps.shared.provenance import confidence_level

# Beyond this many rows a list says "more than" instead of counting on.
COUNTED = 10_000

Table = dict[str, list[Any]]


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most ``COUNTED`` rows; of a whole table larger than that, takes the planner's
    estimate. Both cost the same however large the table is."""

    template_name = "admin/pagination_capped.html"
    object_list: QuerySet[Any]

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: COUNTED + 1].count()

    @cached_property
    def _estimated(self) -> int | None:
        if self._counted <= COUNTED or self.object_list.query.where:
            return None
        with connection.cursor() as cursor:
            table = self.object_list.model._meta.db_table
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
            row = cursor.fetchone()
        return int(row[0]) if row and row[0] > COUNTED else None

    @cached_property
    def count(self) -> int:
        return self._estimated or min(self._counted, COUNTED)

    @property
    def precision(self) -> str:
        """How to read ``count``: as it is, as an estimate, or as "more than"."""
        if self._estimated is not None:
            return "estimate"
        return "exact" if self._counted <= COUNTED else "more"


class CappedChangeList(ChangeList):
    """A list that says how long it is once, at its foot."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.full_result_count = self.result_count


class BackOffice(ModelAdmin):
    """A page of the back-office."""

    list_per_page = 50
    list_fullwidth = True
    list_filter_submit = True
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    paginator = CappedPaginator
    warn_unsaved_form = True
    actions: Sequence[Any] = ()

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Asked by ``@admin.action(permissions=["operate"])``."""
        return request.user.is_authenticated and request.user.has_capability("operate")

    def audit(self, request: HttpRequest, objects: Iterable[Model], message: str) -> None:
        """Note in each object's history what an action did."""
        author: Any = request.user.pk
        LogEntry.objects.log_actions(author, objects, CHANGE, message)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CappedChangeList]:
        return CappedChangeList

    def title_of(self, obj: Any) -> str:
        """How a row is called at the head of its page."""
        return str(obj)

    def related_table(self, obj: Any) -> tuple[Any, Table] | None:
        """Title and rows of a table shown below the form; none unless a page has one."""
        return None

    def further_tables(self, obj: Any) -> list[tuple[Any, Table]]:
        """Titles and rows of tables below that one."""
        return []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        original = context.get("original")
        if original is not None:
            context["subtitle"] = original.back_office_title = self.title_of(original)
            context["table_title"], context["table"] = self.related_table(original) or ("", None)
            context["further_tables"] = self.further_tables(original)
        return super().render_change_form(request, context, *args, **kwargs)


class ReadOnly:
    """Rows nobody adds, changes or deletes by hand, not even a superuser."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Facts(ReadOnly, BackOffice):
    """A table of facts or of a log: looked at, never written."""


class FactsInline(ReadOnly, TabularInline):
    """Facts of the shown row."""

    extra = 0
    can_delete = False
    hide_title = True
    tab = True
    show_change_link = True


class RowsInline(TabularInline):
    """Rows edited together with the shown one."""

    extra = 0
    tab = True
    hide_title = True


class OnlyInline(StackedInline):
    """The one row that completes the shown one."""

    extra = 0
    max_num = 1
    can_delete = False
    hide_title = True
    tab = True


class FactsOfUsers(Facts):
    """Facts that belong to a user; found by the whole e-mail or by an id, which indexes serve."""

    list_select_related: tuple[str, ...] = ("user",)
    search_fields = ("user__email",)
    search_help_text = _("Whole e-mail address, or an id")
    sortable_by = ()
    ordering = ("-id",)
    ordering_of_one_user: Sequence[str] = ()
    day_field = "created_at"

    def title_of(self, obj: Any) -> str:
        return f"{obj.user} · {self.moment_of(obj)}"

    def moment_of(self, obj: Any) -> str:
        """The day of a fact, as the reader writes days."""
        return date_format(getattr(obj, self.day_field), "SHORT_DATE_FORMAT")

    def get_ordering(self, request: HttpRequest) -> Sequence[str]:
        one_user = "user__id__exact" in request.GET
        return (
            self.ordering_of_one_user if one_user and self.ordering_of_one_user else self.ordering
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        text = search_term.strip()
        return (queryset.filter(_id_or_owner(text)) if text else queryset), False


def _id_or_owner(text: str) -> Q:
    try:
        wanted = UUID(text)
    except ValueError:
        owners = get_user_model().objects.alias(address=Lower("email"))
        return Q(user__in=owners.filter(address=text.lower()).values("pk"))
    return Q(pk=wanted) | Q(user=wanted)


def badge(field: str, description: Any, colours: dict[str, str]) -> Any:
    """A list column showing a choice as a coloured word; colours are the theme's names."""

    def shown(obj: Any) -> tuple[str, str]:
        return getattr(obj, field), getattr(obj, f"get_{field}_display")()

    shown.__name__ = f"{field}_badge"
    return unfold_display(description=description, label=colours, ordering=field)(shown)


def number(value: Decimal | float | None, decimals: int | None = None) -> str:
    """A figure as the reader's language writes it; a dash when it is not known."""
    if value is None:
        return "–"
    exact = Decimal(value) if decimals is None else round(Decimal(value), decimals)
    return number_format(f"{exact.normalize():f}", use_l10n=True, force_grouping=True)


LEVELS = {"high": _("high"), "medium": _("medium"), "low": _("low")}


def confidence(value: Decimal | None) -> str:
    """A confidence with its word."""
    if value is None:
        return "–"
    return f"{number_format(round(value, 2), 2)} ({LEVELS[confidence_level(value).value]})"


@dataclass(frozen=True)
class Figure:
    """One figure of the front page."""

    label: Any
    value: Any
    tone: str = ""
    link: str = ""


@dataclass(frozen=True)
class Panel:
    """Figures of one app; shown to who holds the permission."""

    title: Any
    icon: str
    permission: str
    place: int
    figures: Callable[[], list[Figure]]


_panels: list[Panel] = []


def front_page_panel(
    title: Any, *, icon: str, permission: str, place: int
) -> Callable[[Callable[[], list[Figure]]], Callable[[], list[Figure]]]:
    """Put the figures a function returns on the front page."""

    def register(figures: Callable[[], list[Figure]]) -> Callable[[], list[Figure]]:
        _panels.append(Panel(title, icon, permission, place, figures))
        return figures

    return register


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's DASHBOARD_CALLBACK."""
    context["panels"] = [
        {"title": panel.title, "icon": panel.icon, "figures": panel.figures()}
        for panel in sorted(_panels, key=lambda panel: panel.place)
        if request.user.has_perm(panel.permission)
    ]
    return context


admin.site.index_title = _("Overview")
# Unfold asks the site for pages of its own; the language form of the user menu posts here.
admin.site.extra_urls = lambda: [  # type: ignore[attr-defined]
    path("language/", set_language, name="language")
]
