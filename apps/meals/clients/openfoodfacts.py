"""Open Food Facts' API through its SDK: one product by barcode, products by name.

The SDK knows two hosts; the one in the settings is put in their place. Its newer ``search`` has
neither timeout nor user agent, so names go through ``text_search``.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import requests
from django.conf import settings

from apps.meals.domain.barcodes import off_code
from apps.shared import outside
from apps.shared.http import USER_AGENT, metered
from apps.shared.outside import Gate, Unavailable

if TYPE_CHECKING:
    from openfoodfacts import API

Document = dict[str, Any]
Answer = TypeVar("Answer")

SERVICE = "openfoodfacts"
FOOD = "food"  # the same API answers for cosmetics and pet food, and redirects to them
HITS = 5
NOT_FOUND = "404"

gate = Gate(SERVICE)


def product(gtin: str) -> Document | None:
    """The product document of a GTIN-14, None when nobody entered it. Raises Unavailable."""

    def question() -> Document | None:
        return _metered(lambda: _food(_api().product.get(off_code(gtin))))

    return gate.ask(question, kind="product", rate=settings.OPENFOODFACTS_PRODUCT_RATE)


def search(name: str) -> list[Document]:
    """The few product documents that fit a name best. Raises Unavailable."""

    def question() -> list[Document]:
        return _metered(lambda: _foods(_api().product.text_search(name, page_size=HITS)))

    return gate.ask(question, kind="search", rate=settings.OPENFOODFACTS_SEARCH_RATE)


def _api() -> "API":
    from openfoodfacts import API  # 9 MB that only the workers who ask need

    api = API(
        user_agent=f"{USER_AGENT} ({settings.PUBLIC_URL})",
        version=settings.OPENFOODFACTS_API_VERSION,
        timeout=settings.OPENFOODFACTS_TIMEOUT_S,
    )
    api.product.base_url = settings.OPENFOODFACTS_URL
    return api


def _food(document: Any) -> Document | None:
    if document is None:
        return None
    if not isinstance(document, dict):
        raise TypeError("a product is an object")
    return document if document.get("product_type", FOOD) == FOOD else None


def _foods(answer: Any) -> list[Document]:
    return [found for found in map(_food, answer["products"]) if found is not None]


def _metered(send: Callable[[], Answer]) -> Answer:
    """The answer to one request, counted and timed, with its failures as Unavailable."""
    with metered(SERVICE) as exchange:
        try:
            answer = send()
        except (requests.RequestException, LookupError, TypeError, ValueError) as error:
            failure = _unavailable(error)
            exchange.outcome = failure.reason
            raise failure from error
        exchange.outcome = "200" if answer else NOT_FOUND
        return answer


def _unavailable(error: Exception) -> Unavailable:
    match error:
        case requests.HTTPError(response=requests.Response() as response):
            return outside.from_status(response.status_code, response.headers.get("Retry-After"))
        case requests.Timeout():
            return Unavailable(outside.TIMEOUT)
        case requests.ConnectionError():
            return Unavailable(outside.UNREACHABLE)
    return Unavailable(outside.GARBAGE)
