"""The counters of a worker's processes, served over HTTP by the process that leads them."""

import os
import threading
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIServer

from celery import bootsteps, signals
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
# Kinds whose figures of several processes add up.
SUMMED = ("counter", "histogram")


class WorkerMetrics(bootsteps.StartStopStep):
    """Part of a Celery worker where ``WORKER_METRICS_PORT`` is given."""

    def include_if(self, worker: Any) -> bool:
        return bool(settings.WORKER_METRICS_PORT)

    def create(self, worker: Any) -> "Exporter":  # type: ignore[override]
        if DIRECTORY not in os.environ:
            raise ImproperlyConfigured(f"WORKER_METRICS_PORT needs {DIRECTORY}, a directory.")
        directory = Path(os.environ[DIRECTORY])
        for left_over in directory.glob("*.db"):
            if left_over.stem.rpartition("_")[2] != str(os.getpid()):
                left_over.unlink()
        return Exporter(directory)


class Exporter:
    """``/metrics`` of one worker. Starts with it, ends with it."""

    def __init__(self, directory: Path) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(Counts(directory))
        self.server: WSGIServer | None = None

    def start(self) -> None:
        host, port = settings.WORKER_METRICS_HOST, settings.WORKER_METRICS_PORT
        try:
            self.server, _ = start_http_server(port, host, self.registry)
        except OSError as error:
            raise ImproperlyConfigured(
                f"WORKER_METRICS_HOST, WORKER_METRICS_PORT: {host}:{port}: {error.strerror}"
            ) from error
        signals.worker_process_init.connect(self._leave_to_parent, weak=False)

    def _leave_to_parent(self, **_: Any) -> None:
        """A child that outlived its parent would hold the port against the next worker."""
        if self.server is not None:
            self.server.socket.close()

    def stop(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()


class Counts:
    """What all processes of this worker counted, also those that are no more."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.lock = threading.Lock()
        self.files = MultiProcessCollector(None, str(directory))  # type: ignore[no-untyped-call]

    def collect(self) -> list[Any]:
        with self.lock:
            fold_dead(self.directory)
            return list(self.files.collect())  # type: ignore[no-untyped-call]


def fold_dead(directory: Path) -> None:
    """Add what processes counted before they died to one file, so that there are never more files
    than processes; a counter must not go down because a process did."""
    for path in directory.glob("*_*.db"):
        kind, _, pid = path.stem.rpartition("_")
        if kind not in SUMMED or pid == "0" or _is_alive(int(pid)):
            continue
        total = MmapedDict(str(directory / f"{kind}_0.db"))  # type: ignore[no-untyped-call]
        counted = MmapedDict.read_all_values_from_file(path)  # type: ignore[no-untyped-call]
        for key, value, at, _position in counted:
            total.write_value(key, total.read_value(key)[0] + value, at)  # type: ignore[no-untyped-call]
        total.close()  # type: ignore[no-untyped-call]
        path.unlink()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
