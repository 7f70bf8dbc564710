"""The web server under measurement, and the CPU time it and PostgreSQL use."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from bench.driver import Failed
from bench.workplace import PROJECT_DIR, Workplace

WORKERS = 2
STARTS_WITHIN_S = 30


@dataclass(frozen=True)
class CpuTimes:
    """CPU seconds used so far: by the web processes, by PostgreSQL, by the whole machine."""

    web_s: float
    database_s: float
    machine_s: float
    at: float

    def __sub__(self, earlier: "CpuTimes") -> "CpuTimes":
        return CpuTimes(
            self.web_s - earlier.web_s,
            self.database_s - earlier.database_s,
            self.machine_s - earlier.machine_s,
            self.at - earlier.at,
        )


@dataclass(frozen=True)
class Server:
    """Gunicorn as production runs it, with sync workers."""

    url: str
    process: psutil.Process
    postmaster: psutil.Process

    def cpu_times(self) -> CpuTimes:
        busy = psutil.cpu_times()
        return CpuTimes(
            web_s=_family_s(self.process),
            database_s=_family_s(self.postmaster),
            machine_s=sum(busy) - busy.idle - busy.iowait,
            at=time.monotonic(),
        )


def _family_s(head: psutil.Process) -> float:
    """CPU seconds of a process, of the children it has, and of those it had.

    Counted again where a child ended meanwhile, for it would be in neither sum or in both.
    """
    while True:
        times = head.cpu_times()
        living = sum(_own_s(child) for child in head.children(recursive=True))
        if head.cpu_times()[2:4] == times[2:4]:
            return float(sum(times[:4]) + living)


def _own_s(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


@contextmanager
def serving(place: Workplace, application: str) -> Iterator[Server]:
    """Gunicorn with two sync workers; its log goes to a file, as in production to a pipe."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", application, "--workers", str(WORKERS)),
        *("--bind", f"127.0.0.1:{port}"),
    ]
    with (place.directory / f"{application}.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT_DIR, env=place.environment(), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_up(url, process)
        yield Server(url, psutil.Process(process.pid), place.postmaster())
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/health/live", timeout=5)  # noqa: S310
        except urllib.error.HTTPError:
            return  # the floors know no such URL
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Failed("the server did not start; see the logs in the benchmark's directory")
