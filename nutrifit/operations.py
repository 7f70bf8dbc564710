"""What operators and their tools ask: is it up, is it ready, how is it doing, which version."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from health_check.base import HealthCheck
from health_check.checks import Cache
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView
from kombu import Connection as BrokerConnection
from kombu.exceptions import OperationalError as BrokerError
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client import REGISTRY as PROCESS_REGISTRY
from prometheus_client.core import GaugeMetricFamily, Metric
from redis.exceptions import RedisError

from apps.outbox import selectors as outbox

WORKER_ANSWER = timedelta(seconds=2)


class Database(HealthCheck):
    """PostgreSQL answers a question."""

    def run(self) -> None:
        with _connection_of_its_own(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")


class Migrations(HealthCheck):
    """The database has every migration of this release."""

    def run(self) -> None:
        with _connection_of_its_own():
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise ServiceUnavailable("migrations are waiting")


@contextmanager
def _connection_of_its_own() -> Iterator[None]:
    """Close the connection after a check: checks run in threads that no request ends for, where a
    connection that broke once would stay broken."""
    try:
        yield
    except DatabaseError as error:
        raise ServiceUnavailable(type(error).__name__) from error
    finally:
        connection.close()


class Broker(HealthCheck):
    """The queue's server accepts a connection."""

    def run(self) -> None:
        with _broker():
            pass


class Worker(HealthCheck):
    """At least one worker takes messages and answers."""

    def run(self) -> None:
        with _broker() as broker:
            answers = current_app.control.ping(
                timeout=WORKER_ANSWER.total_seconds(), limit=1, connection=broker
            )
        if not answers:
            raise ServiceUnavailable("no worker answers")


@contextmanager
def _broker() -> Iterator[BrokerConnection]:
    """A new connection to the broker; a pooled one may have outlived its server."""
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            # Without these limits the client tries again for longer than a probe waits.
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
            yield broker
    except (OSError, BrokerError, RedisError) as error:
        raise ServiceUnavailable(type(error).__name__) from error


class JsonHealthView(HealthCheckView):
    """The library's view answering JSON, and 503 instead of 500 when a check fails."""

    def render_to_response_json(self, status: int) -> JsonResponse:
        return JsonResponse(
            {
                "status": "ok" if status == 200 else "unavailable",
                "checks": {
                    type(result.check).__name__.lower(): str(result.error or "ok")
                    for result in self.results
                },
            },
            status=200 if status == 200 else 503,
            headers={} if status == 200 else {"Retry-After": "5"},
        )

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.GET = QueryDict("format=json")
        response: HttpResponse = await super().get(request, *args, **kwargs)
        return response


class Readiness(JsonHealthView):
    """Ready to take traffic: database, cache, broker, at least one worker, migrations."""

    checks: ClassVar[list[Any]] = [
        Database,
        (Cache, {"alias": "valkey"}),
        Broker,
        Migrations,
        Worker,
    ]


class DatabaseHealth(JsonHealthView):
    checks: ClassVar[list[Any]] = [Database, Migrations]


class CacheHealth(JsonHealthView):
    checks: ClassVar[list[Any]] = [(Cache, {"alias": "valkey"})]


def index(request: HttpRequest) -> HttpResponse:
    return redirect("docs")


def live(request: HttpRequest) -> JsonResponse:
    """The process answers; says nothing of what it depends on."""
    return JsonResponse({"status": "ok"})


def version(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"version": VERSION, "commit": os.environ.get("NUTRIFIT_COMMIT", "")})


def _released_version() -> str:
    changelog = Path(settings.BASE_DIR, "CHANGELOG.md").read_text().splitlines()
    headings = [line.removeprefix("## ").split()[0] for line in changelog if line.startswith("## ")]
    return headings[0]


VERSION = _released_version()


class OutboxCollector:
    """Figures that live in the database, read when they are asked for; none while it is away."""

    def collect(self) -> list[Metric]:
        try:
            return self.read()
        except DatabaseError:
            return []

    def read(self) -> list[Metric]:
        lag = outbox.lag_seconds(at=timezone.now())
        deliveries = GaugeMetricFamily(
            "outbox_deliveries", "Unfinished deliveries", labels=["status"]
        )
        for status, count in outbox.delivery_counts().items():
            deliveries.add_metric([status], count)
        return [
            GaugeMetricFamily("outbox_lag_seconds", "Age of the oldest undelivered event", lag),
            deliveries,
        ]


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus exposition over all processes; closed by METRICS_TOKEN where it is set."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and not constant_time_compare(given, settings.METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    read: Callable[[Any], bytes] = generate_latest
    outbox_registry = CollectorRegistry()
    outbox_registry.register(OutboxCollector())
    content = read(_process_registry()) + read(outbox_registry)
    return HttpResponse(content, content_type=CONTENT_TYPE_LATEST)


def _process_registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return PROCESS_REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
