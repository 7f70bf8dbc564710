"""What HealthKit had that day: a morning sync, a watch that comes late, a deletion."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from uuid_utils import uuid4

ROME = ZoneInfo("Europe/Rome")
STEPS = "HKQuantityTypeIdentifierStepCount"
DEVICE = {"id": "01936f00-0000-7000-8000-00000000a77a", "timezone": "Europe/Rome"}
PHONE = {"bundle_id": "com.apple.health.demo", "product_type": "iPhone16,1", "name": "iPhone"}
WATCH = {"bundle_id": "com.apple.health.demo", "product_type": "Watch7,1", "name": "Watch"}
APP = {"bundle_id": "org.example.pedometer", "product_type": "iPhone16,1", "name": "Contapassi"}

Send = Callable[..., httpx.Response]


def play_morning(send: Send, day: date, tell: Callable[[str], object]) -> None:
    """Play and tell it, from a day without samples. Raises httpx.HTTPError."""
    send("DELETE", f"health/samples?from={day}&to={day}")
    phone = _steps(day, 2400, (6, 30), (7, 0), PHONE)
    app = _steps(day, 8100, (6, 0), (7, 30), APP)
    watch = _steps(day, 4500, (6, 0), (6, 45), WATCH)

    tell("\n07:35 HealthKit syncs: the phone counted 2,400 steps, an app 8,100 around them")
    _sync(send, tell, samples=[phone, app])
    _total(send, day, tell)
    tell("\n08:10 the watch comes late: 4,500 steps that the others counted as well")
    _sync(send, tell, samples=[watch])
    _total(send, day, tell)
    tell("\n08:11 the network was bad: all of it again")
    _sync(send, tell, samples=[phone, app, watch])
    _total(send, day, tell)
    tell("\n08:30 she throws the app's samples away; the phone tells")
    _sync(send, tell, deleted=[{"uuid": app["uuid"]}])
    _total(send, day, tell)


def _steps(
    day: date, count: int, start: tuple[int, int], end: tuple[int, int], source: dict[str, str]
) -> dict[str, Any]:
    return {
        "uuid": str(uuid4()),
        "type": STEPS,
        "start": datetime.combine(day, time(*start), ROME).isoformat(),
        "end": datetime.combine(day, time(*end), ROME).isoformat(),
        "value": count,
        "unit": "count",
        "source": source,
        "zone": "Europe/Rome",
    }


def _sync(send: Send, tell: Callable[[str], object], **batch: Any) -> None:
    counts = send("POST", "health/samples", {"device": DEVICE, **batch}).json()["counts"]
    told = ", ".join(f"{counts[name]} {name}" for name in ("accepted", "duplicate", "deleted"))
    tell(f"  200 {told}")


def _total(send: Send, day: date, tell: Callable[[str], object]) -> None:
    query = f"health/daily?from={day}&to={day}&type=step_count"
    for figure in send("GET", query).json()["results"]:
        tell(f"    steps of the day: {figure['value']:.0f}, confidence {figure['confidence']:.2f}")
