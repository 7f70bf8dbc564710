"""Pregnancy by its due date: whether it lasts, and in which trimester a day is."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from apps.calories.domain.requirement import addition
from apps.calories.domain.safety import Condition

# From the last menstruation, as due dates are reckoned (Naegele): 40 weeks.
PREGNANCY = timedelta(days=280)
# Without news the pregnancy is over three weeks after the due date.
LONGEST_OVERDUE = timedelta(days=21)
# The second trimester begins with the 14th completed week, the third with the 28th.
TRIMESTER_FROM_DAY = (0, 14 * 7, 28 * 7)


def trimester(due_date: date | None, on: date) -> int | None:
    """1 to 3; None outside the pregnancy."""
    if due_date is None or not due_date - PREGNANCY <= on <= due_date + LONGEST_OVERDUE:
        return None
    since = (on - (due_date - PREGNANCY)).days
    return sum(first <= since for first in TRIMESTER_FROM_DAY)


def conditions_on(
    conditions: Iterable[Condition], due_date: date | None, on: date
) -> frozenset[Condition]:
    """What was told, and the pregnancy while it lasts; a due date that is long past ended it."""
    told = frozenset(conditions)
    if due_date is None:
        return told
    pregnant = frozenset({Condition.PREGNANT})
    return told | pregnant if trimester(due_date, on) else told - pregnant


def added_kcal(conditions: Iterable[Condition], due_date: date | None, on: date) -> Decimal:
    """Energy required beyond the expenditure; nothing for a pregnancy without a due date."""
    lactating = Condition.LACTATING in conditions
    return addition(trimester=trimester(due_date, on), lactating=lactating).energy_kcal
