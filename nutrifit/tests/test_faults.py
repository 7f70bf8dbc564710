"""Kill every process of the system in turn while phones log meals: nothing is lost or doubled.

Real processes, real SIGKILL. A phone sends a meal again, same body, until it gets a 2xx.
"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import httpx
import pytest
from uuid_utils import uuid7

from nutrifit.tests.conftest import MakeHome
from nutrifit.tests.faults_stack import Stack, wait_until

pytestmark = pytest.mark.faults

PEOPLE = 2
ENERGY_PER_100_G = [37, 74, 111, 148, 185]  # as faults_worker.prepare makes the foods
MEALS_BETWEEN_FAULTS = 8


class Phone(threading.Thread):
    """Logs meals one after the other; ``accepted`` holds those it got a 2xx for."""

    def __init__(self, url: str, token: str, foods: list[str], seed: int) -> None:
        super().__init__()
        self.client = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=8
        )
        self.foods = foods
        self.random = random.Random(seed)
        self.accepted: dict[str, dict[str, Any]] = {}
        self.sent_again = 0
        self.refused: list[str] = []
        self.finished = threading.Event()

    def run(self) -> None:
        while not self.finished.is_set() and not self.refused:
            self.send(self.meal())
            self.finished.wait(0.05)

    def meal(self) -> dict[str, Any]:
        day, hour = self.random.randint(1, 5), self.random.randint(6, 22)
        return {
            "id": str(uuid7()),
            "type": "snack",
            "eaten_at": f"2026-03-{day:02}T{hour:02}:00:00+01:00",
            "timezone": "Europe/Rome",
            "items": [self.item() for _ in range(self.random.randint(1, 4))],
        }

    def item(self) -> dict[str, Any]:
        food = self.random.choice(self.foods)
        return {"id": str(uuid7()), "food_id": food, "quantity_g": self.random.randint(1, 500)}

    def send(self, meal: dict[str, Any]) -> None:
        """Until it is accepted, as a phone with a bad connection would."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            status = self.post(meal)
            if 200 <= status < 300:
                self.accepted[meal["id"]] = meal
                return
            if 400 <= status < 500:
                self.refused.append(f"{status} for {meal}")
                return
            self.sent_again += 1
            time.sleep(0.1)
        self.refused.append(f"no answer for a minute: {meal}")

    def post(self, meal: dict[str, Any]) -> int:
        """The status, 0 where there was no whole answer."""
        try:
            return self.client.post("/api/v1/meals", json=meal).status_code
        except httpx.TransportError:
            return 0


@pytest.fixture(scope="module")
def stack(server_home: MakeHome) -> Iterator[Stack]:
    with server_home() as home:
        made = Stack(home)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture(scope="module")
def phones(stack: Stack) -> list[Phone]:
    """The system after every fault, at rest again, and the phones that went through it."""
    made = stack.call(f"prepare({PEOPLE})")
    phones = [Phone(stack.url, token, made["foods"], n) for n, token in enumerate(made["tokens"])]
    stack.start_web()
    stack.start_worker()
    for thread in [stack.sweeper, *phones]:
        thread.start()
    try:
        go_through_faults(stack, phones)
    finally:
        for phone in phones:
            phone.finished.set()
        for phone in phones:
            phone.join(70)
    wait_until(lambda: is_at_rest(stack), "all deliveries done", within_s=45)
    return phones


def go_through_faults(stack: Stack, phones: list[Phone]) -> None:
    def carry_on() -> None:
        """Every phone gets more meals through, so each fault falls into running work."""
        wanted = {phone: len(phone.accepted) + MEALS_BETWEEN_FAULTS for phone in phones}
        wait_until(
            lambda: (
                any(p.refused for p in phones)
                or all(len(p.accepted) >= count for p, count in wanted.items())
            ),
            "meals go through",
            within_s=30,
        )

    carry_on()
    stack.kill_one_web_worker()
    carry_on()
    stack.kill("web")
    stack.start_web()
    carry_on()
    for _ in range(2):
        wait_until(lambda: are_being_delivered(stack), "deliveries are on the way", within_s=30)
        stack.kill("worker")
        carry_on()
        stack.start_worker()
    stack.kill_valkey()
    carry_on()
    stack.restart_servers()
    carry_on()
    stack.kill_postgres()
    stack.restart_servers()
    carry_on()
    wait_until(lambda: are_being_delivered(stack), "deliveries are on the way", within_s=30)
    stack.kill_postgres()
    stack.kill_valkey()
    stack.kill("worker")
    stack.kill("web")
    stack.restart_servers()
    stack.start_web()
    stack.start_worker()
    carry_on()


def are_being_delivered(stack: Stack) -> bool:
    return stack.one("SELECT count(*) FROM outbox_delivery WHERE status = 'sent'") > 0


def is_at_rest(stack: Stack) -> bool:
    waiting = "SELECT count(*) FROM outbox_outboxevent WHERE fanned_out_at IS NULL"
    unfinished = "SELECT count(*) FROM outbox_delivery WHERE status <> 'done'"
    return stack.one(waiting) == 0 and stack.one(unfinished) == 0


def test_no_phone_was_refused_and_the_faults_were_felt(phones):
    assert [phone.refused for phone in phones] == [[]] * PEOPLE
    assert sum(phone.sent_again for phone in phones) > 0


def test_every_accepted_meal_is_there_once_with_its_items(stack, phones):
    stored = defaultdict(set)
    for meal_id, item_id in stack.rows(
        "SELECT meal.id, item.id FROM meals_meal AS meal"
        " LEFT JOIN meals_mealitem AS item ON item.meal_id = meal.id"
    ):
        stored[str(meal_id)].add(str(item_id))
    sent = {
        meal_id: {item["id"] for item in meal["items"]}
        for phone in phones
        for meal_id, meal in phone.accepted.items()
    }

    assert stored == sent


def test_balances_equal_what_the_phones_sent(stack, phones):
    """Recomputed from the requests themselves: grams × kcal / 100, half-even to four places."""
    expected = defaultdict(Decimal)
    for person, phone in enumerate(phones):
        for meal in phone.accepted.values():
            for item in meal["items"]:
                per_100_g = ENERGY_PER_100_G[phone.foods.index(item["food_id"])]
                energy = Decimal(item["quantity_g"]) * per_100_g / 100
                day = meal["eaten_at"][:10]
                expected[person, day] += energy.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    stored = {
        (int(email[len("person") : -len("@example.org")]), day.isoformat()): consumed
        for email, day, consumed in stack.rows(
            "SELECT email, date, consumed_kcal FROM calories_dailybalance"
            " JOIN accounts_user AS person ON person.id = user_id"
        )
    }

    assert stored == expected


def test_a_rebuild_from_facts_changes_no_balance(stack, phones):
    assert stack.call("rebuild_everything()") == 0


def test_every_event_had_its_effect_once(stack, phones):
    counted = stack.rows(
        "SELECT event.id, count(effect.event_id) FROM outbox_outboxevent AS event"
        " LEFT JOIN test_effects AS effect ON effect.event_id = event.id GROUP BY event.id"
    )

    assert len(counted) >= sum(len(phone.accepted) for phone in phones)
    assert {count for _, count in counted} == {1}
    assert stack.one("SELECT count(*) FROM test_effects") == len(counted)
