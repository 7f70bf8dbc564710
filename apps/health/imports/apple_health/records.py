"""From elements of an export to records as phones send them.

What an export does not have is made up for:

- **uuid**: from the user, what the record says and its number among equal ones, so that a second
  import of the same or a later export finds what is there.
- **bundle id**: Apple's own where the device is a Watch or an iPhone, else the name of the source.
- **zone**: ``HKTimeZone`` of the record; else the user's zone where it has the offset of the
  record's start; else the zone of that offset.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from apps.health.imports.apple_health.occurrences import Occurrences
from apps.health.imports.apple_health.parsing import Element

APPLE_BUNDLE = "com.apple.health"
OTHER_BUNDLE = "export:"
LONGEST_NAME = 150
WORKOUT = "HKWorkoutTypeIdentifier"
STATE_OF_MIND = "HKCategoryTypeIdentifierStateOfMind"
VALENCE = "HKMetadataKeyStateOfMindValence"
QUANTITY = "HKQuantityType"
TIME_ZONE = "HKTimeZone"
USER_ENTERED = "HKWasUserEntered"
EXTERNAL_UUID = "HKExternalUUID"
# HealthKit replaced what these replace before it wrote the file.
SYNC = {"HKMetadataKeySyncIdentifier", "HKMetadataKeySyncVersion"}
TOLD_APART = {TIME_ZONE, USER_ENTERED, EXTERNAL_UUID, *SYNC}
HARDWARE = re.compile(r"manufacturer:Apple.*\bhardware:((?:Watch|iPhone)[0-9,]+)")
MOST_STATISTICS = 40

Record = dict[str, Any]


class SourceOfFile(NamedTuple):
    """As the file names a source; the product type is known of Apple's own devices."""

    name: str
    product_type: str
    version: str

    @property
    def wire(self) -> dict[str, str]:
        bundle_id = APPLE_BUNDLE if self.product_type else OTHER_BUNDLE + self.name
        return {
            "bundle_id": bundle_id if self.name else "",
            "product_type": self.product_type,
            "name": self.name,
            "version": self.version,
        }


@lru_cache(maxsize=4096)
def source_of(name: str, device: str, version: str) -> SourceOfFile:
    hardware = HARDWARE.search(device)
    return SourceOfFile(name[:LONGEST_NAME], hardware[1] if hardware else "", version)


class RecordMaker:
    """Makes the records of one file, in its order."""

    def __init__(self, *, user_id: UUID, zone: str) -> None:
        self._user_id = user_id
        self._zone = ZoneInfo(zone)
        self._occurrences = Occurrences()
        self._wires: dict[SourceOfFile, dict[str, str]] = {}
        self._zone_at = lru_cache(maxsize=4096)(self._zone_at_hour)

    def made(self, elements: Sequence[Element]) -> tuple[list[Record], list[int]]:
        """Records, and the number of each among equal ones."""
        keys = [_key(element) for element in elements]
        numbers = self._occurrences.number([hash(key) for key in keys])
        parts = zip(elements, keys, numbers, strict=True)
        return [self._record(*part) for part in parts], numbers

    def skipped(self, elements: Iterable[Element]) -> None:
        """Counts records that were made by an earlier attempt."""
        self._occurrences.number([hash(_key(element)) for element in elements])

    def _record(self, element: Element, key: str, number: int) -> Record:
        name, attributes, metadata, statistics = element
        get = attributes.get
        start, end = get("startDate", ""), get("endDate", "")
        record: Record = {
            "uuid": str(uuid5(self._user_id, f"{key}|{number}")),
            "start": start[:19] + start[20:],
            "end": end[:19] + end[20:],
            "source": self._wire(attributes),
        }
        if zone := self._zone_at(start[:13], start[20:]):
            record["zone"] = zone
        if name == "Workout":
            _add_workout(record, attributes, statistics)
        else:
            _add_value(record, attributes)
        if metadata:
            _add_metadata(record, metadata)
        return record

    def _wire(self, attributes: dict[str, str]) -> dict[str, str]:
        get = attributes.get
        source = source_of(get("sourceName", ""), get("device", ""), get("sourceVersion", ""))
        try:
            return self._wires[source]
        except KeyError:
            return self._wires.setdefault(source, source.wire)

    def _zone_at_hour(self, hour: str, offset: str) -> str | None:
        """The zone of an offset that is not the user's at that time; None when it is, or when
        the offset is no whole number of hours, which has no zone of its own."""
        try:
            at = datetime.fromisoformat(f"{hour}:00:00{offset}")
            apart = at.utcoffset()
            if apart is None or at.astimezone(self._zone).utcoffset() == apart:
                return None
        except (ValueError, OverflowError):
            return None
        hours, rest = divmod(apart, timedelta(hours=1))
        return f"Etc/GMT{-hours:+d}" if not rest and -14 <= -hours <= 12 else None


def _key(element: Element) -> str:
    """What makes two records of a user equal: never the way a file writes an instant."""
    name, attributes, _metadata, _statistics = element
    get = attributes.get
    source = source_of(get("sourceName", ""), get("device", ""), get("sourceVersion", ""))
    start, end = get("startDate", ""), get("endDate", "")
    kind = get("type") or get("workoutActivityType")
    value = get("value") if name == "Record" else get("duration")
    unit = get("unit")
    told = f"{kind}|{source.name}|{source.product_type}|{value}|{unit}"
    return f"{told}|{_instant(start)}|{_instant(end)}"


def _instant(text: str) -> str:
    try:
        at = datetime.fromisoformat(text[:19] + text[20:]).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    return at.isoformat()


def _add_value(record: Record, attributes: dict[str, str]) -> None:
    get = attributes.get
    kind, value = get("type"), get("value")
    record["type"] = kind
    if "unit" in attributes:
        record["unit"] = attributes["unit"]
    if value is not None:
        record["value"] = _number(value) if kind and kind.startswith(QUANTITY) else value


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _add_metadata(record: Record, metadata: dict[str, str]) -> None:
    if TIME_ZONE in metadata:
        record["zone"] = metadata[TIME_ZONE]
    if metadata.get(USER_ENTERED) == "1":
        record["user_entered"] = True
    if EXTERNAL_UUID in metadata:
        record["external_uuid"] = metadata[EXTERNAL_UUID]
    if VALENCE in metadata and record["type"] == STATE_OF_MIND:
        record["value"] = _number(metadata[VALENCE])
    rest = {key: value for key, value in metadata.items() if key not in TOLD_APART}
    if rest:
        record["metadata"] = {**record.get("metadata", {}), **rest}


def _add_workout(
    record: Record, attributes: dict[str, str], statistics: list[dict[str, str]] | None
) -> None:
    record["type"] = WORKOUT
    if "duration" in attributes:
        record["value"] = _number(attributes["duration"])
        record["unit"] = attributes.get("durationUnit", "min")
    told = {
        "activity": attributes.get("workoutActivityType", ""),
        **{key: attributes[key] for key in attributes if key.startswith("total")},
    }
    if statistics:
        told["statistics"] = statistics[:MOST_STATISTICS]  # type: ignore[assignment]
    record["metadata"] = told
