"""Back-office: what was eaten and spent on each day, and what users say of their days."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from apps.calories import services
from apps.calories.admin.explanation import explanation_tables, with_margin
from apps.calories.admin.words import BODY_PARTS, limit_sentence, listed, paragraphs
from apps.calories.models import DailyBalance, LoggedDay
from apps.calories.selectors import explanation
from apps.shared.admin import FactsOfUsers, Table, badge, confidence, number

EXPENDITURE = badge(
    "expenditure_source",
    _("by"),
    {"healthkit": "success", "adaptive": "success", "formula": "warning", "none": "danger"},
)


@admin.register(DailyBalance)
class DailyBalanceAdmin(FactsOfUsers):
    list_display = (
        "user",
        "day",
        "is_complete",
        "eaten",
        "spent",
        "balance",
        "goal",
        "reached",
        EXPENDITURE,
        "trust",
    )
    list_filter = (
        ("date", RangeDateFilter),
        "day_complete",
        ("completeness_from", ChoicesDropdownFilter),
        ("expenditure_source", ChoicesDropdownFilter),
        "goal_achieved",
    )
    day_field = "date"
    ordering_of_one_user = ("-date",)
    change_form_after_template = "admin/table_after.html"
    fieldsets = (
        (None, {"fields": (("user", "date"), ("is_complete", "completeness_from"))}),
        (
            _("Eaten"),
            {
                "fields": (
                    ("consumed_kcal", "energy_margin_kcal", "consumed_confidence"),
                    ("items_count", "energy_reported_count"),
                    ("protein_g", "carbohydrate_g", "fat_g"),
                )
            },
        ),
        (
            _("Spent"),
            {
                "fields": (
                    ("basal_kcal", "active_kcal", "expenditure_margin_kcal"),
                    ("expenditure_source", "expenditure_confidence"),
                    "lacking",
                )
            },
        ),
        (
            _("Goal"),
            {
                "fields": (
                    ("planned_expenditure_kcal", "active_credit_kcal"),
                    ("goal_kcal", "reached"),
                    ("protein_goal_g", "carbohydrate_goal_g", "fat_goal_g"),
                    "limits",
                )
            },
        ),
        (
            _("Outcome"),
            {"fields": (("net_balance_kcal", "balance_margin_kcal", "overall_confidence"),)},
        ),
    )
    readonly_fields = ("is_complete", "reached", "lacking", "limits")
    actions = ("rebuild",)

    def further_tables(self, obj: DailyBalance) -> list[tuple[Any, Table]]:
        return explanation_tables(explanation(obj.user_id, obj.date))

    @admin.display(description=_("day"))
    def day(self, row: DailyBalance) -> str:
        return self.moment_of(row)

    @admin.display(description=_("complete"), boolean=True)
    def is_complete(self, day: DailyBalance) -> bool:
        complete: bool = day.day_complete
        return complete

    @admin.display(description=_("reached"), boolean=True)
    def reached(self, day: DailyBalance) -> bool | None:
        achieved: bool | None = day.goal_achieved
        return achieved

    @admin.display(description=_("eaten (kcal)"))
    def eaten(self, day: DailyBalance) -> str:
        return with_margin(day.consumed_kcal, day.energy_margin_kcal)

    @admin.display(description=_("spent (kcal)"))
    def spent(self, day: DailyBalance) -> str:
        if day.basal_kcal is None or day.active_kcal is None:
            return "–"
        return with_margin(day.basal_kcal + day.active_kcal, day.expenditure_margin_kcal)

    @admin.display(description=_("balance (kcal)"))
    def balance(self, day: DailyBalance) -> str:
        return with_margin(day.net_balance_kcal, day.balance_margin_kcal)

    @admin.display(description=_("goal (kcal)"))
    def goal(self, day: DailyBalance) -> str:
        return number(day.goal_kcal, 0)

    @admin.display(description=_("confidence"))
    def trust(self, day: DailyBalance) -> str:
        return confidence(day.overall_confidence)

    @admin.display(description=_("not told of the body"))
    def lacking(self, day: DailyBalance) -> str:
        return listed(BODY_PARTS.get(part, part) for part in day.missing)

    @admin.display(description=_("limits applied to the goal"))
    def limits(self, day: DailyBalance) -> str:
        return paragraphs(limit_sentence(code) for code in day.goal_limits)

    @admin.action(description=_("Compute again from the facts"), permissions=["operate"])
    def rebuild(self, request: HttpRequest, queryset: QuerySet[DailyBalance]) -> None:
        days = list(queryset)
        count = sum(services.rebuild_days(day.user_id, day.date, day.date) for day in days)
        self.audit(request, days, "rebuilt")
        text = ngettext("%(n)d day computed again.", "%(n)d days computed again.", count)
        self.message_user(request, text % {"n": count}, messages.SUCCESS)


@admin.register(LoggedDay)
class LoggedDayAdmin(FactsOfUsers):
    list_display = ("user", "date", "is_complete", "updated_at")
    list_filter = (("date", RangeDateFilter), "is_complete")
    day_field = "date"
    ordering_of_one_user = ("-date",)
    fieldsets = ((None, {"fields": (("user", "date"), ("is_complete", "updated_at"))}),)
