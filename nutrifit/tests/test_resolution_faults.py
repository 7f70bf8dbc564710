"""Kill the worker while it waits for Open Food Facts: the food is found once, later.

Real processes, real SIGKILL; Open Food Facts is a local server that holds its first answer back.
"""

import json
import threading
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from nutrifit.tests.faults_stack import Stack, wait_until

pytestmark = pytest.mark.faults

GTIN = "08076809513753"
VERSIONS = f"""
SELECT food.name, number FROM meals_food AS food
JOIN meals_foodversion AS version ON version.food_id = food.id WHERE gtin = '{GTIN}'
"""
EVENTS = """
SELECT payload ->> 'resolution_id' FROM outbox_outboxevent WHERE name = 'meals.food_resolved.v1'
"""
PRODUCT = {
    "code": "8076809513753",
    "product_name_it": "Spaghetti n. 5",
    "nutriments": {"energy-kcal_100g": 359},
}


@pytest.fixture
def open_food_facts() -> Iterator[HTTPServer]:
    with HTTPServer(threaded=True) as server:
        yield server


def test_a_worker_killed_while_it_asks_loses_and_doubles_nothing(open_food_facts, server_home):
    asked, over = threading.Event(), threading.Event()

    def answer(_request: Request) -> Response:
        if not asked.is_set():
            asked.set()
            over.wait(60)
        return Response(json.dumps({"status": 1, "product": PRODUCT}))

    open_food_facts.expect_request("/api/v2/product/8076809513753").respond_with_handler(answer)
    with server_home() as home:
        url = open_food_facts.url_for("")
        stack = Stack(home, OPENFOODFACTS_ENABLED="1", OPENFOODFACTS_URL=url)
        try:
            stack.start_worker()
            asked_for = stack.call(f"look_for({GTIN!r})")
            assert asked.wait(30), "the worker asks"
            stack.kill("worker")
            assert stack.rows("SELECT status, attempts FROM meals_resolutionlog") == [
                ("pending", 1)
            ]
            stack.start_worker()
            stack.sweeper.start()
            found = "SELECT count(*) FROM meals_resolutionlog WHERE status = 'found'"
            wait_until(lambda: stack.one(found) == 1, "the food is found", within_s=40)

            assert stack.rows(VERSIONS) == [("Spaghetti n. 5", 1)]
            assert sorted(told for (told,) in stack.rows(EVENTS)) == sorted(asked_for)
        finally:
            over.set()
            stack.close()
