"""A worker that is killed in the middle of deriving loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from apps.health import services
from apps.health.models import DailyMetric, DirtyDay
from apps.health.tests.derivation_cast import figures, store, walked
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db(transaction=True)

PROJECT = Path(__file__).parents[3]
# Writes the rows of the days, says so, and never comes to the end of the transaction.
WORKER = """
import sys, threading
import django
django.setup()
from apps.health.services import derivation
write = derivation.write_figures
def write_and_hang(*arguments):
    assert write(*arguments)
    print("written", flush=True)
    threading.Event().wait()
derivation.write_figures = write_and_hang
derivation.derive_dirty(sys.argv[1])
"""


def database_url():
    parts = connection.settings_dict
    query = f"?host={parts['HOST']}" if parts["HOST"].startswith("/") else ""
    host = "" if query else f"{parts['HOST']}:{parts['PORT']}"
    user = f"{parts['USER']}:{parts['PASSWORD']}@" if parts["USER"] else ""
    return f"postgresql://{user}{host}/{parts['NAME']}{query}"


def test_kill_nine_in_the_middle_of_a_derivation(anna):
    store(anna, walked("watch", "2026-03-02T10:00+01:00", 60, 1000))
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(anna.pk)],
        cwd=PROJECT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "nutrifit.settings",
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
        },
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"written\n"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(10)

    assert not DailyMetric.objects.exists()
    assert DirtyDay.objects.count() == 1

    assert services.reconcile_dirty_days().metrics_changed == 1
    assert figures(anna) == {"2026-03-02": 1000}
    assert not DirtyDay.objects.exists()
    assert OutboxEvent.objects.filter(name="health.metrics_changed.v1").count() == 1
