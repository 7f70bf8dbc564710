"""``make run`` as a newcomer meets it: real processes, the demo day over HTTP, Ctrl-C, kill -9."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from django.conf import settings

from nutrifit.management.commands.run import MARK

pytestmark = pytest.mark.faults

LAST_LINE = "Ctrl-C stops everything."
# Three ports; no other run on this machine shares our process id.
PORT = 20_000 + os.getpid() % 10_000 * 3


@pytest.fixture(scope="module")
def local_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("run") / "local"
    yield directory
    for process in marked(directory):
        process.kill()


def start(local_dir: Path) -> subprocess.Popen[str]:
    given = {"NUTRIFIT_LOCAL": "1", "NUTRIFIT_LOCAL_DIR": str(local_dir), "STAFF_MFA_REQUIRED": "0"}
    inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.Popen(
        [sys.executable, "manage.py", "run", "--port", str(PORT)],
        cwd=settings.BASE_DIR,
        env=inherited | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def told_by(process: subprocess.Popen[str]) -> str:
    """Everything printed until the server says it stays."""
    assert process.stdout is not None
    too_late = threading.Timer(120, process.kill)
    too_late.start()
    told = []
    for line in process.stdout:
        told.append(line)
        if LAST_LINE in line:
            break
    too_late.cancel()
    return "".join(told)


def marked(local_dir: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(local_dir):
                found.append(process)
        except psutil.Error:
            continue
    return found


def stop(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGINT)
    return process.wait(timeout=30)


def test_a_newcomer_sees_a_day_and_ctrl_c_leaves_nothing_behind(local_dir):
    process = start(local_dir)
    told = told_by(process)

    assert "the demo stopped" not in told, told
    assert "200 already stored, nothing changed" in told
    assert told.count("204 deleted") == 2
    assert (told.count("201 create_meal"), told.count("200 create_meal")) == (1, 1)
    assert "  0 since then" in told
    assert "sources: openfoodfacts, usda" in told
    assert "spent by adaptive" in told
    assert "giorni completi e 28 pesate. (updating)" in told
    assert httpx.get(f"http://127.0.0.1:{PORT}/health/ready").status_code == 200
    assert httpx.get(f"http://127.0.0.1:{PORT + 1}/health/live").status_code == 200
    assert httpx.get(f"http://127.0.0.1:{PORT + 2}/metrics").status_code == 200
    assert stop(process) == 0
    assert marked(local_dir) == []


def test_after_kill_9_of_everything_the_next_start_works(local_dir):
    first = start(local_dir)
    told_by(first)
    first.kill()
    for process in marked(local_dir)[::2]:
        process.kill()
    for process in psutil.process_iter(["name", "cmdline"]):
        if str(local_dir) in " ".join(process.info["cmdline"] or []):
            process.kill()

    began = time.monotonic()
    again = start(local_dir)
    told = told_by(again)

    assert "the demo stopped" not in told, told
    assert "sources: openfoodfacts, usda" in told
    assert time.monotonic() - began < 60
    assert stop(again) == 0
