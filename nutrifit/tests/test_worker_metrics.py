"""What a worker counts can be read from outside, whatever happens to its processes."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.parser import text_string_to_metric_families
from pytest_httpserver import HTTPServer

from nutrifit.tests.faults_stack import PROJECT, Stack, wait_until
from nutrifit.worker_metrics import Counts

FIRST, SECOND, THIRD = "08076809513753", "08001090000019", "08000500310427"
KEY = mmap_key("seen", "seen_total", ["kind"], ["bread"], "Seen")


def counted(directory: Path, pid: int, count: float) -> None:
    file = MmapedDict(str(directory / f"counter_{pid}.db"))
    file.write_value(KEY, count, 0)
    file.close()


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def total(metrics: list) -> float:
    return sum(sample.value for metric in metrics for sample in metric.samples)


def test_what_the_dead_counted_stays_in_one_file(tmp_path):
    counted(tmp_path, os.getpid(), 1)
    counts = Counts(tmp_path)
    for count in (2, 4):
        counted(tmp_path, dead_pid(), count)
        counts.collect()

    assert total(counts.collect()) == total(counts.collect()) == 7
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"counter_{os.getpid()}.db", "counter_0.db"}


@pytest.fixture
def stack() -> Iterator[Stack]:
    # Not below pytest's own directory, which is closed to the user the database runs as.
    with tempfile.TemporaryDirectory(prefix="nutrifit-faults-") as name, HTTPServer() as outside:
        nobody_knows = json.dumps({"status": 0})
        for gtin in (FIRST, SECOND, THIRD):
            path = f"/api/v2/product/{gtin.lstrip('0')}"
            outside.expect_request(path).respond_with_data(nobody_knows)
        made = Stack(Path(name), OPENFOODFACTS_ENABLED="1", OPENFOODFACTS_URL=outside.url_for(""))
        try:
            made.run("migrate", "--no-input", "-v0")
            yield made
        finally:
            made.close()


def requests_counted(port: int) -> float:
    try:
        text = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    except httpx.TransportError:
        return 0
    families = text_string_to_metric_families(text)
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == "external_api_requests_total"
        and sample.labels["service"] == "openfoodfacts"
    )


def reached(port: int, count: float) -> Callable[[], bool]:
    return lambda: requests_counted(port) == count


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.mark.faults
def test_a_task_shows_over_http_also_after_its_process_was_killed(stack):
    port = free_port()
    (stack.home / "metrics" / "counter_1.db").write_bytes(b"of an earlier life")
    stack.start_worker(WORKER_METRICS_PORT=str(port))
    stack.call(f"look_for({FIRST!r})")
    wait_until(reached(port, 1), "the first request is counted", within_s=60)

    worker = psutil.Process(stack.processes["worker"].pid)
    before = worker.children()
    for child in before:
        child.kill()
    psutil.wait_procs(before, timeout=10)
    assert requests_counted(port) == 1
    stack.call(f"look_for({SECOND!r}, 'later')")
    wait_until(reached(port, 2), "the second request is counted", within_s=60)

    stack.kill("worker")
    stack.start_worker(WORKER_METRICS_PORT=str(port))
    stack.call(f"look_for({THIRD!r}, 'last')")
    wait_until(reached(port, 1), "a new worker counts from nothing", within_s=60)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"WORKER_METRICS_PORT": "99999"}, "WORKER_METRICS_PORT"),
        ({"WORKER_METRICS_PORT": "9808"}, "PROMETHEUS_MULTIPROC_DIR"),
    ],
)
def test_a_worker_that_cannot_serve_them_does_not_start_and_says_why(given, named):
    kept = {k: v for k, v in os.environ.items() if k != "PROMETHEUS_MULTIPROC_DIR"}
    done = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "nutrifit", "worker"],
        cwd=PROJECT,
        env=kept | given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert named in done.stderr
