"""Health data: a phone's samples over HTTP, once and again, against a bare COPY of the same rows; a
year derived anew; and what a sample costs and weighs the more there are."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from bench.apple_exports import write_export
from bench.driver import Failed
from bench.servers import WORKERS, Server
from bench.workplace import PROJECT_DIR, Workplace

SAMPLES = 50_000
REQUESTS = 10
# Of each request, samples sent before and samples the phone deletes: de-duplication and deletion
# have something to do.
SENT_AGAIN = 250
DELETED = 100
YEAR = 365
EXPORTED = 600_000
STORED = (100_000, 1_000_000)
MORE_STORED = 10_000_000

MOST_SECONDS = 1.4
LEAST_OF_COPY = 0.25
MOST_YEAR_SECONDS = 2.0
LEAST_EXPORTED_PER_SECOND = 30_000
MOST_EXPORT_MB = 250
# "Flat" leaves room for the noise of one machine.
MOST_GROWTH = 1.25


@dataclass(frozen=True)
class Sync:
    """Ten requests until the last of their days is derived."""

    samples: int
    seconds: float
    derivation_seconds: float
    rows_written: int

    @property
    def per_second(self) -> float:
        return self.samples / self.seconds


@dataclass(frozen=True)
class Cost:
    """What one more sample costs with so many stored, and what a stored one weighs."""

    stored: int
    microseconds: float
    bytes_per_sample: float


@dataclass(frozen=True)
class Health:
    first: Sync
    replay: Sync
    copies: "Copies"
    year_samples: int
    year_seconds: float
    export: "Export"
    costs: tuple[Cost, ...]

    def of(self, copy_seconds: float) -> float:
        return copy_seconds / self.first.seconds


@dataclass(frozen=True)
class Copies:
    """Seconds to COPY the same rows: from Python's values as psycopg writes them, into a table
    without an index; as bytes that were made before, into such a table; the same into the tables
    the rows are in, samples and identities."""

    rows: float
    bytes_only: float
    own_tables: float


def health(place: Workplace, server: Server, *, largest: int) -> Health:
    """Needs Django on the measured database, and a server that serves it."""
    user, phone = _person(server)
    bodies = list(_bodies(phone.device_id))
    first = _sync(user, phone, bodies)
    replay = _sync(user, phone, bodies)
    copies = _copies(user)
    year_samples, year_seconds = _year(server)
    export = _export(place)
    costs = tuple(_cost(server, stored) for stored in (*STORED, MORE_STORED) if stored <= largest)
    return Health(first, replay, copies, year_samples, year_seconds, export, costs)


@dataclass(frozen=True)
class Export:
    """An export of the Health app, imported and its days derived by a process of its own."""

    records: int
    seconds: float
    peak_mb: float

    @property
    def per_second(self) -> float:
        return self.records / self.seconds


def _export(place: Workplace) -> Export:
    path = place.directory / f"export_{EXPORTED}.xml"
    if not path.exists():
        write_export(path, records=EXPORTED, seed=1)
    command = [sys.executable, "-m", "bench.apple_exports", str(path)]
    done = subprocess.run(
        command, cwd=PROJECT_DIR, env=place.environment(), capture_output=True, text=True
    )
    if done.returncode:
        raise Failed(f"importing an export failed: {done.stderr[-2000:]}")
    return Export(**json.loads(done.stdout.splitlines()[-1]))


@dataclass(frozen=True)
class Phone:
    url: str
    token: str
    device_id: str

    def send(self, content: bytes) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310
            f"{self.url}/api/v1/health/samples",
            data=content,
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "X-Forwarded-Proto": "https",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
        return found


def _person(server: Server) -> tuple[Any, Phone]:
    """Somebody new, signed in."""
    from apps.accounts import services as accounts
    from apps.accounts.models import User
    from bench.calls import _access_token

    user = User.objects.create_user(f"{uuid4().hex}@example.org")
    accounts.complete_registration(user)
    return user, Phone(server.url, _access_token(user), str(uuid4()))


def _today() -> date:
    return datetime.now(UTC).date()


def _samples(seed: int, days: int) -> Iterator[dict[str, Any]]:
    """Of the days until yesterday."""
    from apps.health.tests.phone_data import Person

    return Person(seed, _today() - timedelta(days=days)).samples(days)


def _bodies(device_id: str, *, seed: int = 1, samples: int = SAMPLES) -> Iterator[bytes]:
    size = samples // REQUESTS
    records = _samples(seed, 150)
    sent: list[dict[str, Any]] = []
    for _ in range(REQUESTS):
        again = sent[-SENT_AGAIN:]
        fresh = list(islice(records, size - len(again)))
        deleted = [record["uuid"] for record in sent[: 3 * DELETED : 3]]
        sent = fresh
        yield json.dumps(
            {
                "device": {"id": device_id, "timezone": "Europe/Rome"},
                "samples": [*again, *fresh],
                "deleted": deleted,
            }
        ).encode()


def _sync(user: Any, phone: Phone, bodies: list[bytes]) -> Sync:
    """Requests as many at once as there are workers; then, as a worker would, the derivation."""
    from apps.health.services.derivation import derive_dirty

    before = _versions(user)
    started = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        answers = list(pool.map(phone.send, bodies))
    stored = time.perf_counter()
    while _dirty(user):
        derive_dirty(user.pk)
    done = time.perf_counter()
    count = sum(len(json.loads(body)["samples"]) for body in bodies)
    if sum(answer["counts"]["rejected"] for answer in answers):
        raise Failed("the server refused samples of the benchmark")
    return Sync(count, done - started, done - stored, len(_versions(user) ^ before))


def _dirty(user: Any) -> bool:
    from apps.health.models import DirtyDay

    return bool(DirtyDay.objects.filter(user=user).exists())


# Of samples, identities and figures, which transaction wrote each row as it is.
VERSIONS = """
SELECT 'sample', uuid::text, xmin::text FROM health_sample WHERE user_id = %(user)s
UNION ALL
SELECT 'identity', uuid::text, xmin::text FROM health_identity WHERE user_id = %(user)s
UNION ALL
SELECT 'figure', id::text, xmin::text FROM health_dailymetric WHERE user_id = %(user)s
"""


def _versions(user: Any) -> set[tuple[str, str, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, {"user": user.pk})
        return set(cursor.fetchall())


def _scalar(*statements: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone()[0]


def _copies(user: Any) -> Copies:
    from django.db import connection

    tables = ("health_sample", "health_identity")
    with connection.cursor() as cursor:
        content = {}
        for table in tables:
            chosen = f"(SELECT * FROM {table} WHERE user_id = '{user.pk}')"
            with cursor.copy(f"COPY {chosen} TO STDOUT (FORMAT binary)") as copy:
                content[table] = b"".join(copy)
        cursor.execute("SELECT * FROM health_sample WHERE user_id = %s", [user.pk])
        values = cursor.fetchall()
        cursor.execute("CREATE TABLE bare (LIKE health_sample INCLUDING DEFAULTS)")
        rows = _written(cursor, "bare", values)
        cursor.execute("TRUNCATE bare")
        bare = _copied(cursor, "bare", content["health_sample"])
        for table in tables:
            cursor.execute(f"DELETE FROM {table} WHERE user_id = %s", [user.pk])
        own = sum(_copied(cursor, table, content[table]) for table in tables)
        cursor.execute("DROP TABLE bare")
    return Copies(rows, bare, own)


def _written(cursor: Any, table: str, values: list[tuple[Any, ...]]) -> float:
    started = time.perf_counter()
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)
    return time.perf_counter() - started


def _copied(cursor: Any, table: str, content: bytes) -> float:
    started = time.perf_counter()
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
        copy.write(content)
    return time.perf_counter() - started


def _year(server: Server) -> tuple[int, float]:
    """A year of one person, derived anew from its samples."""
    from apps.health.services.derivation import rebuild

    user, phone = _person(server)
    records = _samples(2, YEAR)
    count = 0
    while part := list(islice(records, 5_000)):
        phone.send(_body(phone, part))
        count += len(part)
    today = _today()
    started = time.perf_counter()
    rebuild(user.pk, today - timedelta(days=YEAR + 1), today)
    return count, time.perf_counter() - started


def _body(phone: Phone, records: list[dict[str, Any]]) -> bytes:
    device = {"id": phone.device_id, "timezone": "Europe/Rome"}
    return json.dumps({"device": device, "samples": records}).encode()


# Years of people who sync as everybody does, without what nobody reads here.
FILL = """
WITH sample AS (
  SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n / 180000), 12, '0'))::uuid AS user_id,
         gen_random_uuid() AS uuid, (ARRAY[1, 2, 7, 8, 60, 60])[1 + n %% 6] AS type,
         date_trunc('day', now()) - interval '366 days'
           + (n %% 180000) * interval '175 seconds' AS start_at
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
), stored AS (
  INSERT INTO health_sample
    (user_id, uuid, start_at, end_at, type, value, source_id, zone, user_entered, received_at)
  SELECT user_id, uuid, start_at, start_at + interval '3 minutes', type, 42.5, 1,
         'Europe/Rome', false, now()
  FROM sample
)
INSERT INTO health_identity (user_id, uuid, start_at) SELECT user_id, uuid, start_at FROM sample
"""
FILL_STEP = 200_000


def _fill(stored: int) -> None:
    """Samples of others until there are so many."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT count(*) FROM health_identity")
        there = cursor.fetchone()[0]
        for first in range(there, stored, FILL_STEP):
            last = min(first + FILL_STEP, stored) - 1
            cursor.execute(FILL, {"first": first, "last": last})
        cursor.execute("VACUUM (ANALYZE) health_sample")
        cursor.execute("VACUUM (ANALYZE) health_identity")
        cursor.execute("CHECKPOINT")


