"""Kills a real import and starts it again; two imports of a file at a time."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.db import connection

from apps.meals.domain.barcodes import check_digit
from apps.meals.imports.openfoodfacts import format_of
from apps.meals.imports.runner import run_import
from apps.meals.imports.storing import ImportBusy
from apps.meals.models import Food, FoodVersion, ImportRun

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
PROJECT = Path(__file__).resolve().parents[3]
ROWS = 30_000
CHUNK = 500


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "export.tsv"
    with path.open("w") as file:
        file.write("code\tproduct_name\tfat_100g\n")
        for number in range(ROWS):
            body = f"8{number:011d}"
            digit = check_digit(body) if number % 100 else "x"
            file.write(f"{body}{digit}\tProdotto {number}\t{number % 90}\n")
    return path


def start(path: Path, workers: int = 0) -> subprocess.Popen:
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@/{settings['NAME']}"
    host = settings["OPTIONS"].get("host") or settings["HOST"]
    return subprocess.Popen(
        [
            *(sys.executable, "manage.py", "import_openfoodfacts", path),
            *("--chunk", str(CHUNK), "--workers", str(workers)),
        ],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": f"{url}?host={host}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_rows(process: subprocess.Popen, rows: int) -> None:
    deadline = time.monotonic() + 60
    while not ImportRun.objects.filter(rows_read__gte=rows).exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def others_gone() -> None:
    """Wait until no process but this one is connected: workers notice that they were left."""
    deadline = time.monotonic() + 60
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_a_worker_that_is_killed_fails_the_run_with_a_reason(export):
    first = start(export, workers=2)
    wait_for_rows(first, 2 * CHUNK)
    psutil.Process(first.pid).children(recursive=True)[-1].kill()
    _out, errors = first.communicate(timeout=60)

    run = ImportRun.objects.get()
    assert first.returncode == 1
    assert run.status == ImportRun.Status.FAILED
    assert run.error in errors
    assert run.error
    assert Food.objects.count() == run.rows_created == run.rows_read - run.rows_rejected


@pytest.mark.parametrize("workers", [0, 2])
def test_a_killed_import_goes_on_behind_its_last_chunk(export, workers):
    first = start(export, workers)
    wait_for_rows(first, 2 * CHUNK)
    first.kill()
    first.communicate()
    others_gone()
    stopped = ImportRun.objects.get()
    assert stopped.status == ImportRun.Status.RUNNING
    assert 2 * CHUNK <= stopped.rows_read < ROWS
    assert stopped.rows_read % CHUNK == 0
    assert Food.objects.count() == stopped.rows_created

    second = start(export, workers)
    _out, errors = second.communicate(timeout=120)

    assert second.returncode == 0, errors
    run = ImportRun.objects.get()
    assert run.status == ImportRun.Status.FINISHED
    assert (run.rows_read, run.rows_created, run.rows_rejected) == (ROWS, 29_700, 300)
    assert Food.objects.count() == FoodVersion.objects.count() == 29_700
    assert len(run.rejections) == 300
    assert len({one["row"] for one in run.rejections}) == 300


def test_a_second_import_of_the_same_file_is_refused(export):
    first = start(export)
    wait_for_rows(first, CHUNK)
    with pytest.raises(ImportBusy):
        run_import(export, format_of(export))
    first.kill()
    first.communicate()
    assert ImportRun.objects.count() == 1
