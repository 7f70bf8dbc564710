"""What is loaded before anything is measured: foods, people, and a year of their diaries.

Foods and people are copied through their models, so columns and defaults are the project's own;
diaries are made inside PostgreSQL; balances by ``calories.services.rebuild_days`` itself. The same
shape gives the same rows.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.workplace import MEASURED, PROJECT_DIR, Workplace

LAST_DAY = date(2025, 12, 31)
GENERIC_FOODS = 300
BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Shape:
    """How much is loaded."""

    foods: int
    users: int
    days: int
    items: int
    foods_file: Path | None = None

    @property
    def first_day(self) -> date:
        return LAST_DAY - timedelta(days=self.days - 1)

    @property
    def database(self) -> str:
        """The name of the loaded database; another one when what makes it has changed."""
        digest = hashlib.sha256(repr(sorted(asdict(self).items())).encode())
        makers = [Path(__file__), Path(__file__).with_name("products.py")]
        for path in sorted([*PROJECT_DIR.glob("apps/*/migrations/*.py"), *makers]):
            digest.update(path.read_bytes())
        if self.foods_file:
            digest.update(str(self.foods_file.stat().st_mtime_ns).encode())
        return f"loaded_{digest.hexdigest()[:16]}"


def prepare(place: Workplace, shape: Shape) -> None:
    """Make the measured database a copy of the loaded one; load that first where it is missing.

    Needs Django to be set up on the measured database, with no connection open.
    """
    if shape.database in place.databases():
        place.create_database(MEASURED, template=shape.database)
        return
    place.create_database(MEASURED)
    _load(shape)
    place.create_database(shape.database, template=MEASURED)


def _load(shape: Shape) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    from apps.meals.services import refresh_search_words

    call_command("migrate", verbosity=0, interactive=False)
    _load_foods(shape)
    with connection.cursor() as cursor:
        # Here, for an import ends the connection.
        cursor.execute("SET statement_timeout = 0")
    with transaction.atomic():
        _load_people(shape)
    with transaction.atomic():
        _load_diaries(shape)
        _rebuild_balances(shape)
    refresh_search_words()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE outbox_outboxevent CASCADE")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
    connection.close()


def copy_in(instances: Iterable[Any]) -> None:
    """COPY unsaved instances of one model into its table."""
    from django.db import connection
    from django.db.models import AutoField

    rows = iter(instances)
    first = next(rows)
    fields = [
        field
        for field in first._meta.concrete_fields
        if not field.generated and not isinstance(field, AutoField)
    ]
    columns = ", ".join(field.column for field in fields)

    def prepared(instance: Any) -> list[Any]:
        return [
            field.get_db_prep_save(field.pre_save(instance, add=True), connection)
            for field in fields
        ]

    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {first._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        copy.write_row(prepared(first))
        for instance in rows:
            copy.write_row(prepared(instance))


def _identifier(kind: int, number: int) -> UUID:
    """A UUIDv7 that depends on its arguments alone; in the order of the numbers."""
    milliseconds = int(BEGINNING.timestamp() * 1000) + number
    return UUID(int=milliseconds << 80 | 0x7 << 76 | kind << 64 | 0x8 << 60 | number)


def _load_foods(shape: Shape) -> None:
    from django.core.management import call_command
    from django.db import transaction

    from bench.products import generics, products

    with transaction.atomic():
        _load_catalogue(generics(GENERIC_FOODS), kind=1)
    if shape.foods_file:
        call_command("import_openfoodfacts", str(shape.foods_file))
    else:
        with transaction.atomic():
            _load_catalogue(products(shape.foods), kind=2)


def _load_catalogue(catalogue: Iterable[Any], kind: int) -> None:
    from apps.meals.models import Food

    known = list(catalogue)
    copy_in(
        Food(
            id=_identifier(kind, number),
            current_version_id=_identifier(kind + 16, number),
            name=product.name,
            brand=product.brand,
            category=product.category,
            gtin=product.gtin,
            is_generic=product.gtin is None,
            is_italian=True,
        )
        for number, product in enumerate(known)
    )
    copy_in(
        _version(_identifier(kind + 16, number), _identifier(kind, number), product)
        for number, product in enumerate(known)
    )


def _version(version_id: UUID, food_id: UUID, product: Any) -> Any:
    from apps.meals.models import FoodVersion
    from apps.shared.nutrients import MACRO_CODES

    confidence = Decimal("0.85" if product.gtin is None else "0.8")
    known = len(product.micronutrients) if product.gtin is None else 0
    return FoodVersion(
        id=version_id,
        food_id=food_id,
        number=1,
        per="100g",
        completeness=Decimal(known) / 20,
        source="usda" if product.gtin is None else "openfoodfacts",
        source_id=product.gtin or "",
        licence="CC0-1.0" if product.gtin is None else "ODbL-1.0",
        confidence=confidence,
        content_hash=version_id.bytes * 2,
        fetched_at=BEGINNING,
        micronutrients={
            code: {"value": str(value), "confidence": str(confidence)}
            for code, value in product.micronutrients.items()
        },
        **{code: getattr(product, code, None) for code in MACRO_CODES},
    )


def _load_people(shape: Shape) -> None:
    from django.contrib.auth.models import Group

    from apps.accounts.models import Profile, User
    from apps.calories.models import EnergyProfile, Goal

    users = [
        User(id=_identifier(3, number), email=f"user{number}@bench.nutrifit.example")
        for number in range(shape.users)
    ]
    for user in users:
        user.set_unusable_password()
    copy_in(users)
    role = Group.objects.get(name="user")
    copy_in(User.groups.through(user_id=user.pk, group_id=role.pk) for user in users)
    bodies = [_body(number) for number in range(shape.users)]
    numbered = list(zip(users, bodies, strict=True))
    copy_in(Profile(user=user, **body) for user, body in numbered)
    begins = shape.first_day - timedelta(days=30)
    copy_in(
        EnergyProfile(user=user, valid_from=begins, body_mass_kg=60 + n % 30, **body)
        for n, (user, body) in enumerate(numbered)
    )
    copy_in(Goal(user=user, valid_from=begins, direction="lose", pace="slow") for user in users)


def _body(number: int) -> dict[str, Any]:
    return {
        "birth_date": date(1960 + number % 40, 1 + number % 12, 1 + number % 28),
        "sex": ("female", "male")[number % 2],
        "height_cm": 155 + number % 35,
        "activity_level": ("sedentary", "light", "moderate", "active")[number % 4],
    }


# Meals at fixed hours of every day, items spread over them. Two items in five are generic foods,
# the others products; which ones and how much of them follows from a hash, not from chance.
DIARIES = """
CREATE FUNCTION pg_temp.dice(key text, sides bigint) RETURNS bigint LANGUAGE sql AS
$$ SELECT (hashtextextended(key, 0) & 9223372036854775807) %% sides $$;

