"""What the tests of whole systems share."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import fasteners
import pytest

from nutrifit.tests.faults_stack import Stack

MakeHome = Callable[[], AbstractContextManager[Path]]


@pytest.fixture(scope="session")
def server_home(tmp_path_factory: pytest.TempPathFactory) -> MakeHome:
    """Make directories of servers of one's own, with every migration applied.

    Migrating takes longer than most of these tests, so the first one does it for the whole run
    and all take copies.
    """
    of_worker = tmp_path_factory.getbasetemp()
    of_run = of_worker.parent if "PYTEST_XDIST_WORKER" in os.environ else of_worker
    migrated = of_run / "migrated"
    with fasteners.InterProcessLock(of_run / "migrated.lock"):
        if not migrated.exists():
            _migrate(migrated)

    @contextmanager
    def home() -> Iterator[Path]:
        with _directory() as made:
            _copy(migrated, made / "postgres")
            yield made

    return home


@contextmanager
def _directory() -> Iterator[Path]:
    # Not below pytest's own directory, which is closed to the user the database runs as.
    with tempfile.TemporaryDirectory(prefix="nutrifit-test-") as name:
        yield Path(name)


def _migrate(into: Path) -> None:
    with _directory() as home:
        stack = Stack(home)
        try:
            stack.run("migrate", "--no-input", "-v0")
        finally:
            stack.close()
        unfinished = into.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        _copy(home / "postgres", unfinished)
        unfinished.rename(into)


def _copy(cluster: Path, to: Path) -> None:
    """With its owner, which shutil forgets."""
    subprocess.run(["/bin/cp", "-a", str(cluster), str(to)], check=True)
