"""Grades of a sync and the reasons given."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.health.domain.grades import EXPENDITURE_CONFIDENCE, Signals, grade, overall, usual_gap

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def graded(silent: float | None = 1, **signals) -> tuple[str, list[str]]:
    last = None if silent is None else NOW - hours(silent)
    found, reasons = grade(Signals(last, **signals), now=NOW)
    return found.value, [reason.value for reason in reasons]


@pytest.mark.parametrize(
    ("silent", "expected"),
    [
        (1, ("good", [])),
        (72, ("good", [])),  # three times the usual day
        (73, ("degraded", ["late"])),
        (144, ("degraded", ["late"])),
        (145, ("stale", ["overdue"])),
        (24 * 31, ("unknown", ["long_silent"])),
        (None, ("unknown", ["never_synced"])),
    ],
)
def test_silence_against_a_daily_habit(silent, expected):
    assert graded(silent) == expected


@pytest.mark.parametrize(
    ("silent", "usual", "expected"),
    [
        (20, 1, "good"),
        (25, 1, "degraded"),
        (73, 1, "stale"),
        (90, 24 * 7, "good"),
        (97, 24 * 7, "degraded"),
        (169, 24 * 7, "stale"),
    ],
)
def test_silence_is_judged_by_the_users_own_habit_within_bounds(silent, usual, expected):
    assert graded(silent, usual_gap=hours(usual))[0] == expected


def test_a_total_that_differs_from_the_phones_by_more_than_two_percent():
    assert graded(discrepancy=0.02) == ("good", [])
    assert graded(discrepancy=0.021) == ("degraded", ["differs_from_phone"])


def test_more_than_a_twentieth_refused_of_enough():
    assert graded(records=100, refused=5) == ("good", [])
    assert graded(records=100, refused=6) == ("degraded", ["records_refused"])
    assert graded(records=19, refused=19) == ("good", [])


def test_an_anchor_that_stands_still_while_samples_come():
    stuck = NOW - hours(50)
    assert graded(last_progress_at=stuck, records=5) == ("degraded", ["no_progress"])
    assert graded(last_progress_at=stuck, records=0) == ("good", [])


def test_every_reason_is_told_and_the_worst_decides():
    found = graded(145, discrepancy=0.5, records=100, refused=50)
    assert found == ("stale", ["overdue", "differs_from_phone", "records_refused"])


def test_the_habit_is_the_median_gap_and_a_burst_is_one_sync():
    syncs = [NOW + hours(gap) for gap in (0, 6, 12, 18, 24, 30, 100)]
    burst = [NOW + timedelta(minutes=minute) for minute in range(4)]
    assert usual_gap(syncs) == hours(6)
    assert usual_gap([*syncs[:3], *burst]) is None
    assert usual_gap([]) is None


def test_overall_is_the_worst_type_on_its_best_device():
    old, new = "drawer", "pocket"
    assert overall({(old, 1): "stale", (new, 1): "good", (new, 2): "degraded"}) == "degraded"
    assert overall({(old, 1): "stale", (new, 1): "good"}) == "good"
    assert overall({}) == "unknown"


def test_the_products_confidence_in_expenditure():
    expected = {"good": "0.9", "degraded": "0.7", "stale": "0.5", "unknown": "0.3"}
    assert {key.value: str(value) for key, value in EXPENDITURE_CONFIDENCE.items()} == expected
