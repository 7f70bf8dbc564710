"""The Celery application: workers, queues and the beat schedule."""

import os
from pathlib import Path
from typing import Any

import kombu.transport.redis
import redis
from celery import Celery
from celery.schedules import crontab

from nutrifit.worker_metrics import DIRECTORY, WorkerMetrics

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nutrifit.settings")
if DIRECTORY in os.environ:
    # Counters open their files when they are imported.
    Path(os.environ[DIRECTORY]).mkdir(parents=True, exist_ok=True)


class Channel(kombu.transport.redis.Channel):
    """Survives losing the broker in the middle of a task.

    kombu 5.7.0 asks a closed channel for its server's address while it puts unacknowledged
    messages back; the AttributeError ends the worker for good instead of reconnecting.
    """

    def _connparams(self, *args: Any, **options: Any) -> Any:
        if getattr(self.connection, "client", None) is None:
            raise redis.exceptions.ConnectionError("the channel is closed")
        return super()._connparams(*args, **options)  # type: ignore[misc]


kombu.transport.redis.Transport.Channel = Channel

app = Celery("nutrifit")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(WorkerMetrics)

# Every line may run twice at once or be skipped once without harm.
app.conf.beat_schedule = {
    "outbox-sweep": {"task": "outbox.relay", "schedule": 10.0},
    "outbox-forget-old": {
        "task": "outbox.forget_delivered",
        "schedule": crontab(hour=3, minute=10),
    },
    "idempotency-forget-old": {
        "task": "accounts.forget_expired_idempotency_keys",
        "schedule": crontab(minute=20),
    },
    "sessions-forget-expired": {
        "task": "accounts.forget_expired_sessions",
        "schedule": crontab(hour=3, minute=30),
    },
    "search-words-refresh": {
        "task": "meals.refresh_search_words",
        "schedule": crontab(hour=3, minute=50),
    },
    "ai-jobs-sweep": {"task": "meals.sweep_ai_jobs", "schedule": 60.0},
    "uploads-forget": {"task": "meals.forget_uploads", "schedule": crontab(minute=40)},
    "analyses-forget": {"task": "meals.forget_analyses", "schedule": crontab(hour=3, minute=0)},
    "uploads-discard-orphans": {
        "task": "meals.discard_orphans",
        "schedule": crontab(hour=4, minute=30),
    },
    "popularity-count": {
        "task": "meals.count_popularity",
        "schedule": crontab(hour=3, minute=30),
    },
    "foods-check": {
        "task": "meals.check_catalogue",
        "schedule": crontab(hour=4, minute=10),
    },
    "foods-find-duplicates": {
        "task": "meals.propose_merges",
        "schedule": crontab(hour=4, minute=50),
    },
    "openfoodfacts-changes": {
        "task": "meals.import_daily_changes",
        "schedule": crontab(hour=5, minute=20),
    },
    "resolutions-send-due": {"task": "meals.send_due_resolutions", "schedule": 15.0},
    "resolutions-forget-old": {
        "task": "meals.forget_old_resolutions",
        "schedule": crontab(hour=3, minute=20),
    },
    "health-imports-sweep": {"task": "health.sweep_imports", "schedule": 60.0},
    "health-exports-forget": {"task": "health.forget_exports", "schedule": crontab(minute=50)},
    "health-derive-dirty": {
        "task": "health.derive_dirty_days",
        "schedule": crontab(minute="*/15"),
    },
    "health-derive-recent": {
        "task": "health.derive_recent_days",
        "schedule": crontab(hour=2, minute=10),
    },
    "health-grade-syncs": {"task": "health.grade_syncs", "schedule": crontab(minute=5)},
    "health-make-partitions": {
        "task": "health.make_partitions",
        "schedule": crontab(hour=1, minute=30),
    },
    "health-forget-old-runs": {
        "task": "health.forget_old_runs",
        "schedule": crontab(hour=3, minute=40),
    },
    "health-forget-deleted-samples": {
        "task": "health.forget_deleted_samples",
        "schedule": crontab(hour=3, minute=50),
    },
    "health-take-up-set-aside": {
        "task": "health.take_up_set_aside",
        "schedule": crontab(hour=1, minute=50),
    },
    "weeks-close": {"task": "calories.close_weeks", "schedule": crontab(minute=2)},
    # What an hour missed, after a night without workers, or while a meal was being stored.
    "weeks-close-missed": {
        "task": "calories.close_weeks",
        "schedule": crontab(hour=5, minute=45),
        "kwargs": {"weeks": 5, "again": True},
    },
    "expenditure-estimate": {
        "task": "calories.estimate_expenditure",
        "schedule": crontab(hour=3, minute=15),
    },
    "balances-rebuild-recent": {
        "task": "calories.rebuild_recent_days",
        "schedule": crontab(hour=2, minute=40),
    },
}
