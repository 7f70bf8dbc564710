"""What a phone sends beside its samples: uuids deleted since, and its own totals of days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from apps.health.domain.record_checks import Refused, check_value, number_of, plan_for, uuid_of
from apps.health.domain.types import Aggregation

OLDEST_DAY = date(2000, 1, 1)
A_DAY_AHEAD = timedelta(days=1)
REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Notice:
    """A record that was not simply stored. ``part`` is the list of the request, ``index`` the
    place in it, ``field`` the member at fault."""

    part: str
    index: int
    uuid: str | None
    outcome: str
    code: str
    field: str | None = None


class PhoneTotal(NamedTuple):
    type: int
    day: date
    value: float


def read_deleted(sent: Iterable[object]) -> tuple[list[str], list[Notice]]:
    """Uuids, alone or in an object beside what HealthKit says of a deleted one."""
    uuids: list[str] = []
    refused: list[Notice] = []
    for index, one in enumerate(sent):
        try:
            uuids.append(uuid_of(one.get("uuid") if isinstance(one, dict) else one))
        except Refused as error:
            refused.append(Notice("deleted", index, None, REJECTED, error.code, error.field))
    return uuids, refused


def read_totals(sent: Iterable[object], *, now: datetime) -> tuple[list[PhoneTotal], list[Notice]]:
    """Totals of cumulative types; those of types nobody knows are ignored."""
    totals: list[PhoneTotal] = []
    refused: list[Notice] = []
    for index, one in enumerate(sent):
        try:
            total = _total(one, latest=now.date() + A_DAY_AHEAD)
        except Refused as error:
            refused.append(Notice("statistics", index, None, REJECTED, error.code, error.field))
        else:
            totals += [total] if total else []
    return totals, refused


def _total(sent: Any, *, latest: date) -> PhoneTotal | None:
    if type(sent) is not dict:
        raise Refused("RECORD_INVALID", None)
    plan = plan_for(sent.get("type"), sent.get("unit"))
    if plan is None:
        return None
    if plan.kind.aggregation is not Aggregation.CUMULATIVE:
        raise Refused("TYPE_NOT_CUMULATIVE", "type")
    value = number_of(plan, sent.get("value"), 0, 0) * plan.factor + plan.offset
    check_value(plan, value, 0, 0)
    return PhoneTotal(plan.number, _day(sent.get("date"), latest), value)


def _day(text: Any, latest: date) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise Refused("DATE_INVALID", "date") from error
    if not OLDEST_DAY <= day <= latest:
        raise Refused("DATE_INVALID", "date")
    return day
