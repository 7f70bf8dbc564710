"""Gives the test run a real PostgreSQL and Valkey before Django reads its settings."""

import os
from pathlib import Path

import pytest

from nutrifit.embedded import EmbeddedServices

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "faults: starts and kills real processes")
    config.addinivalue_line("markers", "browser: drives a real Chromium")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    os.environ["NUTRIFIT_LOCAL"] = "1"
    os.environ.setdefault("THROTTLE_USER", "100000/hour")
    os.environ.setdefault("THROTTLE_ANONYMOUS", "100000/hour")
    os.environ.setdefault("THROTTLE_SEARCH", "100000/hour")
    os.environ.setdefault("THROTTLE_AI", "100000/hour")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    from nutrifit.environment import load

    embedded = EmbeddedServices(load().nutrifit_local_dir)
    services = embedded.acquire()
    early_config.add_cleanup(embedded.release)
    os.environ.setdefault("DATABASE_URL", services.database_url)
    os.environ.setdefault("REDIS_URL", services.redis_url)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; tests that need it skip without it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the folder of real data (../shared), which is not here")
    return SHARED_DATA
