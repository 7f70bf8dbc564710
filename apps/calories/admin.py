"""Back-office: energy balances, and what they are computed from."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from apps.calories import services
from apps.calories.models import DailyBalance, EnergyProfile, Goal
from apps.shared.admin import FactsOfUsers, confidence, number


@admin.register(DailyBalance)
class DailyBalanceAdmin(FactsOfUsers):
    list_display = (
        "user",
        "date",
        "items_count",
        "eaten",
        "goal",
        "balance",
        "trust",
        "reached",
    )
    list_filter = (("date", RangeDateFilter), "goal_achieved")
    day_field = "date"
    ordering_of_one_user = ("-date",)
    fieldsets = (
        (None, {"fields": (("user", "date"),)}),
        (
            _("Eaten"),
            {
                "fields": (
                    ("consumed_kcal", "energy_margin_kcal"),
                    ("items_count", "energy_reported_count"),
                    ("protein_g", "carbohydrate_g", "fat_g"),
                    "consumed_confidence",
                )
            },
        ),
        (
            _("Spent"),
            {
                "fields": (
                    ("basal_kcal", "active_kcal"),
                    ("expenditure_source", "expenditure_confidence"),
                )
            },
        ),
        (
            _("Outcome"),
            {
                "fields": (
                    ("goal_kcal", "reached"),
                    "goal_limits",
                    ("net_balance_kcal", "overall_confidence"),
                )
            },
        ),
    )
    readonly_fields = ("reached",)
    actions = ("rebuild",)

    @admin.display(description=_("goal reached"), boolean=True)
    def reached(self, day: DailyBalance) -> bool | None:
        achieved: bool | None = day.goal_achieved
        return achieved

    @admin.display(description=_("eaten (kcal)"))
    def eaten(self, day: DailyBalance) -> str:
        return f"{number(day.consumed_kcal, 0)} ± {number(day.energy_margin_kcal, 0)}"

    @admin.display(description=_("goal (kcal)"))
    def goal(self, day: DailyBalance) -> str:
        return number(day.goal_kcal, 0)

    @admin.display(description=_("balance (kcal)"))
    def balance(self, day: DailyBalance) -> str:
        return number(day.net_balance_kcal, 0)

    @admin.display(description=_("confidence"))
    def trust(self, day: DailyBalance) -> str:
        return confidence(day.overall_confidence)

    @admin.action(description=_("Compute again from the facts"), permissions=["operate"])
    def rebuild(self, request: HttpRequest, queryset: QuerySet[DailyBalance]) -> None:
        days = list(queryset)
        count = sum(services.rebuild_days(day.user_id, day.date, day.date) for day in days)
        self.audit(request, days, "rebuilt")
        text = ngettext("%(n)d day computed again.", "%(n)d days computed again.", count)
        self.message_user(request, text % {"n": count}, messages.SUCCESS)


@admin.register(EnergyProfile)
class EnergyProfileAdmin(FactsOfUsers):
    list_display = ("user", "valid_from", "body_mass_kg", "height_cm", "sex", "activity_level")
    list_filter = (("activity_level", ChoicesDropdownFilter),)
    ordering_of_one_user = ("-valid_from",)
    day_field = "valid_from"
    fieldsets: Any = (
        (None, {"fields": (("user", "valid_from"),)}),
        (
            _("Body"),
            {"fields": (("body_mass_kg", "height_cm"), ("birth_date", "sex"), "activity_level")},
        ),
        (_("Dates"), {"fields": (("created_at", "updated_at"),)}),
    )


@admin.register(Goal)
class GoalAdmin(FactsOfUsers):
    list_display = ("user", "valid_from", "direction", "pace", "created_at")
    list_filter = (("direction", ChoicesDropdownFilter), ("pace", ChoicesDropdownFilter))
    ordering_of_one_user = ("-valid_from",)
    day_field = "valid_from"
    fieldsets = (
        (None, {"fields": (("user", "valid_from"), ("direction", "pace"))}),
        (_("Dates"), {"fields": (("created_at", "updated_at"),)}),
    )
