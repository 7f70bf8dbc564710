"""What samples come to on a day, as rows of the database."""

from datetime import date, time
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from structlog.testing import capture_logs

from apps.health import services
from apps.health.domain.types import TYPES
from apps.health.models import (
    DailyMetric,
    DirtyDay,
    PhoneTotal,
    ReconciliationRun,
    Source,
    SourceDevice,
    SourcePriority,
)
from apps.health.tests.conftest import weight
from apps.health.tests.derivation_cast import (
    LATER,
    at,
    burnt,
    derive,
    figure,
    figures,
    row_versions,
    store,
    walked,
)
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db

STEPS = TYPES["step_count"].number
SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"


def overlap():
    """SCIENCE §4: 15,000 when simply added up; the watch has the first 45 minutes (4,500), the
    phone half of its own 30 (1,200), the app the last 30 of its 90 (2,700)."""
    return [
        walked("app", "2026-03-02T06:00+01:00", 90, 8100),
        walked("iphone", "2026-03-02T06:30+01:00", 30, 2400),
        walked("watch", "2026-03-02T06:00+01:00", 45, 4500),
    ]


def test_each_moment_counts_once_for_its_best_source(anna):
    derive(anna, *overlap())
    row = figure(anna)
    assert row.value == 8400
    assert row.confidence == pytest.approx(TYPES["step_count"].confidence)
    shares = {
        Source.objects.get(pk=pk).name: part for pk, part in row.provenance["sources"].items()
    }
    # 4,500, 1,200 and 2,700 of 8,400
    assert shares == {"Watch": 0.5357, "iPhone": 0.1429, "Passi": 0.3214}
    assert [row.provenance[name] for name in ("used", "partly_used", "covered")] == [1, 2, 0]


def test_what_was_entered_by_hand_comes_before_every_source(anna):
    typed = walked("app", "2026-03-02T06:00+01:00", 45, 5000, user_entered=True)
    derive(anna, *overlap(), typed)
    assert figures(anna) == {"2026-03-02": 5000 + 1200 + 2700}


def test_a_workout_adds_nothing_to_active_energy(anna):
    workout = walked(
        "watch", "2026-03-02T18:00+01:00", 60, 60, type="HKWorkoutTypeIdentifier", unit="min"
    )
    derive(anna, burnt("Active", "watch", "2026-03-02T18:00+01:00", 60, 500), workout)
    assert figures(anna, "active_energy_kcal") == {"2026-03-02": 500}
    assert figures(anna, "workout_min") == {"2026-03-02": 60}


def test_a_discrete_type_is_never_a_sum(anna):
    hearts = [
        walked(
            "watch", f"2026-03-02T{hour}:00+01:00", 0, rate, unit="count/min",
            type="HKQuantityTypeIdentifierRestingHeartRate",
        )
        for hour, rate in (("08", 60), ("12", 52), ("20", 65))
    ]  # fmt: skip
    derive(anna, *hearts)
    row = figure(anna, "resting_heart_rate_per_min")
    assert (row.value, row.minimum, row.maximum, row.latest) == (59, 52, 65, 65)
    assert (row.samples_count, row.latest_at) == (3, at("2026-03-02T20:00+01:00"))


def test_a_night_belongs_to_the_day_of_waking(anna):
    night = [
        walked(
            "watch", start, minutes, stage, type="HKCategoryTypeIdentifierSleepAnalysis", unit=None
        )
        for start, minutes, stage in (
            ("2026-03-02T23:00+01:00", 120, 3),  # core
            ("2026-03-03T01:00+01:00", 60, 4),  # deep
            ("2026-03-03T02:00+01:00", 15, 2),  # awake
            ("2026-03-03T02:15+01:00", 90, 5),  # REM
        )
    ]
    derive(anna, *night)
    assert figures(anna, "sleep_analysis") == {"2026-03-03": 270}
    assert figure(anna, "sleep_analysis").provenance["in_bed_min"] == 285


# Clocks skip 02:00 to 03:00 on 29 March and come back from 03:00 to 02:00 on 25 October 2026.
@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-03-28T22:00+01:00", 28, {"2026-03-28": 200, "2026-03-29": 2300, "2026-03-30": 300}),
        ("2026-10-24T22:00+02:00", 30, {"2026-10-24": 200, "2026-10-25": 2500, "2026-10-26": 300}),
    ],
)
def test_days_of_23_and_25_hours_get_their_hours(anna, start, hours, expected):
    derive(
        anna, walked("watch", start, hours * 60, hours * 100), received_at=at("2026-12-01T00:00Z")
    )
    assert figures(anna) == expected


