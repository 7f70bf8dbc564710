"""Records as phones send them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WATCH = {"bundle_id": "com.apple.health.0A1B", "product_type": "Watch6,2", "name": "Watch"}
IPHONE = {"bundle_id": "com.apple.health.2C3D", "product_type": "iPhone14,5", "name": "iPhone"}
APP = {"bundle_id": "it.example.passi", "product_type": "iPhone14,5", "name": "Passi"}

_numbers = count(1)


def new_uuid():
    return str(UUID(int=next(_numbers)))


def steps(value=100, *, start=NOON, minutes=10, source=WATCH, **changes):
    return {
        "uuid": new_uuid(),
        "type": "HKQuantityTypeIdentifierStepCount",
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=minutes)).isoformat(),
        "value": value,
        "unit": "count",
        "source": source,
        "zone": "Europe/Rome",
        **changes,
    }


def weight(value=70.0, *, start=NOON, source=APP, **changes):
    return steps(
        value,
        start=start,
        minutes=0,
        source=source,
        type="HKQuantityTypeIdentifierBodyMass",
        unit="kg",
        **changes,
    )


PHONE = {"id": "01955a3e-7c00-7000-8000-000000000001", "timezone": "Europe/Rome"}


def batch_of(*samples, **more):
    return {"device": PHONE, "samples": list(samples), **more}


def send(client, batch, *, path="samples", status=200, **headers):
    answer = client.post(f"/api/v1/health/{path}", batch, headers=headers)
    assert answer.status_code == status, answer.content[:2000]
    return answer.json()
