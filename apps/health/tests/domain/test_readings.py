"""Records of a phone: what is stored, what is refused and why, what is kept aside."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.health.domain.readings import COLUMNS, Batch, read_records
from apps.health.domain.types import TYPE_OF, TYPES

NOW_US = 1_763_730_000_000_000  # 2025-11-21 13:00 UTC
UUID = "0B5A1D9E-6B1C-4F7E-9A54-3F2B1C0D9E8F"
STEPS = "HKQuantityTypeIdentifierStepCount"
MASS = "HKQuantityTypeIdentifierBodyMass"
SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
WORKOUT = "HKWorkoutTypeIdentifier"
MISSING = object()


def record(**changes: Any) -> dict[str, Any]:
    made = {
        "uuid": UUID,
        "type": STEPS,
        "start": "2025-11-20T10:00:00Z",
        "end": "2025-11-20T11:10:00+01:00",
        "value": 900,
        "unit": "count",
        "source": {
            "bundle_id": "com.apple.health.1",
            "product_type": "Watch6,1",
            "name": "Orologio\u00a0di Anna",
            "version": "11.1",
        },
    } | changes
    return {name: value for name, value in made.items() if value is not MISSING}


def batch(*records: object) -> Batch:
    return read_records(records, now_us=NOW_US, zone="Europe/Rome")


def stored(**changes: Any) -> dict[str, Any]:
    (reading,) = batch(record(**changes)).readings
    return dict(zip(COLUMNS, reading, strict=True))


def refused(**changes: Any) -> tuple[str, str | None]:
    result = batch(record(**changes))
    assert not result.readings
    (refusal,) = result.refusals
    return refusal.code, refusal.field


def test_a_record_becomes_a_row():
    assert stored() == {
        "uuid": UUID.lower(),
        "type": TYPES["step_count"].number,
        # 20 November 2025 is 20,412 days after 1970-01-01
        "start_us": (20_412 * 24 + 10) * 3_600_000_000,
        "end_us": (20_412 * 24 + 10) * 3_600_000_000 + 600_000_000,
        "value": 900.0,
        "source_key": ("com.apple.health.1", "Watch6,1"),
        "zone": "Europe/Rome",
        "user_entered": False,
        "sync_identifier": None,
        "sync_version": None,
        "external_uuid": None,
        "metadata": None,
    }


def test_a_converted_value_keeps_what_was_sent():
    row = stored(type=MASS, value=150.0, unit="lb")
    assert row["value"] == pytest.approx(68.0388555)
    assert row["metadata"] == {"sent_value": 150.0, "sent_unit": "lb"}


def test_what_says_more_is_kept():
    row = stored(
        zone="America/New_York",
        user_entered=True,
        sync_identifier="meal-7",
        sync_version=2,
        external_uuid="abc",
        metadata={"HKWeatherHumidity": 40},
    )
    assert (row["zone"], row["user_entered"]) == ("America/New_York", True)
    assert (row["sync_identifier"], row["sync_version"]) == ("meal-7", 2)
    assert row["external_uuid"] == "abc"
    assert row["metadata"] == {"HKWeatherHumidity": 40}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"uuid": MISSING}, ("UUID_INVALID", "uuid")),
        ({"uuid": "not one"}, ("UUID_INVALID", "uuid")),
        ({"uuid": UUID + "\n"}, ("UUID_INVALID", "uuid")),
        ({"uuid": 7}, ("UUID_INVALID", "uuid")),
        ({"type": MISSING}, ("TYPE_MISSING", "type")),
        ({"type": ["StepCount"]}, ("TYPE_MISSING", "type")),
        ({"unit": MISSING}, ("UNIT_UNKNOWN", "unit")),
        ({"unit": "parsec"}, ("UNIT_UNKNOWN", "unit")),
        ({"unit": {"kg": 1}}, ("UNIT_UNKNOWN", "unit")),
        ({"unit": "kg"}, ("UNIT_INCOMPATIBLE", "unit")),
        ({"value": float("nan")}, ("VALUE_NOT_FINITE", "value")),
        ({"value": float("-inf")}, ("VALUE_NOT_FINITE", "value")),
        ({"value": 10**400}, ("VALUE_NOT_FINITE", "value")),
        ({"value": MISSING}, ("VALUE_INVALID", "value")),
        ({"value": True}, ("VALUE_INVALID", "value")),
        ({"value": "900"}, ("VALUE_INVALID", "value")),
        ({"value": 10**12}, ("VALUE_IMPLAUSIBLE", "value")),
        ({"value": -1}, ("VALUE_IMPLAUSIBLE", "value")),
        ({"value": 20_001}, ("VALUE_IMPLAUSIBLE", "value")),  # in ten minutes
        ({"type": MASS, "unit": "kg", "value": 7000}, ("VALUE_IMPLAUSIBLE", "value")),
        ({"end": "2025-11-20T09:59:59Z"}, ("END_BEFORE_START", "end")),
        ({"start": MISSING}, ("TIME_INVALID", "start")),
        ({"start": "yesterday"}, ("TIME_INVALID", "start")),
        ({"end": "2025-11-20T11:00:00"}, ("TIME_INVALID", "end")),  # no offset
        ({"end": 1_763_730_000}, ("TIME_INVALID", "end")),
        ({"start": "1970-01-01T00:00:00Z"}, ("TIME_TOO_OLD", "start")),
        ({"start": "1999-12-31T23:59:59Z"}, ("TIME_TOO_OLD", "start")),
        ({"end": "2025-11-22T13:00:01Z"}, ("TIME_IN_FUTURE", "end")),
        ({"start": "2099-01-01T00:00:00Z", "end": "2099-01-01T00:01:00Z"},
         ("TIME_IN_FUTURE", "start")),
        ({"start": "2025-11-16T10:00:00Z"}, ("INTERVAL_TOO_LONG", "end")),
        ({"source": MISSING}, ("SOURCE_MISSING", "source")),
        ({"source": "watch"}, ("SOURCE_MISSING", "source")),
        ({"source": {"name": "W"}}, ("SOURCE_MISSING", "source.bundle_id")),
        ({"source": {"bundle_id": "a\0b"}}, ("TEXT_INVALID", "source.bundle_id")),
        ({"source": {"bundle_id": ["a"]}}, ("TEXT_INVALID", "source.bundle_id")),
        ({"source": {"bundle_id": "a", "product_type": 3}},
         ("TEXT_INVALID", "source.product_type")),
        ({"sync_identifier": "a"}, ("SYNC_VERSION_MISSING", "sync_version")),
        ({"sync_identifier": "a", "sync_version": 1.5}, ("SYNC_VERSION_MISSING", "sync_version")),
        ({"sync_identifier": "a", "sync_version": 2**63}, ("SYNC_VERSION_MISSING", "sync_version")),
        ({"sync_identifier": "a" * 201, "sync_version": 1}, ("TEXT_INVALID", "sync_identifier")),
        ({"external_uuid": "\ud800"}, ("TEXT_INVALID", "external_uuid")),
        ({"metadata": [1]}, ("METADATA_INVALID", "metadata")),
        ({"metadata": {"a": "\0"}}, ("METADATA_INVALID", "metadata")),
        ({"metadata": {"a": "x" * 20_000}}, ("METADATA_INVALID", "metadata")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(changes, expected):
    assert refused(**changes) == expected


@pytest.mark.parametrize("sent", [None, 3, "text", [], ["uuid"]])
def test_what_is_no_record_is_refused(sent):
    (refusal,) = batch(sent).refusals
    assert (refusal.code, refusal.field, refusal.uuid) == ("RECORD_INVALID", None, None)


def test_one_bad_record_does_not_spoil_the_others():
    result = batch(record(), record(value=-1), record(type="HKNew"), record())
    assert len(result.readings) == 2
    (refusal,) = result.refusals
    assert (refusal.index, refusal.uuid) == (1, UUID.lower())
    assert [aside.index for aside in result.kept_aside] == [2]


def test_a_type_of_tomorrow_is_kept_aside_as_sent():
    sent = record(type="HKQuantityTypeIdentifierHappiness", unit="smile", value="high")
    (aside,) = batch(sent).kept_aside
    assert (aside.uuid, aside.identifier) == (UUID.lower(), "HKQuantityTypeIdentifierHappiness")
    assert aside.record == sent


@pytest.mark.parametrize("name", ["Mars/Olympus", "", 5, ["UTC"], "x" * 99, "a\0b"])
def test_an_unknown_zone_is_the_devices_and_counted(name):
    result = batch(record(zone=name))
    assert result.readings[0][COLUMNS.index("zone")] == "Europe/Rome"
    assert result.unknown_zones.total() == (1 if name else 0)


def test_an_old_weight_is_kept_but_not_one_of_a_clock_never_set():
    old = {"type": MASS, "unit": "kg", "value": 70}
    assert stored(**old, start="1985-05-01T08:00:00Z", end="1985-05-01T08:00:00Z")
    broken = {"start": "1970-01-01T00:00:05Z", "end": "1970-01-01T00:00:05Z"}
    assert refused(**old, **broken) == ("TIME_TOO_OLD", "start")


def test_a_phone_may_be_ahead_by_a_day():
    assert stored(end="2025-11-21T00:00:00Z")
    ahead = "2025-11-22T13:00:00Z"
    assert stored(start=ahead, end=ahead)


def test_steps_entered_for_a_day_at_one_moment_are_believed():
    moment = "2025-11-20T12:00:00Z"
    assert stored(start=moment, end=moment, value=30_000)["value"] == 30_000


def test_a_category_is_sent_as_number_or_name():
    night = {"type": SLEEP, "unit": MISSING}
    assert stored(**night, value=3)["value"] == 3
    assert stored(**night, value="HKCategoryValueSleepAnalysisAsleepDeep")["value"] == 4
    assert refused(**night, value="HKCategoryValueSleepAnalysisDreaming")[0] == "VALUE_INVALID"
    assert refused(**night, value=17)[0] == "VALUE_IMPLAUSIBLE"
    mindful = "HKCategoryTypeIdentifierMindfulSession"
    assert stored(type=mindful, unit=MISSING, value=MISSING)["value"] == 0


def test_a_workout_without_a_duration_lasted_from_start_to_end():
    assert stored(type=WORKOUT, unit=MISSING, value=MISSING)["value"] == 10
    assert stored(type=WORKOUT, unit="s", value=300)["value"] == pytest.approx(5)
    assert refused(type=WORKOUT, unit="s", value=MISSING)[0] == "VALUE_INVALID"


def test_a_state_of_mind_is_its_valence():
    mood = {"type": "HKDataTypeStateOfMind", "unit": MISSING}
    assert stored(**mood, value=-0.25)["value"] == -0.25
    assert refused(**mood, value=-2)[0] == "VALUE_IMPLAUSIBLE"


def test_sources_are_told_once_with_their_first_sample():
    earlier = {"start": "2025-11-19T10:00:00Z", "end": "2025-11-19T10:00:00Z"}
    result = batch(record(), record(**earlier), record(source={"bundle_id": "app"}, value=-1))
    (source,) = result.sources.values()
    assert (source.name, source.version) == ("Orologio\u00a0di Anna", "11.1")
    first = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=source.first_us)
    assert first.isoformat() == "2025-11-19T10:00:00+00:00"


def test_there_are_types_enough_and_no_number_or_identifier_twice():
    assert len(TYPES) >= 45
    assert len({kind.number for kind in TYPES.values()}) == len(TYPES)
    assert len(TYPE_OF) == sum(len(kind.identifiers) for kind in TYPES.values())


def test_the_products_confidences():
    expected = {"step_count": "0.90", "active_energy_kcal": "0.75", "body_mass_kg": "0.95"}
    expected |= {"heart_rate_per_min": "0.92", "flights_climbed_count": "0.70"}
    assert {code: str(TYPES[code].confidence) for code in expected} == expected
