"""From elements of an export to the records a phone would send."""

import io
import random
from collections import Counter
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.health.domain.readings import read_records
from apps.health.imports.apple_health.occurrences import Occurrences
from apps.health.imports.apple_health.parsing import ExportParser
from apps.health.imports.apple_health.records import RecordMaker
from apps.health.imports.apple_health.sources import KnownSource
from apps.health.tests.apple_exports import WATCH, export, record

ANNA = UUID(int=1)
NOW_US = 1_735_689_600_000_000  # 2025-01-01


def made(*elements: str, known: list[KnownSource] | None = None) -> list[dict]:
    maker = RecordMaker(user_id=ANNA, zone="Europe/Rome", known=known or [])
    batches = ExportParser(io.BytesIO(export(*elements))).batches()
    return [one for batch in batches for one in maker.made(batch)]


def refusals(*elements: str) -> list[str]:
    batch = read_records(made(*elements), now_us=NOW_US, zone="Europe/Rome")
    return [one.code for one in batch.refusals]


def test_a_record_is_told_as_a_phone_tells_it():
    told = record(
        "2024-06-15 08:00:00 +0200",
        "2024-06-15 08:10:05 +0200",
        metadata={"HKWasUserEntered": "1", "HKExternalUUID": "abc", "HKFoodMeal": "1"},
    )
    (one,) = made(told)
    assert (one["start"], one["end"]) == ("2024-06-15T06:00:00Z", "2024-06-15T06:10:05Z")
    assert (one["type"], one["value"], one["unit"]) == (
        "HKQuantityTypeIdentifierStepCount",
        100.0,
        "count",
    )
    assert one["user_entered"] is True
    assert (one["external_uuid"], one["metadata"]) == ("abc", {"HKFoodMeal": "1"})
    assert "zone" not in one


def test_an_instant_is_the_same_whichever_offset_the_file_writes_it_with():
    rome, new_york = made(record("2024-06-15 08:00:00 +0200"), record("2024-06-15 02:00:00 -0400"))
    assert rome["start"] == new_york["start"]
    assert (rome["number"], new_york["number"]) == (0, 1)


@pytest.mark.parametrize(
    ("start", "metadata", "zone"),
    [
        ("2024-06-15 08:00:00 +0200", {"HKTimeZone": "Asia/Tokyo"}, "Asia/Tokyo"),
        ("2024-06-15 08:00:00 +0200", {}, None),
        ("2024-01-15 08:00:00 +0100", {}, None),
        ("2024-06-15 08:00:00 -0400", {}, "Etc/GMT+4"),
        ("2024-06-15 08:00:00 +0530", {}, None),
    ],
)
def test_the_zone_is_the_records_else_the_users_else_the_offsets(start, metadata, zone):
    (one,) = made(record(start, metadata=metadata))
    assert one.get("zone") == zone


def test_a_uuid_is_made_of_what_the_record_says_and_its_number():
    first, second, other = made(record(), record(), record(value="101"))
    assert len({first["uuid"], second["uuid"], other["uuid"]}) == 3
    at = "2024-06-15T06:00:00Z"
    name = f"HKQuantityTypeIdentifierStepCount|iPhone||100|count|{at}|{at}|1"
    assert second["uuid"] == str(uuid5(ANNA, name))


def test_an_apple_device_is_told_by_its_hardware_an_app_on_it_by_its_name():
    watch, app = made(
        record(source="Anna", device=WATCH, sourceVersion="10.1"),
        record(source="Corsa", device=WATCH, sourceVersion="3.0"),
    )
    assert (watch["source"]["bundle_id"], watch["source"]["product_type"]) == (
        "com.apple.health",
        "Watch6,2",
    )
    assert (app["source"]["bundle_id"], app["source"]["product_type"]) == ("export:Corsa", "")


def test_a_source_the_phone_sent_before_keeps_its_bundle_id():
    live = KnownSource("com.apple.health.6F2A", "Watch6,2", "Orologio")
    (one,) = made(record(source="Anna", device=WATCH, sourceVersion="10.1"), known=[live])
    assert one["source"]["bundle_id"] == "com.apple.health.6F2A"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (record("1904-01-01 00:00:00 +0000"), "TIME_TOO_OLD"),
        (record("yesterday"), "TIME_INVALID"),
        (record("2024-02-30 00:00:00 +0000"), "TIME_INVALID"),
        (record("2099-01-01 00:00:00 +0000"), "TIME_IN_FUTURE"),
        (record("2024-06-15 08:00:00 +0200", "2024-06-15 07:59:59 +0200"), "END_BEFORE_START"),
        (record(value="nan"), "VALUE_NOT_FINITE"),
        (record(value="many"), "VALUE_INVALID"),
        (record(value="1000000000000"), "VALUE_IMPLAUSIBLE"),
        (record(unit="kg"), "UNIT_INCOMPATIBLE"),
        (record(source=""), "SOURCE_MISSING"),
        ("<Record/>", "TYPE_MISSING"),
    ],
)
def test_a_bad_record_is_refused_with_its_reason(told, code):
    assert refusals(record(), told) == [code]


def test_units_are_converted_and_categories_told_by_their_names():
    body = record(kind="HKQuantityTypeIdentifierBodyMass", unit="lb", value="150")
    asleep = record(
        "2024-06-15 01:00:00 +0200",
        "2024-06-15 02:00:00 +0200",
        kind="HKCategoryTypeIdentifierSleepAnalysis",
        unit=None,
        value="HKCategoryValueSleepAnalysisAsleepREM",
    )
    batch = read_records(made(body, asleep), now_us=NOW_US, zone="Europe/Rome")
    # A pound is 0.45359237 kg; REM is 5 in HealthKit.
    assert [reading[4] for reading in batch.readings] == [pytest.approx(68.0388555), 5.0]


def test_a_workout_is_its_minutes_with_what_the_phone_measured():
    workout = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30.5"'
        ' durationUnit="min" totalDistance="5" sourceName="Orologio"'
        ' startDate="2024-06-15 10:00:00 +0200" endDate="2024-06-15 10:31:00 +0200">'
        '<WorkoutStatistics type="x" sum="5.2" unit="km"/></Workout>'
    )
    (reading,) = read_records(made(workout), now_us=NOW_US, zone="Europe/Rome").readings
    assert reading[4] == 30.5
    assert reading[11] == {
        "activity": "HKWorkoutActivityTypeRunning",
        "totalDistance": "5",
        "statistics": [{"type": "x", "sum": "5.2", "unit": "km"}],
    }


@given(st.lists(st.lists(st.integers(0, 9), max_size=20), max_size=12))
def test_records_are_numbered_among_equal_ones_however_they_are_cut(batches):
    occurrences, seen = Occurrences(), Counter()
    for batch in batches:
        numbers = occurrences.number(batch)
        for value, number in zip(batch, numbers, strict=True):
            assert number == seen[value]
            seen[value] += 1


def test_numbers_hold_over_many_runs():
    chance = random.Random(5)
    occurrences, seen = Occurrences(), Counter()
    for _ in range(300):
        batch = [chance.randrange(-(1 << 62), 1 << 62) >> 50 for _ in range(50)]
        for value, number in zip(batch, occurrences.number(batch), strict=True):
            assert number == seen[value]
            seen[value] += 1
