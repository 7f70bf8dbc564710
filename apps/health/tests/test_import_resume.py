"""Kills a real worker in the middle of an export and lets another go on."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from apps.health import services
from apps.health.models import ExportImport, Identity, Sample
from apps.health.tests.apple_exports import export, record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
PROJECT = Path(__file__).resolve().parents[3]
# Every record twice: two equal ones are two, also when the worker died between them.
RECORDS = 40_000
WORK = """
import sys, django
django.setup()
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[2]
from apps.health.services import run_import
run_import(sys.argv[1])
"""


def worker(job: ExportImport, media: Path) -> subprocess.Popen:
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@/{settings['NAME']}"
    host = settings["OPTIONS"].get("host") or settings["HOST"]
    return subprocess.Popen(
        [sys.executable, "-c", WORK, str(job.pk), str(media)],
        cwd=PROJECT,
        env={
            **os.environ,
            "DATABASE_URL": f"{url}?host={host}",
            "DJANGO_SETTINGS_MODULE": "nutrifit.settings",
        },
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_records(job: ExportImport, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while not ExportImport.objects.filter(pk=job.pk, records_done__gt=0).exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_killed_import_goes_on_behind_its_last_chunk(anna, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    begins = datetime(2024, 6, 15, tzinfo=UTC)
    moments = (f"{begins + timedelta(minutes=n):%Y-%m-%d %H:%M:%S} +0000" for n in count())
    half = [record(start) for start in islice(moments, RECORDS // 2)]
    file = ContentFile(export(*half, *half), name="export.xml")
    job, _created = services.submit_import(anna, uuid4(), file, at=timezone.now())
    first = worker(job, tmp_path)
    wait_for_records(job, first)
    first.kill()
    first.communicate()
    job.refresh_from_db()
    assert job.status == "processing"
    assert 0 < job.records_done < RECORDS
    assert Sample.objects.filter(user=anna).count() == job.accepted == job.records_done

    ExportImport.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    assert services.due_imports(at=timezone.now()) == [job.pk]
    second = worker(job, tmp_path)
    _out, errors = second.communicate(timeout=120)

    assert second.returncode == 0, errors
    job.refresh_from_db()
    assert (job.status, job.records_done, job.accepted) == ("ready", RECORDS, RECORDS)
    assert Sample.objects.filter(user=anna).count() == RECORDS
    assert Identity.objects.filter(user=anna).count() == RECORDS
    assert job.attempts == 1