def test_the_day_starts_when_the_user_says(anna):
    anna.day_starts_at = time(4)
    anna.save()
    derive(anna, walked("watch", "2026-03-02T03:00+01:00", 120, 1000))
    assert figures(anna) == {"2026-03-01": 500, "2026-03-02": 500}


def test_a_traveller_gets_each_sample_on_the_day_of_its_place(anna):
    """Tokyo, Rome and New York within three days, each in local time."""
    derive(
        anna,
        walked("watch", "2026-05-04T23:00+09:00", 120, 200, zone="Asia/Tokyo"),
        walked("watch", "2026-05-05T09:00+02:00", 60, 50, zone="Europe/Rome"),
        walked("watch", "2026-05-05T23:30-04:00", 60, 600, zone="America/New_York"),
    )
    assert figures(anna) == {"2026-05-04": 100, "2026-05-05": 100 + 50 + 300, "2026-05-06": 300}


def test_a_sample_covered_in_another_zone_loses_its_own_day(anna):
    """The watch was still on New York's 4 May when the phone, set to Tokyo, began its 5 May."""
    derive(anna, walked("iphone", "2026-05-05T08:00+09:00", 60, 400, zone="Asia/Tokyo"))
    assert figures(anna) == {"2026-05-05": 400}
    derive(anna, walked("watch", "2026-05-04T19:00-04:00", 60, 500, zone="America/New_York"))
    assert figures(anna) == {"2026-05-04": 500, "2026-05-05": 0}


def test_deleting_every_sample_of_a_day_takes_the_row_away(anna):
    sent = overlap()
    derive(anna, *sent)
    derive(anna, deleted=[one["uuid"] for one in sent])
    assert figures(anna) == {}


def test_priorities_can_be_changed_and_changed_back(anna):
    derive(anna, *overlap())
    app = Source.objects.get(name="Passi")
    own = SourcePriority.objects.create(user=anna, type=STEPS, sources=[app.pk])
    services.mark_derived_days(anna.pk, [STEPS])
    services.derive_dirty(anna.pk)
    assert figures(anna) == {"2026-03-02": 8100}
    own.delete()
    services.mark_derived_days(anna.pk, [STEPS])
    services.derive_dirty(anna.pk)
    assert figures(anna) == {"2026-03-02": 8400}


@pytest.mark.parametrize("newest_comes_first", [True, False])
def test_the_newest_app_wins_whenever_it_came(anna, newest_comes_first):
    old = [
        walked("app", "2026-01-05T10:00+01:00", 10, 10),
        walked("app", "2026-03-02T10:00+01:00", 60, 1000),
    ]
    new = [walked("other", "2026-03-02T10:00+01:00", 60, 700)]
    for records in (new, old) if newest_comes_first else (old, new):
        derive(anna, *records)
    assert figures(anna)["2026-03-02"] == 700


def test_an_app_that_turns_out_to_be_older_gives_way(anna):
    """Its first sample arrives last; days already derived change with the order."""
    derive(anna, walked("app", "2026-01-05T10:00+01:00", 10, 10))
    derive(
        anna,
        walked("app", "2026-03-02T10:00+01:00", 60, 1000),
        walked("other", "2026-03-02T10:00+01:00", 60, 700),
    )
    assert figures(anna)["2026-03-02"] == 700
    derive(anna, walked("other", "2026-01-02T10:00+01:00", 10, 20))
    assert figures(anna)["2026-03-02"] == 1000


def test_a_rebuild_finds_the_same_rows(anna):
    derive(anna, *overlap(), weight(70), walked("watch", "2026-03-04T23:30+01:00", 60, 60))
    before = row_versions()
    assert len(before) == 4  # steps of three days, one weight
    run = services.rebuild_days(first=None, last=date(2026, 3, 10))
    assert (run.kind, run.users, run.metrics_changed, run.error) == ("rebuild", 1, 0, "")
    assert row_versions() == before


def test_a_rebuild_mends_rows_that_are_wrong(anna):
    derive(anna, *overlap())
    DailyMetric.objects.update(value=1)
    DailyMetric.objects.create(
        user=anna, local_date=date(2026, 3, 5), type=STEPS, value=9, samples_count=1, confidence=1
    )
    out = StringIO()
    days = {"from": date(2026, 3, 1), "to": date(2026, 3, 6)}
    call_command("rebuild_health", user=anna.email, stdout=out, **days)
    assert figures(anna) == {"2026-03-02": 8400}
    assert out.getvalue().startswith("2 of the figures of 1 users")


