"""The checks of one record's members; each says what is wrong by raising ``Refused``."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson

from apps.health.domain.category_values import NOT_APPLICABLE
from apps.health.domain.types import TYPE_OF, Aggregation, HealthType
from apps.health.domain.units import UnitError, conversion


class Refused(Exception):
    def __init__(self, code: str, field: str | None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


class Plan(NamedTuple):
    """What to do with the values of one type in one unit."""

    kind: HealthType
    number: int
    factor: float
    offset: float
    is_converted: bool
    least: float
    most: float
    most_per_us: float | None
    oldest_us: int
    longest_us: int


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
# A phone whose clock was never set says 1970. HealthKit is from 2014 and takes older data that
# other apps and people bring; weights and heights may come from long before, but not from 1970's
# first day.
OLDEST_US = 10_957 * DAY_US  # 2000-01-01
OLDEST_BODY_US = DAY_US  # 1970-01-02
# A phone's clock may be wrong by its whole time zone.
FUTURE_US = 24 * HOUR_US
# HealthKit has such a limit for each type (HKSampleType.maximumAllowedDuration) and does not
# publish it. Four days is longer than any sleep, workout or total an app writes, and short
# enough that a sample touches few days.
LONGEST_US = 4 * DAY_US
UNLIMITED_US = 1 << 62

MOST_TEXT = 200
MOST_IDENTIFIER = 100
MOST_ZONE = 64
MOST_METADATA_BYTES = 16_384
MOST_VERSION = 2**63 - 1

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}").fullmatch
_NUL = b"\\u0000"


def _is_storable(text: str) -> bool:
    """PostgreSQL stores no NUL, and UTF-8 no half of a surrogate pair."""
    return text.isprintable() or (
        "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
    )


def checked_text(value: object, name: str, most: int = MOST_TEXT) -> str | None:
    if value is None:
        return None
    if type(value) is str and 0 < len(value) <= most and _is_storable(value):
        return value
    raise Refused("TEXT_INVALID", name)


def check_json(value: object, name: str | None) -> None:
    try:
        text = orjson.dumps(value)
    except TypeError as error:
        raise Refused("METADATA_INVALID", name) from error
    if len(text) > MOST_METADATA_BYTES or _NUL in text:
        raise Refused("METADATA_INVALID", name)


def instant_us(text: Any, name: str) -> int:
    """Microseconds since 1970 of an ISO 8601 instant with its offset."""
    try:
        since: timedelta = datetime.fromisoformat(text) - EPOCH
    except (TypeError, ValueError, OverflowError) as error:
        raise Refused("TIME_INVALID", name) from error
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def plan_for(identifier: object, unit: object) -> Plan | None:
    """None when the type is not one of ours."""
    if type(identifier) is not str or not identifier:
        raise Refused("TYPE_MISSING", "type")
    kind = TYPE_OF.get(identifier)
    if kind is None:
        return None
    has_unit = kind.aggregation in (Aggregation.CUMULATIVE, Aggregation.DISCRETE)
    if unit is None and not has_unit:
        unit = kind.unit
    if type(unit) is not str:
        raise Refused("UNIT_UNKNOWN", "unit")
    try:
        factor, offset = conversion(unit, kind) if kind.unit else (1.0, 0.0)
    except UnitError as error:
        raise Refused(error.code, "unit") from error
    return Plan(
        kind,
        kind.number,
        factor,
        offset,
        (factor, offset) != (1.0, 0.0),
        kind.least,
        kind.most,
        None if kind.most_per_hour is None else kind.most_per_hour / HOUR_US,
        OLDEST_BODY_US if kind.is_body_measure else OLDEST_US,
        UNLIMITED_US if kind.aggregation is Aggregation.DISCRETE else LONGEST_US,
    )


def check_times(plan: Plan, start: int, end: int, latest: int) -> None:
    if end < start:
        raise Refused("END_BEFORE_START", "end")
    if start < plan.oldest_us:
        raise Refused("TIME_TOO_OLD", "start")
    if end > latest:
        raise Refused("TIME_IN_FUTURE", "start" if start > latest else "end")
    if end - start > plan.longest_us:
        raise Refused("INTERVAL_TOO_LONG", "end")


def number_of(plan: Plan, value: Any, start: int, end: int) -> float:
    """What was sent as a number: a category by its name, a workout by how long it lasted."""
    if type(value) is float or type(value) is int:
        try:
            return float(value)
        except OverflowError as error:
            raise Refused("VALUE_NOT_FINITE", "value") from error
    kind = plan.kind
    if kind.aggregation is Aggregation.CATEGORY:
        if type(value) is str and value in kind.values:
            return float(kind.values[value])
        if value is None and kind.values is NOT_APPLICABLE:
            return 0.0
    if kind.aggregation is Aggregation.WORKOUT and value is None and not plan.is_converted:
        return (end - start) / 60_000_000
    raise Refused("VALUE_INVALID", "value")


def check_value(plan: Plan, value: float, start: int, end: int) -> None:
    """Why a value is refused, if it is. The rate is that of an hour at least, because what is
    entered by hand for a day often lasts a minute."""
    if value - value != 0:
        raise Refused("VALUE_NOT_FINITE", "value")
    if not plan.least <= value <= plan.most:
        raise Refused("VALUE_IMPLAUSIBLE", "value")
    most_per_us = plan.most_per_us
    if most_per_us is not None and end > start and value > most_per_us * max(end - start, HOUR_US):
        raise Refused("VALUE_IMPLAUSIBLE", "value")


def sync_of(record: dict[str, Any]) -> tuple[str, int] | tuple[None, None]:
    identifier = checked_text(record.get("sync_identifier"), "sync_identifier")
    if identifier is None:
        return None, None
    version = record.get("sync_version")
    if type(version) is float and version.is_integer():
        version = int(version)
    if type(version) is not int or abs(version) > MOST_VERSION:
        raise Refused("SYNC_VERSION_MISSING", "sync_version")
    return identifier, version


def metadata_of(record: dict[str, Any], plan: Plan) -> dict[str, Any] | None:
    metadata = record.get("metadata")
    if metadata:
        if type(metadata) is not dict:
            raise Refused("METADATA_INVALID", "metadata")
        check_json(metadata, "metadata")
    elif not plan.is_converted:
        return None
    if plan.is_converted:
        sent = {"sent_value": record["value"], "sent_unit": record["unit"]}
        return {**metadata, **sent} if metadata else sent
    return metadata


def shown(text: object, most: int = MOST_ZONE) -> str:
    """A name that is only shown: cut and cleaned, never a reason to refuse a sample."""
    if type(text) is not str:
        return ""
    return text[:most].encode("utf-8", "ignore").decode().replace("\0", "")


def uuid_of(value: object) -> str:
    if type(value) is str:
        lower = value.lower()
        if _UUID(lower):
            return lower
    raise Refused("UUID_INVALID", "uuid")