CREATE FUNCTION pg_temp.identifier(at timestamptz, key text) RETURNS uuid LANGUAGE sql AS
$$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
           || '7' || substr(md5(key), 1, 3) || '8' || substr(md5(key), 5, 15))::uuid $$;

CREATE TEMP TABLE menu ON COMMIT DROP AS
SELECT row_number() OVER (PARTITION BY food.is_generic ORDER BY food.id) AS n,
       food.is_generic, food.name AS food_name, version.*
FROM meals_food AS food JOIN meals_foodversion AS version ON version.id = food.current_version_id;
CREATE INDEX ON menu (is_generic, n);
ANALYZE menu;

INSERT INTO meals_meal (id, user_id, type, eaten_at, timezone, local_date, logged_by, note,
                        request_hash, created_at, updated_at)
SELECT pg_temp.identifier(at, account.id || kind), account.id, kind, at, 'Europe/Rome', day,
       'manual', '', '', at, at
FROM accounts_user AS account
CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day
CROSS JOIN (VALUES ('breakfast', time '07:30'), ('lunch', '12:45'), ('dinner', '20:00'))
  AS hours(kind, hour)
CROSS JOIN LATERAL (SELECT (day::date + hour) AT TIME ZONE 'Europe/Rome') AS eaten(at)
ORDER BY at;

INSERT INTO meals_mealitem (
  id, meal_id, user_id, local_date, food_id, food_version_id, food_name, quantity_g, precision_g,
  quantity_confidence, portion_name, source, licence, confidence, request_hash, created_at,
  updated_at, energy_kcal, protein_g, carbohydrate_g, sugars_g, fat_g, saturated_fat_g, fiber_g,
  salt_g, traces, micronutrients)
SELECT pg_temp.identifier(meal.eaten_at, meal.id || '/' || item), meal.id, meal.user_id,
       meal.local_date, food.food_id, food.id, food.food_name, grams, 20, 1, '', food.source,
       food.licence, round(food.confidence - 0.2 * (1 - food.completeness), 3), '', meal.eaten_at,
       meal.eaten_at, energy_kcal * share, protein_g * share, carbohydrate_g * share,
       sugars_g * share, fat_g * share, saturated_fat_g * share, fiber_g * share, salt_g * share,
       '{}',
       (SELECT coalesce(jsonb_object_agg(
                 code, trim_scale(round((stated ->> 'value')::numeric * share, 4))::text), '{}')
        FROM jsonb_each(food.micronutrients) AS micronutrient(code, stated))
FROM meals_meal AS meal
CROSS JOIN generate_series(1, %(items)s) AS item
CROSS JOIN LATERAL (
  SELECT pg_temp.dice(meal.id || 'kind' || item, 5) < 2 AS is_generic,
         20 + pg_temp.dice(meal.id || 'grams' || item, 56) * 5 AS grams
) AS thrown
CROSS JOIN LATERAL (SELECT thrown.grams / 100.0) AS eaten(share)
JOIN menu AS food
  ON food.is_generic = thrown.is_generic
 AND food.n = 1 + pg_temp.dice(
       meal.id || 'food' || item,
       CASE WHEN thrown.is_generic THEN %(generics)s ELSE %(products)s END)
WHERE meal.type = (ARRAY['breakfast', 'lunch', 'dinner'])[1 + item %% 3]
ORDER BY meal.eaten_at;
"""


def _load_diaries(shape: Shape) -> None:
    from django.db import connection
    from psycopg import ClientCursor

    from apps.meals.models import Food

    parameters: dict[str, date | int] = {
        "first": shape.first_day,
        "last": LAST_DAY,
        "items": shape.items,
        "generics": Food.objects.filter(is_generic=True).count(),
        "products": Food.objects.filter(is_generic=False).count(),
    }
    with connection.cursor() as cursor:
        # Several statements at once cannot be bound by the server.
        statements = ClientCursor(connection.connection).mogrify(DIARIES, parameters)
        cursor.execute(statements)
        cursor.execute("ANALYZE meals_meal, meals_mealitem")


def _rebuild_balances(shape: Shape) -> None:
    from apps.accounts.models import User
    from apps.calories.services import rebuild_days

    for user_id in User.objects.order_by("id").values_list("id", flat=True):
        rebuild_days(user_id, shape.first_day, LAST_DAY)
