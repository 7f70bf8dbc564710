"""From each plate to the balance, as tables."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from apps.calories.admin.words import EXPENDITURE_SOURCES, goal_step
from apps.calories.selectors import Explanation
from apps.shared.admin import Table, confidence, number


def explanation_tables(told: Explanation) -> list[tuple[Any, Table]]:
    """Titles and rows; what is not known of the body leaves the last ones empty."""
    return [
        (_("From plate to balance: what was eaten"), plates(told)),
        (_("The expenditures there were; the first one counts"), expenditures(told)),
        (_("From the habitual expenditure to the goal"), goal_steps(told)),
        (_("The balance, computed now from the facts"), outcome(told)),
    ]


def plates(told: Explanation) -> Table:
    intake = told.balance.intake
    headers = [_("meal"), _("food"), _("quantity (g)"), _("energy (kcal)")]
    rows = list(_plate_rows(told))
    if rows:
        energy = with_margin(intake.energy_kcal, intake.margin_kcal)
        rows.append([say("Together"), "", "", energy, "", confidence(intake.confidence)])
    return {"headers": [*headers, _("source"), _("confidence")], "rows": rows}


def _plate_rows(told: Explanation) -> Iterator[list[str]]:
    for meal in told.diary.meals:
        for item in meal.living_items:
            yield [
                meal.get_type_display(),
                item.food_name,
                with_margin(item.quantity_g, item.precision_g),
                number(item.energy_kcal, 0),
                item.get_source_display(),
                confidence(item.confidence),
            ]


def expenditures(told: Explanation) -> Table:
    headers = [_("from"), _("basal (kcal)"), _("active (kcal)"), _("together (kcal)")]
    rows = [
        [
            EXPENDITURE_SOURCES[each.source],
            number(each.basal_kcal, 0),
            number(each.active_kcal, 0),
            with_margin(each.total_kcal, each.margin_kcal),
            confidence(each.confidence),
        ]
        for each in told.candidates
    ]
    return {"headers": [*headers, _("confidence")], "rows": rows}


def goal_steps(told: Explanation) -> Table:
    rows = [[goal_step(each["code"]), number(each["after_kcal"], 0)] for each in told.goal_steps]
    return {"headers": [_("step"), _("after it (kcal)")], "rows": rows}


def outcome(told: Explanation) -> Table:
    balance = told.balance
    eaten, spent = balance.intake, balance.spent
    rows = [
        [_("Eaten"), with_margin(eaten.energy_kcal, eaten.margin_kcal)],
        [_("Spent"), with_margin(spent.total_kcal, spent.margin_kcal) if spent else "–"],
        [_("Balance"), with_margin(told.net_balance_kcal, balance.margin_kcal)],
        [_("Goal"), number(balance.goal_kcal, 0)],
    ]
    return {"headers": ["", _("energy (kcal)")], "rows": rows}


def with_margin(value: Decimal | None, margin: Decimal | None) -> str:
    """Both without decimals; without a margin the figure alone."""
    if value is None or margin is None:
        return number(value, 0)
    return f"{number(value, 0)} ± {number(margin, 0)}"
