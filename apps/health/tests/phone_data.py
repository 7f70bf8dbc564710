"""Samples as an iPhone, an Apple Watch and other apps would write them for one person: made up from
a seed, the same each time. About 490 a day, 180,000 a year, with everything that makes totals
wrong: overlapping sources, a watch that is taken off, travel across zones, days of 23 and 25 hours,
weights typed in by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

HOME = "Europe/Rome"
# Days since the first, and where the person is then.
TRIPS = ((range(100, 114), "America/New_York"), (range(200, 207), "Asia/Tokyo"))

Record = dict[str, Any]

QUANTITY, CATEGORY = "HKQuantityTypeIdentifier", "HKCategoryTypeIdentifier"
STEPS, DISTANCE = f"{QUANTITY}StepCount", f"{QUANTITY}DistanceWalkingRunning"
ACTIVE, BASAL = f"{QUANTITY}ActiveEnergyBurned", f"{QUANTITY}BasalEnergyBurned"
HEART_RATE, BODY_MASS = f"{QUANTITY}HeartRate", f"{QUANTITY}BodyMass"
SLEEP = f"{CATEGORY}SleepAnalysis"

WATCH = {
    "bundle_id": "com.apple.health.5F1A90D2",
    "product_type": "Watch7,1",
    "name": "Apple Watch di Anna",
    "version": "11.2",
}
PHONE = {
    "bundle_id": "com.apple.health.0C7D66B8",
    "product_type": "iPhone16,1",
    "name": "iPhone di Anna",
    "version": "18.2",
}
PEDOMETER = {
    "bundle_id": "org.example.pedometer",
    "product_type": "iPhone16,1",
    "name": "Contapassi",
    "version": "4.1",
}
SCALE = {
    "bundle_id": "org.example.scale",
    "product_type": "iPhone16,1",
    "name": "Bilancia",
    "version": "2.0",
}
BY_HAND = {
    "bundle_id": "com.apple.Health",
    "product_type": "iPhone16,1",
    "name": "Salute",
    "version": "18.2",
}

MINUTE = 60.0
IN_BED, AWAKE, CORE, DEEP, REM = 0, 2, 3, 4, 5
STAGES = (CORE, DEEP, CORE, REM, CORE, AWAKE)


@dataclass
class Person:
    """Someone with a phone and a watch; ``zone_of`` says where they are on a day."""

    seed: int
    first: date
    travels: bool = True

    def day(self, number: int) -> list[Record]:
        """The samples of a day, by source and then by time, as a phone reads them out."""
        return _Day(self, number).samples()

    def samples(self, days: int) -> Iterator[Record]:
        for number in range(days):
            yield from self.day(number)

    def zone_of(self, number: int) -> str:
        found = (zone for days, zone in TRIPS if number in days)
        return next(found, HOME) if self.travels else HOME


class _Day:
    def __init__(self, person: Person, number: int) -> None:
        self.random = Random(f"{person.seed}/{number}")
        self.zone = person.zone_of(number)
        self.number = number
        self.date = person.first + timedelta(days=number)
        self.records: list[Record] = []
        self.begins = self._at(self.date)
        self.ends = self._at(self.date + timedelta(days=1))

    def _at(self, day: date, hour: int = 0, minute: int = 0) -> float:
        return datetime.combine(day, time(hour, minute), ZoneInfo(self.zone)).timestamp()

    def samples(self) -> list[Record]:
        bouts = self._bouts()
        self._watch(bouts)
        self._phone(bouts)
        self._pedometer()
        self._weight()
        return self.records

    def _add(
        self, kind: str, source: dict[str, str], start: float, end: float, value: float, unit: str
    ) -> Record:
        record = {
            "uuid": str(UUID(int=self.random.getrandbits(128), version=4)),
            "type": kind,
            "start": _instant(start),
            "end": _instant(end),
            "value": value,
            "unit": unit,
            "source": source,
            "zone": self.zone,
        }
        self.records.append(record)
        return record

    def _bouts(self) -> list[tuple[float, float, float]]:
        """Walks between seven and ten: start, seconds, steps a second."""
        start, latest = self._at(self.date, 7), self._at(self.date, 22)
        bouts: list[tuple[float, float, float]] = []
        while len(bouts) < 10 and start < latest:
            start += self.random.uniform(10, 120) * MINUTE
            seconds = self.random.uniform(6, 40) * MINUTE
            bouts.append((start, seconds, self.random.uniform(0.8, 1.9)))
            start += seconds
        return bouts

    def _watch(self, bouts: list[tuple[float, float, float]]) -> None:
        for start, seconds, pace in bouts[:-1]:  # taken off in the evening
            self._walk(WATCH, start, seconds, pace)
        self._energy()
        self._heart()
        self._sleep()

    def _phone(self, bouts: list[tuple[float, float, float]]) -> None:
        for start, seconds, pace in bouts:
            if self.random.random() < 0.8:
                late = self.random.uniform(-1, 2) * MINUTE
                self._walk(PHONE, start + late, seconds * 0.9, pace * self.random.uniform(0.85, 1))
        self._add(
            SLEEP, PHONE, self.begins - 70 * MINUTE, self.begins + 400 * MINUTE, IN_BED, ""
        ).pop("unit")

    def _walk(self, source: dict[str, str], start: float, seconds: float, pace: float) -> None:
        chunks = max(1, round(seconds / (5 * MINUTE)))
        length = seconds / chunks
        for chunk in range(chunks):
            begins = start + chunk * length
            steps = round(length * pace * self.random.uniform(0.9, 1.1))
            self._add(STEPS, source, begins, begins + length, steps, "count")
            if chunk % 2:
                metres = round(steps * self.random.uniform(1.4, 1.6), 3)
                self._add(DISTANCE, source, begins - length, begins + length, metres, "m")

    def _energy(self) -> None:
        start, latest = self._at(self.date, 7), self._at(self.date, 22)
        while start < latest:
            value = round(self.random.expovariate(1 / 5.5), 3)
            self._add(ACTIVE, WATCH, start, start + 10 * MINUTE, value, "kcal")
            start += 10 * MINUTE
        hour = self.begins
        while hour < self.ends:
            self._add(
                BASAL, WATCH, hour, hour + 3600, round(self.random.uniform(55, 63), 3), "kcal"
            )
            hour += 3600

    def _heart(self) -> None:
        for place in range(240):
            moment = self.begins + (place + self.random.random()) * (self.ends - self.begins) / 240
            value = float(self.random.randint(48, 130))
            self._add(HEART_RATE, WATCH, moment, moment, value, "count/min")

    def _sleep(self) -> None:
        """The night that ends on this day, a stage at a time."""
        start, wakes = self.begins - 60 * MINUTE, self.begins + 390 * MINUTE
        turn = 0
        while start < wakes:
            end = min(start + self.random.uniform(8, 30) * MINUTE, wakes)
            self._add(SLEEP, WATCH, start, end, STAGES[turn % len(STAGES)], "").pop("unit")
            start, turn = end, turn + 1

    def _pedometer(self) -> None:
        """An app that counts as well, in pieces of three hours."""
        start = self._at(self.date, 6)
        for piece in range(6):
            begins = start + piece * 180 * MINUTE
            steps = self.random.randint(0, 3000)
            self._add(STEPS, PEDOMETER, begins, begins + 180 * MINUTE, steps, "count")

    def _weight(self) -> None:
        moment = self._at(self.date, 7, 5)
        mass = round(68 - self.number * 0.01 + self.random.gauss(0, 0.4), 2)
        if self.number % 7 == 3:
            by_hand = self._add(BODY_MASS, BY_HAND, moment, moment, mass, "kg")
            by_hand["user_entered"] = True
        elif self.number % 2 == 0:
            self._add(BODY_MASS, SCALE, moment, moment, mass, "kg")


def _instant(at: float) -> str:
    return datetime.fromtimestamp(round(at, 3), UTC).isoformat()
