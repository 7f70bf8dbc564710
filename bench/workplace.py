"""Where the benchmark runs: its own servers, production's environment, databases by copy."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
from psycopg import sql

from nutrifit.embedded import EmbeddedServices, Services

PROJECT_DIR = Path(__file__).resolve().parent.parent
MEASURED = "measured"
LOADED_PREFIX = "loaded_"
NEVER_REACHED = "1000000/second"


@dataclass(frozen=True)
class Workplace:
    """The servers and files of one benchmark directory."""

    directory: Path
    services: Services

    @property
    def database_url(self) -> str:
        """The database that is measured: a copy, thrown away with the next run."""
        return self.url_of(MEASURED)

    def url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self.services.database_url)._replace(path=f"/{database}"))

    def environment(self, *, log_level: str = "INFO") -> dict[str, str]:
        """Production's settings, with limits counted as in production but out of reach."""
        return {
            **os.environ,
            "NUTRIFIT_LOCAL": "0",
            "DJANGO_SETTINGS_MODULE": "nutrifit.settings",
            "SECRET_KEY": self._secret_key(),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.services.redis_url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "PUBLIC_URL": "https://127.0.0.1",
            "LOG_LEVEL": log_level,
            "LOG_JSON": "1",
            "THROTTLE_USER": NEVER_REACHED,
            "THROTTLE_ANONYMOUS": NEVER_REACHED,
            "THROTTLE_SEARCH": NEVER_REACHED,
            "PYTHONPATH": str(PROJECT_DIR),
        }

    def _secret_key(self) -> str:
        path = self.directory / "secret_key"
        if not path.exists():
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text()

    def postmaster(self) -> psutil.Process:
        pid_file = self.directory / "postgres" / "postmaster.pid"
        return psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))

    def databases(self) -> set[str]:
        with psycopg.connect(self.services.database_url) as connection:
            found = connection.execute("SELECT datname FROM pg_database").fetchall()
        return {name for (name,) in found}

    def create_database(self, name: str, *, template: str = "template1") -> None:
        """Create or replace a database as a copy of another."""
        self.drop_database(name)
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)

    def drop_database(self, name: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.services.database_url, autocommit=True) as connection:
            quoted = [sql.Identifier(name) for name in names]
            connection.execute(sql.SQL(statement).format(*quoted))


@contextmanager
def workplace(directory: Path) -> Iterator[Workplace]:
    """Servers in ``directory``, running while the block lasts."""
    embedded = EmbeddedServices(directory)
    with embedded.held() as services:
        yield Workplace(directory.resolve(), services)
