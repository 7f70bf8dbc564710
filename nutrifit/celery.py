"""The Celery application: workers, queues and the beat schedule."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nutrifit.settings")

app = Celery("nutrifit")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

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
    "balances-rebuild-recent": {
        "task": "calories.rebuild_recent_days",
        "schedule": crontab(hour=2, minute=40),
    },
}
