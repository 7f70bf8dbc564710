"""Storing records and reading the days derived from them."""

from datetime import UTC, datetime

from django.db import connection, transaction

from apps.health import services
from apps.health.domain.readings import read_records
from apps.health.domain.touched import microseconds
from apps.health.domain.types import TYPES
from apps.health.models import DailyMetric
from apps.health.tests.conftest import APP, IPHONE, WATCH, steps

LATER = datetime(2026, 6, 1, tzinfo=UTC)
OTHER_APP = {"bundle_id": "org.example.run", "product_type": "iPhone14,5", "name": "Run"}
SOURCES = {"watch": WATCH, "iphone": IPHONE, "app": APP, "other": OTHER_APP}
# Whichever sample it was; a test is about one day or a few.
ROW_VERSIONS = "SELECT id, xmin::text, ctid::text FROM health_dailymetric ORDER BY id"


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def walked(source, start, minutes, value, zone="Europe/Rome", **changes):
    return steps(
        value, start=at(start), minutes=minutes, source=SOURCES[source], zone=zone, **changes
    )


def burnt(kind, source, start, minutes, value, **changes):
    identifier = f"HKQuantityTypeIdentifier{kind}EnergyBurned"
    return walked(source, start, minutes, value, type=identifier, unit="kcal", **changes)


def store(user, *records, deleted=(), received_at=LATER):
    batch = read_records(records, now_us=microseconds(received_at), zone="Europe/Rome")
    assert not batch.refusals
    services.prepare_months(batch)
    with transaction.atomic():
        return services.store_readings(user.pk, batch, deletions=deleted, received_at=received_at)


def derive(user, *records, **more):
    store(user, *records, **more)
    return services.derive_dirty(user.pk)


def figures(user, code="step_count"):
    """Values by ISO day."""
    rows = DailyMetric.objects.filter(user=user, type=TYPES[code].number).order_by("local_date")
    return {row.local_date.isoformat(): float(row.value) for row in rows}


def figure(user, code="step_count"):
    return DailyMetric.objects.get(user=user, type=TYPES[code].number)


def row_versions():
    with connection.cursor() as cursor:
        cursor.execute(ROW_VERSIONS)
        return cursor.fetchall()
