"""From elements of an export to records as phones send them.

What an export does not have is made up for:

- **uuid**: from the user, what the record says and its number among equal ones, so that a second
  import of the same or a later export finds what is there.
- **bundle id**: that of the user's source of this name or device (``sources``).
- **zone**: ``HKTimeZone`` of the record; else the user's zone where it has the offset of the
  record's start; else the zone of that offset.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from apps.health.imports.apple_health.occurrences import Occurrences
from apps.health.imports.apple_health.parsing import Attributes, Element
from apps.health.imports.apple_health.sources import KnownSource, source_of_file

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
MOST_STATISTICS = 40
MOST_MOMENTS = 20_000

Record = dict[str, Any]


class Moment(NamedTuple):
    """A minute as the file writes it: in UTC, and its zone where it is not the user's."""

    utc: str
    zone: str | None


class RecordMaker:
    """Makes the records of one file, in its order."""

    def __init__(self, *, user_id: UUID, zone: str, known: Iterable[KnownSource] = ()) -> None:
        self._namespace = user_id.bytes
        self._known = list(known)
        self._zone = ZoneInfo(zone)
        self._occurrences = Occurrences()
        self._sources: dict[tuple[str | None, ...], tuple[str, dict[str, str | None]]] = {}
        self._moments: dict[str, Moment] = {}

    def made(self, elements: Sequence[Element]) -> list[Record]:
        """Records as phones send them, with their ``number`` among equal ones."""
        made = [self._told(element) for element in elements]
        numbers = self._occurrences.number([hash(key) for key, _record in made])
        for (key, record), number in zip(made, numbers, strict=True):
            record["uuid"] = self._uuid5(f"{key}|{number}")
            record["number"] = number
        return [record for _key, record in made]

    def _told(self, element: Element) -> tuple[str, Record]:
        """What makes two records of a user equal, and the record."""
        name, attributes, metadata, statistics = element
        get = attributes.get
        source, wire = self._source_of(attributes)
        (start, zone), (end, _zone) = self._moment(get("startDate")), self._moment(get("endDate"))
        record: Record = {"start": start, "end": end, "source": wire}
        if zone is not None:
            record["zone"] = zone
        if name == "Record":
            kind, value, unit = get("type"), get("value"), get("unit")
            _add_value(record, kind, value, unit)
        else:
            kind, value, unit = get("workoutActivityType"), get("duration"), get("durationUnit")
            _add_workout(record, attributes, statistics)
        if metadata:
            _add_metadata(record, metadata)
        return f"{kind}|{source}|{value}|{unit}|{start}|{end}", record

    def _source_of(self, attributes: Attributes) -> tuple[str, dict[str, str | None]]:
        get = attributes.get
        told = get("sourceName"), get("device"), get("sourceVersion")
        try:
            return self._sources[told]
        except KeyError:
            source = source_of_file(*(text or "" for text in told))
            wire = next((one.wire for one in self._known if one.is_same(source)), source.wire)
            told_apart = f"{source.name}|{source.product_type}"
            return self._sources.setdefault(told, (told_apart, wire))

    def _moment(self, text: str | None) -> tuple[str, str | None]:
        """The instant in UTC, whichever offset the file writes it with, and its zone where that
        is not the user's. What is no date is left to be refused."""
        if text is None:
            return "", None
        minute = text[:16] + text[20:]
        moment = self._moments.get(minute)
        if moment is None:
            if len(self._moments) >= MOST_MOMENTS:
                self._moments.clear()
            moment = self._moments[minute] = self._seen(minute)
        return f"{moment.utc}{text[16:19]}Z", moment.zone

    def _seen(self, minute: str) -> Moment:
        try:
            at = datetime.fromisoformat(minute)
            utc, apart = at.astimezone(UTC), at.utcoffset()
            is_theirs = apart is None or at.astimezone(self._zone).utcoffset() == apart
        except (ValueError, OverflowError):
            return Moment(minute, None)
        return Moment(utc.isoformat()[:16], None if is_theirs else _zone_of(apart))

    def _uuid5(self, name: str) -> str:
        """``uuid.uuid5``, in a third of its time."""
        text = sha1(self._namespace + name.encode(), usedforsecurity=False).hexdigest()
        variant = "89ab"[int(text[16], 16) & 3]
        return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


def _zone_of(apart: timedelta | None) -> str | None:
    """Of a whole number of hours; others have no zone of their own, and count as the user's."""
    hours, rest = divmod(apart or timedelta(0), timedelta(hours=1))
    return f"Etc/GMT{-hours:+d}" if not rest and -12 <= hours <= 14 else None


def _add_value(record: Record, kind: str | None, value: str | None, unit: str | None) -> None:
    record["type"] = kind
    if unit is not None:
        record["unit"] = unit
    if value is not None:
        record["value"] = _number(value) if kind and kind.startswith(QUANTITY) else value


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _add_metadata(record: Record, metadata: Attributes) -> None:
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


def _add_workout(record: Record, attributes: Attributes, statistics: list[Attributes]) -> None:
    record["type"] = WORKOUT
    if "duration" in attributes:
        record["value"] = _number(attributes["duration"])
        record["unit"] = attributes.get("durationUnit", "min")
    told: Record = {"activity": attributes.get("workoutActivityType", "")}
    told |= {key: text for key, text in attributes.items() if key.startswith("total")}
    if statistics:
        told["statistics"] = statistics[:MOST_STATISTICS]
    record["metadata"] = told