def test_marks_are_cleared_and_the_run_is_noted(anna):
    store(anna, *overlap())
    assert DirtyDay.objects.count() == 1
    run = services.reconcile_dirty_days()
    assert (run.users, run.days, run.metrics_changed) == (1, 1, 1)
    assert not DirtyDay.objects.exists()
    assert services.reconcile_dirty_days().days == 0
    assert ReconciliationRun.objects.filter(finished_at=None).count() == 0


def test_one_users_failure_keeps_nobody_waiting(anna, stranger, monkeypatch):
    store(anna, *overlap())
    store(stranger, *overlap())
    derive_dirty = services.reconciliation.derive_dirty

    def failing(user_id):
        if user_id == anna.pk:
            raise ZeroDivisionError("a fault")
        return derive_dirty(user_id)

    monkeypatch.setattr(services.reconciliation, "derive_dirty", failing)
    run = services.reconcile_dirty_days()
    assert (run.users, run.error) == (1, f"{anna.pk}: ZeroDivisionError('a fault')")
    assert figures(stranger) == {"2026-03-02": 8400}
    assert DirtyDay.objects.filter(user=anna).count() == 1


def test_what_changed_is_told_once(anna):
    derive(anna, *overlap())
    services.rebuild(anna.pk, date(2026, 3, 1), date(2026, 3, 4))
    told = OutboxEvent.objects.get(name="health.metrics_changed.v1")
    assert told.payload == {"dates": ["2026-03-02"], "types": ["step_count"]}
    assert told.user_id == anna.pk


@pytest.mark.parametrize(("told", "difference"), [(8400, 0), (8000, 0.05), (0, 1)])
def test_the_phones_own_total_stands_beside_ours(anna, told, difference):
    phone = SourceDevice.objects.create(id=UUID(int=7), user=anna, last_seen_at=LATER)
    PhoneTotal.objects.create(
        user=anna, device=phone, type=STEPS, local_date=date(2026, 3, 2), value=told,
        received_at=LATER,
    )  # fmt: skip
    derive(anna, *overlap())
    assert figure(anna).provenance["phone"] == {"value": told, "difference": difference}


def test_a_total_that_differs_is_logged_without_figures_and_users(anna):
    """Told 8,000, ours 8,400: 5 %; the next day 8,300 of 8,400 is 1.2 %, as much as rounding."""
    phone = SourceDevice.objects.create(id=UUID(int=7), user=anna, last_seen_at=LATER)
    for day, told in ((2, 8000), (3, 8300)):
        PhoneTotal.objects.create(
            user=anna, device=phone, type=STEPS, local_date=date(2026, 3, day), value=told,
            received_at=LATER,
        )  # fmt: skip
    with capture_logs() as lines:
        derive(anna, *overlap(), walked("watch", "2026-03-03T06:00+01:00", 60, 8400))
        services.rebuild(anna.pk, date(2026, 3, 1), date(2026, 3, 4))
    told = [line for line in lines if line["event"] == "health_total_differs"]
    assert told == [
        {"event": "health_total_differs", "log_level": "info", "type": "step_count", "share": 0.05}
    ]


def test_weights_have_a_trend_and_jumps_are_flagged(anna):
    """The Hacker's Diet: 150 and then 152 is a trend of 150.2 (reference/weight_trend.json)."""
    derive(
        anna,
        weight(75.0, start=at("2026-03-01T07:00+01:00")),
        weight(76.0, start=at("2026-03-02T07:00+01:00")),
        weight(175.0, start=at("2026-03-03T07:00+01:00")),
    )
    rows = DailyMetric.objects.filter(type=TYPES["body_mass_kg"].number).order_by("local_date")
    assert [row.provenance["trend_kg"] for row in rows] == [75, 75.1, 75.1]
    assert [row.provenance.get("implausible") for row in rows] == [None, None, 1]


def test_an_earlier_weight_moves_the_trend_of_later_days(anna):
    derive(anna, weight(76.0, start=at("2026-03-02T07:00+01:00")))
    derive(anna, weight(75.0, start=at("2026-03-01T07:00+01:00")))
    latest = DailyMetric.objects.get(local_date=date(2026, 3, 2))
    assert latest.provenance["trend_kg"] == 75.1
