"""Open Food Facts and USDA as local servers that speak their wire format."""

import socket
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_httpserver import HTTPServer

from apps.meals import services
from apps.meals.clients import openfoodfacts, usda
from apps.meals.domain.resolution import Kind, Query, name_query
from apps.meals.models import ResolutionLog
from apps.meals.services import resolution
from apps.shared.outside import Gate

SPAGHETTI = "08076809513753"
OFF_PATH = "/api/v2/product/8076809513753"
OFF_SEARCH = "/cgi/search.pl"


def off_product(**members: Any) -> dict[str, Any]:
    """A product as API v2 gives it; the amounts are typed from a packet of spaghetti."""
    return {
        "code": "8076809513753",
        "lang": "it",
        "product_name": "Spaghetti n. 5",
        "product_name_it": "Spaghetti n. 5",
        "brands": "Barilla",
        "categories_tags": ["en:pastas", "en:spaghetti"],
        "countries_tags": ["en:italy"],
        "nutrition_data_per": "100g",
        "nutriments": {
            "energy-kcal_100g": 359,
            "proteins_100g": 13,
            "carbohydrates_100g": 71,
            "fat_100g": 2,
            "salt_100g": 0.013,
        },
        **members,
    }


def off_answer(**members: Any) -> dict[str, Any]:
    product = off_product(**members)
    return {
        "code": product["code"],
        "status": 1,
        "status_verbose": "product found",
        "product": product,
    }


OFF_MISSING = {"code": "8076809513753", "status": 0, "status_verbose": "product not found"}


@pytest.fixture
def off(httpserver: HTTPServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    """Open Food Facts, switched on, with limits and a breaker of this test's own."""
    settings.OPENFOODFACTS_ENABLED = True
    settings.OPENFOODFACTS_URL = httpserver.url_for("").rstrip("/")
    settings.OPENFOODFACTS_PRODUCT_RATE = "1000/minute"
    settings.OPENFOODFACTS_SEARCH_RATE = "1000/minute"
    monkeypatch.setattr(openfoodfacts, "gate", Gate(f"openfoodfacts-{uuid4()}"))
    return httpserver


@pytest.fixture
def fdc(httpserver: HTTPServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    """USDA FoodData Central, with a key."""
    settings.USDA_API_KEY = "a-key"
    settings.USDA_URL = httpserver.url_for("/fdc/v1")
    settings.USDA_RATE = "1000/minute"
    monkeypatch.setattr(usda, "gate", Gate(f"usda-{uuid4()}"))
    return httpserver


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The searches handed to workers."""
    messages: list[str] = []

    def send_task(name: str, args: list[str], **_: Any) -> None:
        assert name == "meals.resolve_food"
        messages.extend(args)

    monkeypatch.setattr(resolution, "current_app", SimpleNamespace(send_task=send_task))
    return messages


@pytest.fixture
def look(sent: list[str]) -> Callable[..., ResolutionLog]:
    """Ask for a barcode or a name, let a worker look once, and return the search."""

    def ask(user: Any, *, barcode: str = "", name: str = "") -> ResolutionLog:
        query = Query(Kind.BARCODE, barcode) if barcode else Query(Kind.NAME, name_query(name))
        asked = services.ask(user, query, at=timezone.now())
        services.resolve(asked.log_id)
        return ResolutionLog.objects.get(pk=asked.log_id)

    return ask
