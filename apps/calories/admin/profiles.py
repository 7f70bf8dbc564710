"""Back-office: the bodies energy needs are computed from, and what people want."""

from typing import Any

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from apps.calories.admin.words import condition_names, macro_shares
from apps.calories.models import EnergyProfile, Goal
from apps.shared.admin import FactsOfUsers, number


@admin.register(EnergyProfile)
class EnergyProfileAdmin(FactsOfUsers):
    list_display = ("user", "valid_from", "body_mass_kg", "height_cm", "sex", "activity_level")
    list_filter = (("valid_from", RangeDateFilter), ("activity_level", ChoicesDropdownFilter))
    ordering_of_one_user = ("-valid_from",)
    day_field = "valid_from"
    fieldsets: Any = (
        (None, {"fields": (("user", "valid_from"),)}),
        (
            _("Body"),
            {"fields": (("body_mass_kg", "height_cm"), ("birth_date", "sex"), "activity_level")},
        ),
        (_("To mind"), {"fields": (("to_mind", "due_date"),)}),
        (_("Dates"), {"fields": (("created_at", "updated_at"),)}),
    )
    readonly_fields = ("to_mind",)

    # On the page only: a list of them would be a list of the ill.
    @admin.display(description=_("conditions to mind"))
    def to_mind(self, profile: EnergyProfile) -> str:
        return condition_names(profile.conditions)


@admin.register(Goal)
class GoalAdmin(FactsOfUsers):
    list_display = ("user", "valid_from", "direction", "pace", "to_reach", "wished", "planned")
    list_filter = (
        ("valid_from", RangeDateFilter),
        ("direction", ChoicesDropdownFilter),
        ("pace", ChoicesDropdownFilter),
    )
    ordering_of_one_user = ("-valid_from",)
    day_field = "valid_from"
    fieldsets = (
        (None, {"fields": (("user", "valid_from"), ("direction", "pace"))}),
        (
            _("Plan"),
            {
                "fields": (
                    ("target_body_mass_kg", "target_date"),
                    ("wanted_kcal", "planned_kcal"),
                    "shares",
                )
            },
        ),
        (_("Dates"), {"fields": (("created_at", "updated_at"),)}),
    )
    readonly_fields = ("shares",)

    @admin.display(description=_("to reach"))
    def to_reach(self, goal: Goal) -> str:
        if goal.target_body_mass_kg is None or goal.target_date is None:
            return "–"
        by = date_format(goal.target_date, "SHORT_DATE_FORMAT")
        return f"{number(goal.target_body_mass_kg, 1)} kg · {by}"

    @admin.display(description=_("wished for (kcal)"))
    def wished(self, goal: Goal) -> str:
        return number(goal.wanted_kcal, 0)

    @admin.display(description=_("planned (kcal)"))
    def planned(self, goal: Goal) -> str:
        return number(goal.planned_kcal, 0)

    @admin.display(description=_("share of macronutrients"))
    def shares(self, goal: Goal) -> str:
        return macro_shares(goal.macros)
