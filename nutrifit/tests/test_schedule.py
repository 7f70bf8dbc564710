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
