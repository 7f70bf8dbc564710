"""What beat sends, and that somebody knows it."""

from nutrifit.celery import app

SCHEDULED = {line["task"] for line in app.conf.beat_schedule.values()}


def test_every_task_of_the_schedule_exists():
    app.loader.import_default_modules()
    assert set(app.tasks) >= SCHEDULED


def test_the_catalogue_is_looked_after_every_night():
    assert {
        "meals.check_catalogue",
        "meals.count_popularity",
        "meals.import_daily_changes",
        "meals.propose_merges",
        "meals.refresh_search_words",
    } <= SCHEDULED


def test_health_data_are_derived_every_quarter_of_an_hour_and_every_night():
    assert {"health.derive_dirty_days", "health.derive_recent_days"} <= SCHEDULED
    assert {"health.grade_syncs", "health.make_partitions"} <= SCHEDULED
