"""The user's day across zones and clock changes; UTC instants worked out by hand."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from apps.shared.days import day_starts, local_date


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-03-01 22:59", "Europe/Rome", date(2026, 3, 1)),
        ("2026-03-01 23:00", "Europe/Rome", date(2026, 3, 2)),
        ("2026-03-02 04:59", "America/New_York", date(2026, 3, 1)),
        ("2026-03-01 10:00", "Pacific/Kiritimati", date(2026, 3, 2)),
    ],
)
def test_the_day_changes_at_local_midnight(at, zone, expected):
    assert local_date(instant(at), zone) == expected


def test_before_the_hour_the_day_starts_it_is_still_yesterday():
    assert local_date(instant("2026-03-02 02:59"), "Europe/Rome", time(4)) == date(2026, 3, 1)
    assert local_date(instant("2026-03-02 03:00"), "Europe/Rome", time(4)) == date(2026, 3, 2)


def test_a_day_that_starts_in_the_skipped_hour_starts_when_it_is_skipped():
    # Rome, 29 March 2026: 01:59 CET (00:59 UTC) is followed by 03:00 CEST (01:00 UTC).
    assert local_date(instant("2026-03-29 00:59"), "Europe/Rome", time(2)) == date(2026, 3, 28)
    assert local_date(instant("2026-03-29 01:00"), "Europe/Rome", time(2)) == date(2026, 3, 29)


def test_a_day_does_not_resume_when_an_hour_comes_twice():
    # Rome, 25 October 2026: 02:00 CEST is 00:00 UTC, 02:00 CET is 01:00 UTC.
    hours = ["2026-10-25 00:10", "2026-10-25 00:50", "2026-10-25 01:10", "2026-10-25 02:10"]
    days = [local_date(instant(hour), "Europe/Rome", time(2)) for hour in hours]
    assert days == [date(2026, 10, 25)] * 4


def test_an_unknown_zone_is_refused():
    for name in ("Europe/Roma", "../../etc/passwd", ""):
        with pytest.raises(ValueError, match="unknown time zone"):
            local_date(instant("2026-03-01 12:00"), name)


def starts(zone: str, first: str, last: str, at: time = time(0)) -> list[str]:
    found = day_starts(zone, date.fromisoformat(first), date.fromisoformat(last), at)
    return [
        datetime.fromtimestamp(begin / 1_000_000, UTC).isoformat(" ", "minutes")[:16]
        for begin in found
    ]


def test_days_of_rome_begin_at_midnight_through_clock_changes():
    march = ["2025-03-29 23:00", "2025-03-30 22:00"]
    assert starts("Europe/Rome", "2025-03-30", "2025-03-31") == march
    october = ["2025-10-25 22:00", "2025-10-26 23:00"]
    assert starts("Europe/Rome", "2025-10-26", "2025-10-27") == october
    june = ["2025-06-14 22:00", "2025-06-15 22:00"]
    assert starts("Europe/Rome", "2025-06-15", "2025-06-16") == june
    assert starts("Europe/Rome", "2025-06-15", "2025-06-15", time(4)) == ["2025-06-15 02:00"]


def test_a_day_whose_midnight_was_skipped_begins_as_clocks_do():
    # Cairo, 25 April 2025: 00:00 became 01:00, at 22:00 UTC of the 24th.
    assert starts("Africa/Cairo", "2025-04-25", "2025-04-25") == ["2025-04-24 22:00"]


def test_a_midnight_that_comes_twice_begins_the_day_the_first_time():
    # Havana, 2 November 2025: 01:00 became 00:00, at 05:00 UTC.
    assert starts("America/Havana", "2025-11-02", "2025-11-02") == ["2025-11-02 04:00"]


def test_the_reference_cases_of_dates_and_of_the_length_of_days(shared_data: Path):
    cases = json.loads((shared_data / "reference/healthkit_semantics.json").read_text())
    assert cases["timezone_cases"]
    assert cases["day_length_cases"]
    for case in cases["timezone_cases"]:
        at = datetime.fromisoformat(case["utc"])
        assert local_date(at, case["HKTimeZone"]).isoformat() == case["local_date"]
    for case in cases["day_length_cases"]:
        day = date.fromisoformat(case["date"])
        begin, end = day_starts(case["tz"], day, day + timedelta(days=1))
        assert begin == datetime.fromisoformat(case["start_utc"]).timestamp() * 1_000_000
        assert end == datetime.fromisoformat(case["end_utc"]).timestamp() * 1_000_000
        assert (end - begin) / 3_600_000_000 == case["hours"]
