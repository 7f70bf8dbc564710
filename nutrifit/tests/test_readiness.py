"""Readiness follows what really happens to the processes it speaks of, and comes back."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from nutrifit.embedded import EmbeddedServices
from nutrifit.tests.conftest import MakeHome

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parents[2]
WITHIN_S = 60
PROXY = {"X-Forwarded-Proto": "https"}
WORKER = ["celery", "-A", "nutrifit", "worker", "--concurrency", "1", "--without-mingle"]


class System:
    """Web and worker as in production, on servers of their own."""

    def __init__(self, home: Path) -> None:
        self.servers = EmbeddedServices(home)
        services = self.servers.acquire()
        self.url = f"http://127.0.0.1:{_free_port()}"
        self.log = (home / "log").open("w")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("NUTRIFIT")}
        self.environment = {
            **inherited,
            "DATABASE_URL": services.database_url,
            "REDIS_URL": services.redis_url,
            "SECRET_KEY": "for this test only " * 4,
            "ALLOWED_HOSTS": "127.0.0.1",
            "PUBLIC_URL": "https://127.0.0.1",
            "PORT": self.url.rsplit(":", 1)[1],
            "WEB_CONCURRENCY": "1",
            "PROMETHEUS_MULTIPROC_DIR": str(home / "metrics"),
        }
        self.web = self.run("-m", "gunicorn", "nutrifit.wsgi")
        self.worker = self.start_worker()

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self.run("-m", *WORKER)

    def kill_worker(self) -> None:
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()

    def supervise(self) -> None:
        """What every process manager does: a worker that gave up is started again."""
        if self.worker.poll() not in (None, -signal.SIGKILL):
            self.worker = self.start_worker()

    def wait_for(self, status: int) -> httpx.Response:
        """Ask until readiness answers so; all the while the process itself is alive."""
        deadline = time.monotonic() + WITHIN_S
        while True:
            answer = httpx.get(f"{self.url}/health/ready", headers=PROXY, timeout=15)
            live = httpx.get(f"{self.url}/health/live", headers=PROXY, timeout=5)
            assert live.status_code == 200
            if answer.status_code == status:
                return answer
            assert time.monotonic() < deadline, answer.text
            self.supervise()
            time.sleep(0.1)

    def wait_until_it_listens(self) -> None:
        deadline = time.monotonic() + WITHIN_S
        while True:
            try:
                httpx.get(f"{self.url}/health/live", headers=PROXY, timeout=WITHIN_S)
                return
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def stop(self) -> None:
        for process in (self.web, self.worker):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.servers.release()
        self.log.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def system(server_home: MakeHome) -> Iterator[System]:
    with server_home() as home:
        running = System(home)
        try:
            running.wait_until_it_listens()
            running.wait_for(200)
            yield running
        finally:
            running.stop()


def _failed(answer: httpx.Response) -> set[str]:
    return {name for name, said in answer.json()["checks"].items() if said != "ok"}


def test_it_is_ready_with_everything_up(system: System) -> None:
    answer = system.wait_for(200)
    assert answer.json() == {
        "status": "ok",
        "checks": dict.fromkeys(["database", "cache", "broker", "migrations", "worker"], "ok"),
    }


def test_a_killed_worker_is_named_until_another_runs(system: System) -> None:
    system.kill_worker()
    answer = system.wait_for(503)
    assert _failed(answer) == {"worker"}
    assert int(answer.headers["Retry-After"]) > 0

    system.worker = system.start_worker()
    system.wait_for(200)


def test_a_killed_valkey_is_named_until_it_is_back(system: System) -> None:
    process = system.servers.valkey._process()
    assert process is not None
    process.kill()
    answer = system.wait_for(503)
    assert _failed(answer) == {"cache", "broker", "worker"}

    system.servers.acquire()
    system.wait_for(200)


def test_a_killed_postgres_is_named_until_it_is_back(system: System) -> None:
    process = system.servers.postgres._process()
    assert process is not None
    process.kill()
    answer = system.wait_for(503)
    assert _failed(answer) == {"database", "migrations"}
    metrics = httpx.get(f"{system.url}/metrics", headers=PROXY)
    assert metrics.status_code == 200
    assert "outbox_lag_seconds" not in metrics.text

    system.servers.acquire()
    system.wait_for(200)
    metrics = httpx.get(f"{system.url}/metrics", headers=PROXY)
    assert "outbox_lag_seconds" in metrics.text
