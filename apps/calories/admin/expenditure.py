"""Back-office: what people spend, learnt from plates and the scale."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from apps.calories.admin.charts import Chart, ChartedFacts, band, line
from apps.calories.models import ExpenditureEstimate
from apps.shared.admin import badge, number

CHART_DAYS = 120
STATE = badge(
    "state",
    _("state"),
    {"updating": "success", "holding": "warning", "insufficient": "danger"},
)


@admin.register(ExpenditureEstimate)
class ExpenditureEstimateAdmin(ChartedFacts):
    list_display = ("user", "day", "spent", "interval", STATE, "reason", "facts", "trend")
    list_filter = (
        ("date", RangeDateFilter),
        ("state", ChoicesDropdownFilter),
        ("reason", ChoicesDropdownFilter),
    )
    day_field = "date"
    ordering_of_one_user = ("-date",)
    fieldsets = (
        (None, {"fields": (("user", "date"), ("state", "reason"))}),
        (
            _("Expenditure"),
            {"fields": (("mean_kcal", "low_kcal", "high_kcal"), "told_kcal")},
        ),
        (
            _("Learnt from"),
            {"fields": (("complete_days", "weigh_ins", "trend_mass_kg"),)},
        ),
    )

    def charts(self, obj: ExpenditureEstimate) -> list[Chart]:
        rows = last_days(obj)
        labels = [date_format(day, "SHORT_DATE_FORMAT") for day in rows]
        mean, low, high = (
            [getattr(row, name) if row else None for row in rows.values()]
            for name in ("mean_kcal", "low_kcal", "high_kcal")
        )
        mass = [row.trend_mass_kg if row else None for row in rows.values()]
        interval = band(_("at least"), low, _("at most"), high)
        spent = [*interval, line(_("expenditure"), mean)]
        trend = [line(_("trend of body mass"), mass)]
        return [
            Chart(_("Expenditure and its interval, 120 days"), "line", labels, spent, "kcal"),
            Chart(_("Trend of body mass, 120 days"), "line", labels, trend, "kg"),
        ]

    @admin.display(description=_("day"))
    def day(self, estimate: ExpenditureEstimate) -> str:
        return self.moment_of(estimate)

    @admin.display(description=_("expenditure (kcal)"))
    def spent(self, estimate: ExpenditureEstimate) -> str:
        return number(estimate.mean_kcal, 0)

    @admin.display(description=_("interval (kcal)"))
    def interval(self, estimate: ExpenditureEstimate) -> str:
        return f"{number(estimate.low_kcal, 0)} – {number(estimate.high_kcal, 0)}"

    @admin.display(description=_("complete days · weigh-ins"))
    def facts(self, estimate: ExpenditureEstimate) -> str:
        return f"{number(estimate.complete_days)} · {number(estimate.weigh_ins)}"

    @admin.display(description=_("trend (kg)"))
    def trend(self, estimate: ExpenditureEstimate) -> str:
        return number(estimate.trend_mass_kg, 1)


def last_days(newest: ExpenditureEstimate) -> dict[Any, ExpenditureEstimate | None]:
    """The days up to one, oldest first, from the first that has an estimate on."""
    first = newest.date - timedelta(days=CHART_DAYS - 1)
    stored = ExpenditureEstimate.objects.filter(
        user_id=newest.user_id, date__range=(first, newest.date)
    )
    by_day = {row.date: row for row in stored}
    length = (newest.date - min(by_day, default=newest.date)).days
    days = (newest.date - timedelta(days=back) for back in reversed(range(length + 1)))
    return {day: by_day.get(day) for day in days}
