"""Back-office: closed weeks."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from apps.calories.admin.charts import Chart, ChartedFacts, bars, whiskers
from apps.calories.admin.explanation import with_margin
from apps.calories.models import WeeklyTrend
from apps.calories.selectors import weeks
from apps.shared.admin import confidence, number

CHART_WEEKS = 12


def _direction(trend: WeeklyTrend) -> tuple[str, str] | None:
    """No badge for a week that tells too little."""
    return (trend.direction, trend.get_direction_display()) if trend.direction else None


DIRECTION: Any = display(
    description=_("direction"),
    label={"increasing": "info", "decreasing": "info", "stable": "success"},
)(_direction)


@admin.register(WeeklyTrend)
class WeeklyTrendAdmin(ChartedFacts):
    list_display = (
        "user",
        "monday",
        "days",
        "eaten",
        "spent",
        "balance",
        DIRECTION,
        "adherence",
        "trust",
    )
    list_filter = (("week_start", RangeDateFilter), ("direction", ChoicesDropdownFilter))
    day_field = "week_start"
    ordering_of_one_user = ("-week_start",)
    fieldsets = (
        (None, {"fields": (("user", "week"), ("days_logged", "data_points"), "closed_at")}),
        (
            _("A day, on average"),
            {
                "fields": (
                    ("average_consumed_kcal", "average_expenditure_kcal"),
                    ("average_balance_kcal", "balance_margin_kcal", "confidence"),
                )
            },
        ),
        (
            _("Course"),
            {"fields": ("direction", ("adherence_percent", "average_deviation_kcal"))},
        ),
    )
    readonly_fields = ("week",)

    def moment_of(self, obj: WeeklyTrend) -> str:
        return self.week(obj)

    def charts(self, obj: WeeklyTrend) -> list[Chart]:
        shown = weeks(obj.user_id, obj.week_start, CHART_WEEKS)
        labels = [date_format(week.week_start, "SHORT_DATE_FORMAT") for week in shown]
        balances = [week.average_balance_kcal for week in shown]
        margins = [week.balance_margin_kcal for week in shown]
        datasets = [
            bars(_("balance a day"), balances),
            whiskers(_("interval"), balances, margins),
        ]
        return [
            Chart(_("Balance a day, by week; 12 weeks"), "bar", labels, datasets, "kcal"),
        ]

    @admin.display(description=_("week"))
    def week(self, trend: WeeklyTrend) -> str:
        days = (trend.week_start, trend.week_start + timedelta(days=6))
        return " – ".join(date_format(day, "SHORT_DATE_FORMAT") for day in days)

    @admin.display(description=_("Monday"))
    def monday(self, trend: WeeklyTrend) -> str:
        return date_format(trend.week_start, "SHORT_DATE_FORMAT")

    @admin.display(description=_("complete days"))
    def days(self, trend: WeeklyTrend) -> str:
        return f"{trend.data_points} / {trend.days_logged}"

    @admin.display(description=_("eaten (kcal)"))
    def eaten(self, trend: WeeklyTrend) -> str:
        return number(trend.average_consumed_kcal, 0)

    @admin.display(description=_("spent (kcal)"))
    def spent(self, trend: WeeklyTrend) -> str:
        return number(trend.average_expenditure_kcal, 0)

    @admin.display(description=_("balance (kcal)"))
    def balance(self, trend: WeeklyTrend) -> str:
        return with_margin(trend.average_balance_kcal, trend.balance_margin_kcal)

    @admin.display(description=_("goals reached (%)"))
    def adherence(self, trend: WeeklyTrend) -> str:
        return number(trend.adherence_percent, 0)

    @admin.display(description=_("confidence"))
    def trust(self, trend: WeeklyTrend) -> str:
        return confidence(trend.confidence)
