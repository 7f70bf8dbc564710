"""The embedded servers start, are shared, stop with their last holder and outlive every crash."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from nutrifit.embedded import EmbeddedServices, Services, Valkey

pytestmark = pytest.mark.faults

HOLDER = """
import sys
from pathlib import Path
from nutrifit.embedded import EmbeddedServices
embedded = EmbeddedServices(Path(sys.argv[1]))
print(embedded.acquire().database_url, flush=True)
sys.stdin.read()
embedded.release()
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with _directory() as path:
        yield path


@contextmanager
def _directory() -> Iterator[Path]:
    """A directory of its own, and an end to what still runs there.

    Not below pytest's own: every other pytest of this user closes that one to the user the
    database runs as where we are root.
    """
    with tempfile.TemporaryDirectory(prefix="nutrifit-embedded-") as name:
        path = Path(name)
        yield path
        for process in _servers(path):
            process.kill()


@pytest.fixture
def embedded(home: Path) -> Iterator[EmbeddedServices]:
    services = EmbeddedServices(home)
    yield services
    services.release()


@contextmanager
def _holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the servers until its standard input closes."""
    command = [sys.executable, "-c", HOLDER, str(home)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield holder
    finally:
        holder.communicate(timeout=30)


def _said(holder: subprocess.Popen[str]) -> str:
    assert holder.stdout is not None
    return holder.stdout.readline().strip()


def _servers(home: Path) -> list[psutil.Process]:
    def directory(process: psutil.Process) -> Path | None:
        try:
            zombie = process.status() == psutil.STATUS_ZOMBIE
            return None if zombie else Path(process.cwd())
        except psutil.Error:
            return None

    ours = {home / "postgres", home / "valkey"}
    return [process for process in psutil.process_iter() if directory(process) in ours]


def _count_names(services: Services) -> int:
    with closing(psycopg.connect(services.database_url)) as connection:
        row = connection.execute("SELECT count(*) FROM names").fetchone()
    assert row is not None
    return int(row[0])


def test_both_servers_answer_and_stop_with_their_holder(
    home: Path, embedded: EmbeddedServices
) -> None:
    services = embedded.acquire()
    with closing(psycopg.connect(services.database_url)) as connection:
        assert connection.info.server_version >= 180000
    with redis.Redis.from_url(services.redis_url) as client:
        assert client.ping() is True

    embedded.release()
    assert _servers(home) == []


def test_a_second_process_uses_the_running_servers_and_the_last_one_stops_them(
    home: Path, embedded: EmbeddedServices
) -> None:
    services = embedded.acquire()
    with _holder(home) as other:
        assert _said(other) == services.database_url
        embedded.release()
        with closing(psycopg.connect(services.database_url)):
            pass
    assert _servers(home) == []


def test_two_processes_starting_at_once_share_one_pair(home: Path) -> None:
    with _holder(home) as first, _holder(home) as second:
        assert _said(first) == _said(second) != ""
        names = [process.name() for process in _servers(home)]
        assert names.count("valkey-server") == 1


def test_data_outlives_a_kill_of_the_holder_and_both_servers(
    home: Path, embedded: EmbeddedServices
) -> None:
    with _holder(home) as holder:
        url = _said(holder)
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS names (name text)")
            connection.execute("INSERT INTO names VALUES ('pane')")
        holder.kill()
        holder.wait()
        for process in _servers(home):
            process.send_signal(signal.SIGKILL)

    services = embedded.acquire()
    assert _count_names(services) == 1
    embedded.release()
    assert _servers(home) == [], "the killed holder must not count any more"


def test_a_pid_that_now_belongs_to_another_program_is_not_taken_for_a_server(
    home: Path, embedded: EmbeddedServices
) -> None:
    (home / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    (home / "valkey" / "pid").write_text(f"{os.getpid()}\n")
    (home / "handles" / f"{os.getpid()}-1").touch()

    services = embedded.acquire()
    assert _count_names(services) == 1
    embedded.release()
    assert _servers(home) == []


def test_valkey_keeps_its_port_over_a_restart_and_moves_when_it_is_taken(tmp_path: Path) -> None:
    valkey = Valkey(tmp_path / "valkey")
    try:
        first = valkey.start()
        valkey.stop()
        assert valkey.start() == first
        valkey.stop()
        with closing(socket.create_server(("127.0.0.1", int(first.rsplit(":", 1)[1])))):
            assert valkey.start() != first
    finally:
        valkey.stop()


@pytest.mark.parametrize("name", ["with space and 'quote'", "long" * 30])
def test_a_directory_with_an_awkward_name_works(name: str) -> None:
    with _directory() as parent:
        with (
            EmbeddedServices(parent / name).held() as services,
            closing(psycopg.connect(services.database_url)) as connection,
        ):
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert _servers(parent / name) == []


def test_a_directory_of_something_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letters.txt").write_text("mine")
    with pytest.raises(RuntimeError, match="not a database"):
        EmbeddedServices(tmp_path).acquire()
    assert (tmp_path / "postgres" / "letters.txt").read_text() == "mine"


def test_starting_prints_no_warning(home: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "XDG_RUNTIME_DIR"}
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", HOLDER, str(home)],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "RuntimeDirWarning" not in done.stderr


def test_manage_py_starts_nothing_where_the_servers_are_given(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "NUTRIFIT_LOCAL": "1",
        "NUTRIFIT_LOCAL_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql:///elsewhere",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    root = Path(__file__).resolve().parents[2]
    subprocess.run(
        [sys.executable, "manage.py", "help"],
        cwd=root,
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert not (tmp_path / "postgres").exists()
    assert not (tmp_path / "valkey").exists()
