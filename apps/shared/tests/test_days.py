"""The user's day across zones and clock changes; UTC instants worked out by hand."""

from datetime import UTC, date, datetime, time

import pytest

from apps.shared.days import local_date


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
