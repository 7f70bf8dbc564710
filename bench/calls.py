"""What is asked of the server: scenarios, and the requests each is made of."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from uuid_utils.compat import uuid7

from bench.dataset import Shape

# As people type them: words, prefixes while typing, brands, misspellings.
QUERIES = (
    *("pasta", "latte", "pane", "yogurt greco", "olio extravergine", "parmigiano", "mozzarella"),
    *("riso", "biscotti", "prosciutto crudo", "tonno", "pizza", "gelato", "burro", "ricotta"),
    *("pasta barilla", "passata mutti", "latte granarolo", "biscotti mulino bianco"),
    *("tortellini rana", "yogurt müller", "spaghetti de cecco", "prosciutto cotto rovagnati"),
    *("tonno rio mare", "minestrone findus", "gorgonzola galbani", "succo valfrutta"),
    *("pasta integrale", "pane senza glutine", "latte senza lattosio", "yogurt alla fragola"),
    *("cioccolato fondente biologico", "crema spalmabile", "petto di pollo", "salmone affumicato"),
    *("insalata mista", "patate fritte", "aceto balsamico", "ceci lessati", "zuppa di legumi"),
    *("pa", "yog", "mozz", "parm", "prosc", "bisc", "spaghetti all", "cracker", "focac"),
    *("spagetti", "mozzarela", "yoghurt", "prosiutto", "parmiggiano", "biscoti", "ciocolato"),
    *("gorgonsola", "piadna", "taralli puglesi", "lasagna bolognese", "acqua naturale"),
    *("perché caffè", "unobtainium", "pizza margherita surgelata esselunga", "fage 0%"),
)

# One filter at a time; a filter on what few foods have makes search look through all that match.
FILTERS = (
    {"labels": "vegan"},
    {"category": "en:pastas"},
    {"brand": "Barilla"},
    {"source": "openfoodfacts"},
    {"min_confidence": "0.9"},
)


@dataclass(frozen=True)
class Call:
    """One request."""

    method: str
    path: str
    token: str
    body: dict[str, Any] | None = None

    def raw(self) -> bytes:
        """As it goes over the wire; in front of us stands a proxy that speaks TLS."""
        content = json.dumps(self.body).encode() if self.body is not None else b""
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Accept: application/json",
            "User-Agent: NutriFit/1.0 (iPhone; iOS 26.0)",
            "X-Forwarded-Proto: https",
        ]
        if self.token:
            lines.append(f"Authorization: Bearer {self.token}")
        if content:
            lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        return "\r\n".join([*lines, "", ""]).encode() + content


@dataclass(frozen=True)
class World:
    """What the requests are about: signed-in users, their meals, and products."""

    tokens: dict[UUID, str]
    meals: list[tuple[UUID, UUID]]
    gtins: list[str]
    food_ids: list[UUID]
    first_day: date
    days: int
    dice: random.Random = field(default_factory=lambda: random.Random(20260307))

    def token(self) -> str:
        return self.dice.choice(list(self.tokens.values()))

    def day(self) -> date:
        return self.first_day + timedelta(days=self.dice.randrange(self.days))

    def item(self) -> dict[str, Any]:
        grams = self.dice.randrange(20, 300, 5)
        return {"id": str(uuid7()), "food_id": str(self.dice.choice(self.food_ids))} | {
            "quantity_g": grams
        }


def world(shape: Shape) -> World:
    """Sign every user in, and remember some of what there is."""
    from apps.accounts.models import User
    from apps.meals.models import Food, Meal

    dice = random.Random(20260307)
    meals = list(Meal.objects.order_by("id").values_list("id", "user_id"))
    foods = list(Food.objects.order_by("id").values_list("id", "gtin"))
    chosen = dice.sample(foods, min(len(foods), 20_000))
    return World(
        tokens={user.pk: _access_token(user) for user in User.objects.order_by("id")},
        meals=dice.sample(meals, min(len(meals), 20_000)),
        gtins=[gtin for _, gtin in chosen if gtin],
        food_ids=[food_id for food_id, _ in chosen],
        first_day=shape.first_day,
        days=shape.days,
    )


def _access_token(user: Any) -> str:
    """As signing in gives it, bound to a session of its own."""
    from allauth.headless.tokens.strategies.jwt.internal import create_access_token
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from apps.accounts.api.authentication import PASSWORD_CLAIM, password_claim

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    token: str = create_access_token(user, session, {PASSWORD_CLAIM: password_claim(user)})
    return token


def bare(world: World) -> Call:
    return Call("GET", "/floors/bare", "")


def authenticated(world: World) -> Call:
    return Call("GET", "/floors/authenticated", world.token())


def signed_in(world: World) -> Call:
    return Call("GET", "/floors/signed-in", world.token())


def inserting(world: World) -> Call:
    return Call("POST", "/floors/inserting", world.token(), {})


def search(world: World) -> Call:
    return Call("GET", f"/api/v1/foods?q={quote(world.dice.choice(QUERIES))}", world.token())


def filtered(world: World) -> Call:
    said = {"q": world.dice.choice(QUERIES), **world.dice.choice(FILTERS)}
    return Call("GET", f"/api/v1/foods?{urlencode(said)}", world.token())


def barcode(world: World) -> Call:
    """As scanned: an EAN-13, or the GTIN-14 of a case."""
    code = world.dice.choice(world.gtins).removeprefix("0")
    return Call("GET", f"/api/v1/foods/barcode/{code}", world.token())


def log_item(world: World) -> Call:
    meal_id, user_id = world.dice.choice(world.meals)
    return Call("POST", f"/api/v1/meals/{meal_id}/items", world.tokens[user_id], world.item())


def log_meal(world: World) -> Call:
    body = {
        "id": str(uuid7()),
        "type": world.dice.choice(["breakfast", "lunch", "dinner", "snack"]),
        "eaten_at": f"{world.day()}T12:30:00+01:00",
        "items": [world.item()],
    }
    return Call("POST", "/api/v1/meals", world.token(), body)


def day(world: World) -> Call:
    return Call("GET", f"/api/v1/days/{world.day()}", world.token())


def balance(world: World) -> Call:
    return Call("GET", f"/api/v1/balance/{world.day()}", world.token())


@dataclass(frozen=True)
class Scenario:
    """One measurement over HTTP and what it must reach.

    ``fastest`` bounds how many different requests are made ready, per second: a write that is
    sent twice would measure the repetition.
    """

    name: str
    title: str
    make: Callable[[World], Call]
    writes: bool = False
    floor: str = ""
    least_ratio: float = 0
    most_p95_ms: float = 0
    most_statements: int = 0
    fastest: int = 3_000

    def calls(self, world: World, seconds: float) -> Iterator[Call]:
        count = int(self.fastest * seconds) if self.writes else 4_000
        return (self.make(world) for _ in range(count))


_FLOORS = (
    Scenario("bare", "Django view", bare),
    Scenario("authenticated", "DRF view, authenticated", authenticated),
    Scenario("signed_in", "DRF view, the application's authentication", signed_in),
    Scenario("inserting", "DRF view, authenticated, one INSERT", inserting),
)
FLOORS = {floor.name: floor for floor in _FLOORS}
SCENARIOS = (
    Scenario("search", "Search foods", search, most_p95_ms=50),
    Scenario("filtered", "Search foods, filtered", filtered, most_p95_ms=50),
    Scenario("barcode", "Food by barcode", barcode, floor="authenticated", least_ratio=0.6),
    Scenario(
        "log_item",
        "Log an item",
        log_item,
        writes=True,
        floor="inserting",
        least_ratio=0.4,
        most_statements=8,
    ),
    Scenario("log_meal", "Log a meal of one item", log_meal, writes=True, floor="inserting"),
    Scenario("day", "Day view", day, floor="authenticated", least_ratio=0.5, most_statements=4),
    Scenario("balance", "Balance of a day", balance, floor="authenticated", least_ratio=0.5),
)
