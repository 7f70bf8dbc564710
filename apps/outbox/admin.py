"""Back-office: events, their deliveries, and the dead letters to send again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from apps.outbox import selectors, services
from apps.outbox.models import Delivery, OutboxEvent
from apps.shared.admin import (
    Facts,
    FactsInline,
    FactsOfUsers,
    Figure,
    badge,
    front_page_panel,
    number,
)

STATUS = badge(
    "status",
    _("status"),
    {"waiting": "info", "sent": "warning", "done": "success", "dead": "danger"},
)


class WaitingFilter(admin.SimpleListFilter):
    title = _("handed out")
    parameter_name = "handed_out"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("not yet"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutboxEvent]
    ) -> QuerySet[OutboxEvent]:
        return queryset.filter(fanned_out_at__isnull=True) if self.value() == "no" else queryset


class DeliveryInline(FactsInline):
    model = Delivery
    fields = ("subscriber", "status", "attempts", "due_at", "done_at", "last_error")


@admin.register(OutboxEvent)
class OutboxEventAdmin(FactsOfUsers):
    list_display = ("name", "user", "created_at", "fanned_out_at", "correlation_id")
    list_filter = (WaitingFilter,)
    inlines = (DeliveryInline,)

    def title_of(self, obj: OutboxEvent) -> str:
        return obj.name

    fieldsets = (
        (None, {"fields": ("name", "user", "created_at", "fanned_out_at", "correlation_id")}),
        (_("payload"), {"fields": ("payload",)}),
    )


@admin.register(Delivery)
class DeliveryAdmin(Facts):
    list_display = ("event_name", "subscriber", STATUS, "attempts", "due_at", "last_error_shown")
    list_filter = (("status", ChoicesDropdownFilter),)
    list_select_related = ("event",)
    ordering = ("-id",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("event", "subscriber", "status", "attempts", "due_at", "done_at")}),
        (_("last error"), {"fields": ("last_error",)}),
    )
    actions = ("replay",)

    def title_of(self, obj: Delivery) -> str:
        return f"{obj.event.name} → {obj.subscriber}"

    @admin.display(description=_("event"))
    def event_name(self, delivery: Delivery) -> str:
        return delivery.event.name

    @admin.display(description=_("last error"))
    def last_error_shown(self, delivery: Delivery) -> str:
        error = delivery.last_error
        return f"{error[:80]}…" if len(error) > 80 else error

    @admin.action(description=_("Send dead deliveries again"), permissions=["operate"])
    def replay(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        dead = list(queryset.filter(status=Delivery.Status.DEAD))
        count = services.replay([delivery.pk for delivery in dead])
        self.audit(request, dead, "replayed")
        text = ngettext("%(n)d delivery sent again.", "%(n)d deliveries sent again.", count)
        self.message_user(request, text % {"n": count}, messages.SUCCESS)


@front_page_panel(_("Outbox"), icon="outbox", permission="outbox.view_outboxevent", place=4)
def outbox_figures() -> list[Figure]:
    counts = selectors.delivery_counts()
    lag = selectors.lag_seconds(at=timezone.now())
    unfinished = counts.get("waiting", 0) + counts.get("sent", 0)
    dead = counts.get("dead", 0)
    page = reverse("admin:outbox_delivery_changelist")
    return [
        Figure(_("Oldest undelivered event"), f"{number(lag, 0)} s"),
        Figure(_("Unfinished deliveries"), number(unfinished)),
        Figure(
            _("Dead deliveries"),
            number(dead),
            tone="danger" if dead else "",
            link=f"{page}?status__exact=dead",
        ),
    ]
