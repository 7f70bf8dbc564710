"""The real processes on servers of their own, and the ways they die."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
from celery import Celery
from kombu.exceptions import OperationalError as BrokerError

from nutrifit.embedded import EmbeddedServices

PROJECT = Path(__file__).parents[2]


def wait_until(happened: Callable[[], bool], what: str, *, within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        time.sleep(0.05)


class Stack:
    """PostgreSQL, Valkey, web and worker of one directory; ``close`` leaves nothing running."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.embedded = EmbeddedServices(home)
        services = self.embedded.acquire()
        self.database_url, self.redis_url = services.database_url, services.redis_url
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        (home / "metrics").mkdir()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.env = {
            **kept,
            "NUTRIFIT_LOCAL": "1",
            "NUTRIFIT_LOCAL_DIR": str(home),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "THROTTLE_USER": "1000000/hour",
            "LOG_LEVEL": "WARNING",
            "PROMETHEUS_MULTIPROC_DIR": str(home / "metrics"),
            **settings,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.stopped = threading.Event()
        self.sweeper = threading.Thread(target=self._sweep)

    def run(self, *arguments: str) -> str:
        """A management command; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=self.env, stdout=subprocess.PIPE, check=True
        )
        return done.stdout.decode()

    def call(self, function: str) -> Any:
        """A function of ``faults_worker`` in a process of its own; returns what it printed."""
        code = f"from nutrifit.tests import faults_worker; faults_worker.{function}"
        return json.loads(self.run("shell", "-v0", "-c", code))

    def start_web(self) -> None:
        bind = f"127.0.0.1:{self.port}"
        self._start("web", "gunicorn", "nutrifit.wsgi", "--workers", "2", "--bind", bind)
        wait_until(self._answers, "the web answers", within_s=30)

    def start_worker(self, **settings: str) -> None:
        options = "--queues default,ingest --concurrency 2 --without-gossip --without-mingle"
        include = ["-I", "nutrifit.tests.faults_worker"]
        celery = ["celery", "-A", "nutrifit", "worker", "--loglevel", "WARNING"]
        self._start("worker", *celery, *options.split(), *include, **settings)

    def _start(self, name: str, *command: str, **settings: str) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=PROJECT,
                env=self.env | settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/live", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def _sweep(self) -> None:
        """Beat's part: wake what sweeps every second, whatever happens."""
        options = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "socket_timeout": 2}
        app = Celery(broker=f"{self.redis_url}/0", broker_transport_options=options)
        app.conf.task_default_queue = "default"
        while not self.stopped.wait(1):
            try:
                for task in ("outbox.relay", "meals.send_due_resolutions"):
                    app.send_task(task, retry=False, ignore_result=True)
            except BrokerError:
                continue

    def kill_one_web_worker(self) -> None:
        children = psutil.Process(self.processes["web"].pid).children()
        min(children, key=lambda child: child.pid).kill()

    def kill(self, name: str) -> None:
        """SIGKILL to the whole process group at once."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def kill_valkey(self) -> None:
        self._kill_server(self.home / "valkey" / "pid")

    def kill_postgres(self) -> None:
        self._kill_server(self.home / "postgres" / "postmaster.pid")

    def _kill_server(self, pid_file: Path) -> None:
        main = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        for process in [main, *main.children(recursive=True)]:
            process.kill()

    def restart_servers(self) -> None:
        """Start what was killed; both come back where they were."""
        services = self.embedded.acquire()
        assert services.database_url == self.database_url
        assert services.redis_url == self.redis_url

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(sql.encode()).fetchall()

    def one(self, sql: str) -> Any:
        return self.rows(sql)[0][0]

    def close(self) -> None:
        self.stopped.set()
        if self.sweeper.is_alive():
            self.sweeper.join(10)
        for name in list(self.processes):
            self.kill(name)
        self.embedded.release()