def _cost(server: Server, stored: int) -> Cost:
    """Of 25,000 samples of somebody new, sent one request after the other."""
    _fill(stored)
    _, phone = _person(server)
    bodies = list(_bodies(phone.device_id, seed=stored, samples=SAMPLES // 2))
    phone.send(bodies[0])
    started = time.perf_counter()
    for body in bodies[1:]:
        phone.send(body)
    seconds = time.perf_counter() - started
    counted = sum(len(json.loads(body)["samples"]) for body in bodies[1:])
    return Cost(stored, seconds / counted * 1e6, _bytes_per_sample())


WEIGHT = """
SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits
        WHERE inhparent = 'health_sample'::regclass)
     + pg_total_relation_size('health_identity')
"""


def _bytes_per_sample() -> float:
    """With indexes and the identity beside it."""
    return float(_scalar(WEIGHT)) / float(_scalar("SELECT count(*) FROM health_identity"))


def promises(found: Health | None) -> list[tuple[str, str, bool]]:
    if found is None:
        return []
    first, replay, copies = found.first, found.replay, found.copies
    rows = [
        (
            f"{SAMPLES:,} samples in {REQUESTS} requests, derived: at most {MOST_SECONDS} s",
            f"{first.seconds:.2f} s",
            first.seconds <= MOST_SECONDS,
        ),
        (
            f"The same: at least {LEAST_OF_COPY} of the rate of a bare COPY of its rows",
            f"{found.of(copies.rows):.2f}; of bytes made before {found.of(copies.bytes_only):.2f}, "
            f"into their tables {found.of(copies.own_tables):.2f}",
            found.of(copies.rows) >= LEAST_OF_COPY,
        ),
        (
            "Replay of the same: faster, and changes no row",
            f"{replay.seconds:.2f} s, {replay.rows_written} rows",
            replay.seconds < first.seconds and not replay.rows_written,
        ),
        (
            f"A year of one person derived anew: at most {MOST_YEAR_SECONDS} s",
            f"{found.year_seconds:.2f} s for {found.year_samples:,} samples",
            found.year_seconds <= MOST_YEAR_SECONDS,
        ),
    ]
    export = found.export
    rows += [
        (
            f"An export: at least {LEAST_EXPORTED_PER_SECOND:,} records/s, derived",
            f"{export.per_second:,.0f} records/s of {export.records:,}",
            export.per_second >= LEAST_EXPORTED_PER_SECOND,
        ),
        (
            f"An export: at most {MOST_EXPORT_MB} MB",
            f"{export.peak_mb:.0f} MB",
            export.peak_mb <= MOST_EXPORT_MB,
        ),
    ]
    if len(found.costs) > 1:
        least, most = found.costs[0], found.costs[-1]
        growth = most.microseconds / least.microseconds
        rows.append(
            (
                f"A sample costs the same with {most.stored:,} stored as with {least.stored:,}",
                f"{growth:.2f} times",
                growth <= MOST_GROWTH,
            )
        )
    return rows


COLUMNS = ("", "samples", "seconds", "of it derivation", "samples/s", "rows written")
COST_COLUMNS = ("stored", "µs per sample", "bytes per sample")


def rows(found: Health | None) -> list[list[str]]:
    if found is None:
        return []
    named = (("first time", found.first), ("replay", found.replay))
    return [
        [
            title,
            f"{sync.samples:,}",
            f"{sync.seconds:.2f}",
            f"{sync.derivation_seconds:.2f}",
            f"{sync.per_second:,.0f}",
            f"{sync.rows_written:,}",
        ]
        for title, sync in named
    ]


def cost_rows(found: Health | None) -> list[list[str]]:
    return [
        [f"{cost.stored:,}", f"{cost.microseconds:.1f}", f"{cost.bytes_per_sample:.0f}"]
        for cost in (found.costs if found else ())
    ]
