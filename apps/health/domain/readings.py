"""One record of a phone, checked and converted: a row to store, a refusal, or kept aside.

Runs once a sample of every batch and every export, so it works on plain tuples and remembers
what it has worked out for a unit, a zone and a source.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from apps.health.domain.record_checks import (
    FUTURE_US,
    MOST_IDENTIFIER,
    MOST_ZONE,
    Plan,
    Refused,
    check_json,
    check_times,
    check_value,
    checked_text,
    instant_us,
    metadata_of,
    number_of,
    plan_for,
    shown,
    sync_of,
    uuid_of,
)
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


@dataclass(frozen=True, slots=True)
class Refusal:
    """``field`` is the record's member at fault, None for the record itself."""

    index: int
    uuid: str | None
    code: str
    field: str | None


@dataclass(frozen=True, slots=True)
class KeptAside:
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


class Reader:
    """Reads the records of one request or export. ``now_us`` is the server's clock, ``zone`` the
    device's zone, which samples without one (or with one nobody knows) were measured in."""

    def __init__(self, *, now_us: int, zone: str) -> None:
        self.batch = Batch()
        self._latest = now_us + FUTURE_US
        self._zone = zone
        self._zones: dict[str, str] = {zone: zone}
        self._plans: dict[tuple[str, str | None], Plan] = {}

    def read(self, index: int, record: object) -> None:
        """Adds the record to the batch, as what it turns out to be."""
        uuid = None
        try:
            if type(record) is not dict:
                raise Refused("RECORD_INVALID", None)
            uuid = uuid_of(record.get("uuid"))
            plan = self._plan_for(record)
            if plan is None:
                self._keep_aside(index, uuid, record)
            else:
                self.batch.readings.append(self._reading(uuid, plan, record))
        except Refused as refused:
            self.batch.refusals.append(Refusal(index, uuid, refused.code, refused.field))

    def _plan_for(self, record: dict[str, Any]) -> Plan | None:
        identifier, unit = record.get("type"), record.get("unit")
        try:
            return self._plans[identifier, unit]  # type: ignore[index]
        except (KeyError, TypeError):
            plan = plan_for(identifier, unit)
        if plan is not None:
            self._plans[identifier, unit] = plan  # type: ignore[index]
        return plan

    def _reading(self, uuid: str, plan: Plan, record: dict[str, Any]) -> Reading:
        get = record.get
        start = instant_us(get("start"), "start")
        end = instant_us(get("end"), "end")
        if not plan.oldest_us <= start <= end <= self._latest or end - start > plan.longest_us:
            check_times(plan, start, end, self._latest)
        sent = get("value")
        number = sent if type(sent) is float else number_of(plan, sent, start, end)
        value = number * plan.factor + plan.offset
        if plan.most_per_us is not None or not plan.least <= value <= plan.most:
            check_value(plan, value, start, end)
        identifier, version = sync_of(record) if "sync_identifier" in record else (None, None)
        external = get("external_uuid")
        if external is not None:
            external = checked_text(external, "external_uuid")
        metadata = metadata_of(record, plan) if plan.is_converted or "metadata" in record else None
        zone = get("zone")
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
            external,
            metadata,
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
            raise Refused("SOURCE_MISSING", "source")
        bundle_id = checked_text(source.get("bundle_id"), "source.bundle_id")
        if bundle_id is None:
            raise Refused("SOURCE_MISSING", "source.bundle_id")
        product = checked_text(source.get("product_type") or None, "source.product_type", 50) or ""
        name, version = shown(source.get("name"), 200), shown(source.get("version"), 50)
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
        self.batch.unknown_zones[shown(name)] += 1
        return self._zone

    def _keep_aside(self, index: int, uuid: str, record: dict[str, Any]) -> None:
        identifier = checked_text(record["type"], "type", MOST_IDENTIFIER)
        check_json(record, None)
        self.batch.kept_aside.append(KeptAside(index, uuid, identifier or "", record))


def read_records(records: Iterable[object], *, now_us: int, zone: str) -> Batch:
    reader = Reader(now_us=now_us, zone=zone)
    read = reader.read
    for index, record in enumerate(records):
        read(index, record)
    return reader.batch
