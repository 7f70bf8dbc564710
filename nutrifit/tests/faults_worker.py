"""What the processes of test_faults load or run beside the application.

The worker includes this module: one more subscriber writes a row per event into a table without
any unique constraint, so that an effect that happened twice shows, and leases end soon.
"""

import json
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from apps.meals.services import resolution_worker
from apps.outbox import services
from apps.outbox.domain.registry import Event, subscriber

services.LEASE = resolution_worker.LEASE = timedelta(seconds=3)
EVENTS = ("meals.meal_logged.v1", "calories.balance_updated.v1")


@subscriber("tests.effects", *EVENTS)
def note_effect(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_effects (event_id) VALUES (%s)", [event.id])


def prepare(people: int) -> None:
    """Make the effects' table, foods and signed-in people; print how to use them."""
    from conftest import access_token, make_food, make_user

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE test_effects (event_id uuid NOT NULL)")
    foods = [make_food(f"Cibo {n}", energy_kcal=Decimal(37 * n), protein_g=n) for n in range(1, 6)]
    users = [make_user(f"person{n}@example.org") for n in range(people)]
    print(  # noqa: T201
        json.dumps(
            {
                "foods": [str(food.pk) for food in foods],
                "tokens": [access_token(user) for user in users],
            }
        )
    )


def look_for(gtin: str, who: str = "hungry") -> None:
    """Have a barcode looked for by two people; print the ids of their resolutions."""
    from django.utils import timezone

    from apps.meals.domain.resolution import Kind, Query
    from apps.meals.services import ask
    from conftest import make_user

    people = [make_user(f"{who}{n}@example.org") for n in range(2)]
    query = Query(Kind.BARCODE, gtin)
    asked = [ask(person, query, at=timezone.now()) for person in people]
    print(json.dumps([str(one.pk) for one in asked]))  # noqa: T201


def rebuild_everything() -> None:
    """Print how many balances a rebuild from facts changes."""
    from apps.accounts.models import User
    from apps.calories.services import rebuild_days

    first, last = date(2026, 3, 1), date(2026, 3, 31)
    changed = [rebuild_days(user.pk, first, last) for user in User.objects.all()]
    print(json.dumps(sum(changed)))  # noqa: T201
