"""Makes up an export of the Health app, of any size, from a seed, and imports it as a worker does.

Shaped after a census of a real one: active energy, heart rate and basal energy of a Watch are most
of it, many records have an entry of metadata, types stand together, each in order of time.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
FIRST = datetime(2022, 1, 1, tzinfo=UTC)
WATCH = (
    'sourceName="Apple Watch di Anna" sourceVersion="10.1"'
    ' device="&lt;&lt;HKDevice: 0x283d1f4d0&gt;,'
    " name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2,"
    ' software:10.1&gt;"'
)
PHONE = (
    'sourceName="iPhone di Anna" sourceVersion="17.1"'
    ' device="&lt;&lt;HKDevice: 0x283d1f4d1&gt;,'
    " name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:iPhone14,2,"
    ' software:17.1&gt;"'
)
SCALE = 'sourceName="Bilancia" sourceVersion="4.2"'
QUANTITY = "HKQuantityTypeIdentifier"
CONTEXT = '  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="1"/>\n'
ZONE = '  <MetadataEntry key="HKTimeZone" value="Europe/Rome"/>\n'
STAGES = ("AsleepCore", "AsleepDeep", "AsleepREM", "Awake")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout|ActivitySummary)*)>
<!ATTLIST HealthData locale CDATA #REQUIRED>
]>
<HealthData locale="it_IT">
 <ExportDate value="2025-01-01 10:00:00 +0100"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth=""/>
"""

# type, source, unit, share of the records, seconds between starts, seconds long, values, metadata
KINDS = (
    ("ActiveEnergyBurned", WATCH, "kcal", 0.32, 60, 60, (0.1, 9.0), ""),
    ("HeartRate", WATCH, "count/min", 0.16, 240, 0, (48, 165), CONTEXT),
    ("BasalEnergyBurned", WATCH, "kcal", 0.15, 120, 120, (1.1, 3.0), ""),
    ("DistanceWalkingRunning", WATCH, "km", 0.10, 300, 280, (0.01, 0.4), ""),
    ("StepCount", WATCH, "count", 0.10, 300, 280, (5, 600), ""),
    ("StepCount", PHONE, "count", 0.06, 600, 540, (5, 900), ""),
    ("DistanceWalkingRunning", PHONE, "km", 0.05, 600, 540, (0.01, 0.6), ""),
    ("OxygenSaturation", WATCH, "%", 0.02, 1800, 15, (0.93, 1.0), ZONE),
    ("HeartRateVariabilitySDNN", WATCH, "ms", 0.01, 7200, 60, (15, 90), ZONE),
    ("BodyMass", SCALE, "kg", 0.005, 43_200, 0, (61, 64), ZONE),
)


def write_export(path: Path, *, records: int, seed: int) -> int:
    """Writes about as many records; returns how many."""
    chance = random.Random(seed)
    written = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for record in _records(records, chance):
            file.write(record)
            written += 1
        file.write("</HealthData>\n")
    return written


def _records(records: int, chance: random.Random) -> Iterator[str]:
    for kind, source, unit, share, every_s, long_s, values, metadata in KINDS:
        at = FIRST
        for _ in range(int(records * share)):
            at += timedelta(seconds=every_s + chance.randrange(every_s // 4 + 1))
            value = chance.uniform(*values)
            shown = f"{value:.0f}" if unit.startswith("count") else f"{value:.6g}"
            yield _record(
                f'type="{QUANTITY}{kind}" {source} unit="{unit}"', at, long_s, shown, metadata
            )
    yield from _nights(int(records * 0.02), chance)


def _nights(stages: int, chance: random.Random) -> Iterator[str]:
    at = FIRST
    for number in range(stages):
        minutes = chance.randrange(5, 60)
        stage = f"HKCategoryValueSleepAnalysis{chance.choice(STAGES)}"
        told = f'type="HKCategoryTypeIdentifierSleepAnalysis" {WATCH}'
        yield _record(told, at, minutes * 60, stage, ZONE)
        at += timedelta(minutes=minutes if number % 12 else 16 * 60)


def _record(told: str, at: datetime, long_s: int, value: str, metadata: str) -> str:
    start, end = _written(at), _written(at + timedelta(seconds=long_s))
    opened = f' <Record {told} creationDate="{end}" startDate="{start}" endDate="{end}"'
    if not metadata:
        return f'{opened} value="{value}"/>\n'
    return f'{opened} value="{value}">\n{metadata} </Record>\n'


def _written(at: datetime) -> str:
    return f"{at.astimezone(ROME):%Y-%m-%d %H:%M:%S %z}"


def import_and_derive(path: Path) -> dict[str, float]:
    """From a kept upload to the last day derived; needs Django's environment."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.files.base import File
    from django.utils import timezone

    from apps.accounts.models import User
    from apps.health import services

    user = User.objects.create_user(f"{uuid4().hex}@example.org")
    with tempfile.TemporaryDirectory() as media, path.open("rb") as file:
        settings.MEDIA_ROOT = media
        job, _ = services.submit_import(user, uuid4(), File(file), at=timezone.now())
        started = time.perf_counter()
        services.run_import(job.pk)
        services.derive_dirty(user.pk)
        seconds = time.perf_counter() - started
    job.refresh_from_db()
    return {
        "records": job.accepted,
        "seconds": seconds,
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    """Of this program; getrusage would count what its parent had when it began."""
    status = Path("/proc/self/status").read_text()
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(import_and_derive(Path(sys.argv[1]))))
