"""Six weeks of Anna's life before the demo day, so that there is something to learn from.

She eats too little to keep her weight and loses some 40 g of tissue a day, under the ups and
downs of water. Seeded, through the services that a phone's requests reach.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from uuid_utils.compat import uuid7

from apps.calories import services as calories
from apps.health import services as health
from apps.health.services.body_mass import Entry
from apps.meals import selectors as catalogue
from apps.meals import services as meals

if TYPE_CHECKING:
    from apps.accounts.models import User

ROME = ZoneInfo("Europe/Rome")
DAYS = 42
# Of each meal: its hour, and what is eaten with how many grams on average.
MENU = {
    "breakfast": (8, {"latte intero": 200, "fette biscottate": 40, "marmellata": 30}),
    "lunch": (13, {"pasta": 95, "olio extravergine": 14, "parmigiano": 15, "mela": 180}),
    "dinner": (20, {"petto di pollo": 170, "pane": 85, "olio extravergine": 12, "lattuga": 80}),
}
# On these she forgot to log dinner.
HALF_LOGGED = {9, 23, 37}
START_KG, TISSUE_KG_A_DAY, WATER_KG = 67.6, 0.04, 0.35


def live(user: "User") -> None:
    """Log meals and weigh-ins until yesterday, then learn from them and close the weeks."""
    chance = random.Random(5)  # noqa: S311
    foods = {words: _food(words) for _hour, plates in MENU.values() for words in plates}
    today = timezone.localdate()
    for n in range(DAYS):
        day = today - timedelta(days=DAYS - n)
        for kind, (hour, plates) in MENU.items():
            if kind != "dinner" or n not in HALF_LOGGED:
                _eat(user, kind, _at(day, hour), dict(_served(plates, foods, chance)))
        _weigh_in(user, day, START_KG - TISSUE_KG_A_DAY * n + chance.gauss(0, WATER_KG))
    now = timezone.now()
    calories.estimate_users([user.pk], at=now)
    # The worker would do it a moment later: the days stand on what was learnt.
    calories.rebuild_all(user.pk)
    calories.close_weeks(at=now, weeks=7)


def _food(words: str) -> UUID:
    return catalogue.search_foods(words)[0].id


def _served(
    plates: dict[str, int], foods: dict[str, UUID], chance: random.Random
) -> Iterator[tuple[UUID, Decimal]]:
    for words, grams in plates.items():
        yield foods[words], Decimal(max(5, round(chance.gauss(grams, grams / 8))))


def _eat(user: "User", kind: str, at: datetime, served: dict[UUID, Decimal]) -> None:
    items = [
        meals.ItemDraft(id=uuid7(), food_id=food_id, quantity_g=grams)
        for food_id, grams in served.items()
    ]
    draft = meals.MealDraft(uuid7(), kind, at, ROME.key, "manual", "", items)
    meals.log_meal(user, draft, request_hash=b"", at=timezone.now())


def _weigh_in(user: "User", day: date, mass_kg: float) -> None:
    entry = Entry(uuid7(), round(mass_kg, 1), "kg", _at(day, 7), ROME.key)
    health.record_weigh_in(user, entry, at=timezone.now())


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ROME)
