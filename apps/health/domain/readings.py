"""One record of a phone, checked and converted: a row to store, a refusal, or kept aside.

Runs once a sample of every batch and every export, so it works on plain tuples and remembers
what it has worked out for a unit, a zone and a source.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson

from apps.health.domain.category_values import NOT_APPLICABLE
from apps.health.domain.types import TYPE_OF, Aggregation, HealthType
from apps.health.domain.units import UnitError, conversion
from apps.shared.days import zone as zone_named

COLUMNS = (
    "uuid",  # lower case
    "type",  # HealthType.number
    "start_us",
    "end_us",
    "value",  # in the type's unit
    "source_key",  # (bundle id, product type)
    "zone",
    "user_entered",
    "sync_identifier",
    "sync_version",
    "external_uuid",
    "metadata",  # with sent_value and sent_unit where the value was converted
)
Reading = tuple[
    str, int, int, int, float, tuple[str, str], str, bool,
    str | None, int | None, str | None, dict[str, Any] | None,
]  # fmt: skip


class Refusal(NamedTuple):
    """``field`` is the record's member at fault, None for the record itself."""

    index: int
    uuid: str | None
    code: str
    field: str | None


class KeptAside(NamedTuple):
    index: int
    uuid: str
    identifier: str
    record: dict[str, Any]


@dataclass(slots=True)
class SeenSource:
    bundle_id: str
    product_type: str
    name: str
    version: str
    first_us: int


@dataclass(slots=True)
class Batch:
    """``sources`` are those of the readings; ``unknown_zones`` how often each was sent."""

    readings: list[Reading] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    kept_aside: list[KeptAside] = field(default_factory=list)
    sources: dict[tuple[str, str], SeenSource] = field(default_factory=dict)
    unknown_zones: Counter[str] = field(default_factory=Counter)


