"""USDA FoodData Central's API: generic foods by name, one food in full."""

from collections.abc import Callable
from typing import Any, TypeVar

import httpx
from django.conf import settings

from apps.shared import http, outside
from apps.shared.outside import Gate, Unavailable

Document = dict[str, Any]
Answer = TypeVar("Answer")

SERVICE = "usda"
# Analysed and reference foods; branded ones are labels, which Open Food Facts has for Italy.
DATA_TYPES = "Foundation,SR Legacy"
HITS = 10
TIMEOUT = http.TIMEOUT

gate = Gate(SERVICE)


def search(name: str) -> list[Document]:
    """Short documents (``fdcId``, ``description``) of foods that fit a name. Raises Unavailable."""
    asked = {"query": name, "dataType": DATA_TYPES, "pageSize": HITS, "requireAllWords": "true"}
    return _ask(lambda: _hits(_get("/foods/search", asked)["foods"]))


def food(fdc_id: int) -> Document:
    """The whole document of a food. Raises Unavailable."""
    return _ask(lambda: _get(f"/food/{fdc_id}", {}))


def _ask(send: Callable[[], Answer]) -> Answer:
    return gate.ask(lambda: _answered(send), kind="request", rate=settings.USDA_RATE)


def _answered(send: Callable[[], Answer]) -> Answer:
    try:
        return send()
    except httpx.HTTPStatusError as error:
        refused = error.response
        raise outside.from_status(
            refused.status_code, refused.headers.get("Retry-After")
        ) from error
    except httpx.TimeoutException as error:
        raise Unavailable(outside.TIMEOUT) from error
    except httpx.TransportError as error:
        raise Unavailable(outside.UNREACHABLE) from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Unavailable(outside.GARBAGE) from error


def _get(path: str, asked: dict[str, Any]) -> Document:
    with http.client(settings.USDA_URL, service=SERVICE, timeout=TIMEOUT) as client:
        # In a header, so that the key is in nobody's log of addresses.
        answer = client.get(path, params=asked, headers={"X-Api-Key": settings.USDA_API_KEY})
    found = answer.raise_for_status().json()
    if not isinstance(found, dict):
        raise TypeError("an answer is an object")
    return found


def _hits(found: Any) -> list[Document]:
    return [one for one in found if isinstance(one.get("fdcId"), int)]