class _Refused(Exception):
    def __init__(self, code: str, field: str | None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


class _Plan(NamedTuple):
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


def _text(value: object, name: str, most: int = MOST_TEXT) -> str | None:
    if value is None:
        return None
    if type(value) is str and 0 < len(value) <= most and _is_storable(value):
        return value
    raise _Refused("TEXT_INVALID", name)


def _json(value: object, name: str | None) -> None:
    try:
        text = orjson.dumps(value)
    except TypeError as error:
        raise _Refused("METADATA_INVALID", name) from error
    if len(text) > MOST_METADATA_BYTES or _NUL in text:
        raise _Refused("METADATA_INVALID", name)


def _instant(text: Any, name: str) -> int:
    """Microseconds since 1970 of an ISO 8601 instant with its offset."""
    try:
        since: timedelta = datetime.fromisoformat(text) - EPOCH
    except (TypeError, ValueError, OverflowError) as error:
        raise _Refused("TIME_INVALID", name) from error
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _plan(identifier: object, unit: object) -> _Plan | None:
    """None when the type is not one of ours."""
    if type(identifier) is not str or not identifier:
        raise _Refused("TYPE_MISSING", "type")
    kind = TYPE_OF.get(identifier)
    if kind is None:
        return None
    has_unit = kind.aggregation in (Aggregation.CUMULATIVE, Aggregation.DISCRETE)
    if unit is None and not has_unit:
        unit = kind.unit
    if type(unit) is not str:
        raise _Refused("UNIT_UNKNOWN", "unit")
    try:
        factor, offset = conversion(unit, kind) if kind.unit else (1.0, 0.0)
    except UnitError as error:
        raise _Refused(error.code, "unit") from error
    return _Plan(
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


def _check_times(plan: _Plan, start: int, end: int, latest: int) -> None:
    if end < start:
        raise _Refused("END_BEFORE_START", "end")
    if start < plan.oldest_us:
        raise _Refused("TIME_TOO_OLD", "start")
    if end > latest:
        raise _Refused("TIME_IN_FUTURE", "start" if start > latest else "end")
    if end - start > plan.longest_us:
        raise _Refused("INTERVAL_TOO_LONG", "end")


def _number(plan: _Plan, value: Any, start: int, end: int) -> float:
    """What was sent as a number: a category by its name, a workout by how long it lasted."""
    if type(value) is float or type(value) is int:
        try:
            return float(value)
        except OverflowError as error:
            raise _Refused("VALUE_NOT_FINITE", "value") from error
    kind = plan.kind
    if kind.aggregation is Aggregation.CATEGORY:
        if type(value) is str and value in kind.values:
            return float(kind.values[value])
        if value is None and kind.values is NOT_APPLICABLE:
            return 0.0
    if kind.aggregation is Aggregation.WORKOUT and value is None and not plan.is_converted:
        return (end - start) / 60_000_000
    raise _Refused("VALUE_INVALID", "value")


def _check_value(plan: _Plan, value: float, start: int, end: int) -> None:
    """Why a value is refused, if it is. The rate is that of an hour at least, because what is
    entered by hand for a day often lasts a minute."""
    if value - value != 0:
        raise _Refused("VALUE_NOT_FINITE", "value")
    if not plan.least <= value <= plan.most:
        raise _Refused("VALUE_IMPLAUSIBLE", "value")
    most_per_us = plan.most_per_us
    if most_per_us is not None and end > start and value > most_per_us * max(end - start, HOUR_US):
        raise _Refused("VALUE_IMPLAUSIBLE", "value")


def _sync(record: dict[str, Any]) -> tuple[str, int] | tuple[None, None]:
    identifier = _text(record.get("sync_identifier"), "sync_identifier")
    if identifier is None:
        return None, None
    version = record.get("sync_version")
    if type(version) is float and version.is_integer():
        version = int(version)
    if type(version) is not int or abs(version) > MOST_VERSION:
        raise _Refused("SYNC_VERSION_MISSING", "sync_version")
    return identifier, version


def _metadata(record: dict[str, Any], plan: _Plan) -> dict[str, Any] | None:
    metadata = record.get("metadata")
    if metadata:
        if type(metadata) is not dict:
            raise _Refused("METADATA_INVALID", "metadata")
        _json(metadata, "metadata")
    elif not plan.is_converted:
        return None
    if plan.is_converted:
        sent = {"sent_value": record["value"], "sent_unit": record["unit"]}
        return {**metadata, **sent} if metadata else sent
    return metadata


def _shown(text: object, most: int = MOST_ZONE) -> str:
    """A name that is only shown: cut and cleaned, never a reason to refuse a sample."""
    if type(text) is not str:
        return ""
    return text[:most].encode("utf-8", "ignore").decode().replace("\0", "")


class Reader:
    """Reads the records of one request or export. ``now_us`` is the server's clock, ``zone`` the
    device's zone, which samples without one (or with one nobody knows) were measured in."""

    def __init__(self, *, now_us: int, zone: str) -> None:
        self.batch = Batch()
        self._latest = now_us + FUTURE_US
        self._zone = zone
        self._zones: dict[str, str] = {zone: zone}
        self._plans: dict[tuple[str, str | None], _Plan] = {}

    def read(self, index: int, record: object) -> None:
        """Adds the record to the batch, as what it turns out to be."""
        uuid = None
        try:
            if type(record) is not dict:
                raise _Refused("RECORD_INVALID", None)
            uuid = self._uuid(record.get("uuid"))
            plan = self._plan_for(record)
            if plan is None:
                self._keep_aside(index, uuid, record)
            else:
                self.batch.readings.append(self._reading(uuid, plan, record))
        except _Refused as refused:
            self.batch.refusals.append(Refusal(index, uuid, refused.code, refused.field))

    def _uuid(self, value: object) -> str:
        if type(value) is str:
            lower = value.lower()
            if _UUID(lower):
                return lower
        raise _Refused("UUID_INVALID", "uuid")

    def _plan_for(self, record: dict[str, Any]) -> _Plan | None:
        identifier, unit = record.get("type"), record.get("unit")
        try:
            return self._plans[identifier, unit]  # type: ignore[index]
        except (KeyError, TypeError):
            plan = _plan(identifier, unit)
        if plan is not None:
            self._plans[identifier, unit] = plan  # type: ignore[index]
        return plan

    def _reading(self, uuid: str, plan: _Plan, record: dict[str, Any]) -> Reading:
        get = record.get
        start = _instant(get("start"), "start")
        end = _instant(get("end"), "end")
        if not plan.oldest_us <= start <= end <= self._latest or end - start > plan.longest_us:
            _check_times(plan, start, end, self._latest)
        sent = get("value")
        number = sent if type(sent) is float else _number(plan, sent, start, end)
        value = number * plan.factor + plan.offset
        if plan.most_per_us is not None or not plan.least <= value <= plan.most:
            _check_value(plan, value, start, end)
        zone = get("zone")
        identifier, version = _sync(record) if "sync_identifier" in record else (None, None)
        return (
            uuid,
            plan.number,
            start,
            end,
            value,
            self._source_key(get("source"), start),
            self._zone_of(zone) if zone else self._zone,
            get("user_entered") is True,
            identifier,
            version,
            _text(get("external_uuid"), "external_uuid") if "external_uuid" in record else None,
            _metadata(record, plan) if plan.is_converted or "metadata" in record else None,
        )

    def _source_key(self, source: Any, start: int) -> tuple[str, str]:
        try:
            key = source["bundle_id"], source.get("product_type") or ""
            seen = self.batch.sources[key]
        except (KeyError, TypeError, AttributeError):
            return self._new_source(source, start)
        if start < seen.first_us:
            seen.first_us = start
        return key

    def _new_source(self, source: Any, start: int) -> tuple[str, str]:
        if type(source) is not dict:
            raise _Refused("SOURCE_MISSING", "source")
        bundle_id = _text(source.get("bundle_id"), "source.bundle_id")
        if bundle_id is None:
            raise _Refused("SOURCE_MISSING", "source.bundle_id")
        product = _text(source.get("product_type") or None, "source.product_type", 50) or ""
        name, version = _shown(source.get("name"), 200), _shown(source.get("version"), 50)
        key = bundle_id, product
        self.batch.sources[key] = SeenSource(bundle_id, product, name, version, start)
        return key

    def _zone_of(self, name: object) -> str:
        """The zone itself, or the device's when nobody knows it: the sample matters more."""
        try:
            return self._zones[name]  # type: ignore[index]
        except (KeyError, TypeError):
            pass
        try:
            if type(name) is str and len(name) <= MOST_ZONE:
                zone_named(name)
                self._zones[name] = name
                return name
        except ValueError:
            pass
        self.batch.unknown_zones[_shown(name)] += 1
        return self._zone

    def _keep_aside(self, index: int, uuid: str, record: dict[str, Any]) -> None:
        identifier = _text(record["type"], "type", MOST_IDENTIFIER)
        _json(record, None)
        self.batch.kept_aside.append(KeptAside(index, uuid, identifier or "", record))


def read_records(records: Iterable[object], *, now_us: int, zone: str) -> Batch:
    reader = Reader(now_us=now_us, zone=zone)
    read = reader.read
    for index, record in enumerate(records):
        read(index, record)
    return reader.batch
