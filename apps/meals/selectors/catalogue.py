"""Foods by id and by barcode, with what is known of them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Model, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from apps.meals.models import Food, FoodVersion, Portion
from apps.meals.selectors.quality import standing_errors
from apps.meals.selectors.scores import nova, nutri_score
from apps.shared.nutrients import MACRO_CODES
from apps.shared.refusals import NotFound

# Not written in place: the type plugin takes the literal for a second definition.
LISTED_PORTIONS: str = "listed_portions"


def visible_foods() -> QuerySet[Food]:
    """Foods people can find, with what is known of them."""
    return Food.objects.filter(
        status__in=[Food.Status.PUBLISHED, Food.Status.FLAGGED], current_version__isnull=False
    ).select_related("current_version")


def food(food_id: UUID, user_id: UUID | None = None) -> Food:
    """One food with its portions, of the catalogue or the user's own; a merged one leads to what
    it was merged into."""
    return detailed(_known(_with_portions(Food.with_private.all()), food_id, user_id))


def known_food(food_id: UUID, user_id: UUID | None = None) -> Food:
    """The same with nothing but what is known of it."""
    return _known(Food.with_private.select_related("current_version"), food_id, user_id)


def _known(foods: QuerySet[Food], food_id: UUID, user_id: UUID | None) -> Food:
    found = foods.filter(Q(owner__isnull=True) | Q(owner_id=user_id), pk=food_id).first()
    while found is not None and found.merged_into_id is not None:
        found = foods.filter(pk=found.merged_into_id, owner__isnull=True).first()
    if found is None or found.status == Food.Status.DRAFT or found.current_version is None:
        raise NotFound("FOOD_NOT_FOUND", _("There is no such food."))
    return found


def scanned_food(gtin: str, user_id: UUID | None = None) -> Food:
    """The user's own food with this GTIN-14, else the catalogue's, with its portions. Raises
    NotFound."""
    row = next(iter(_rows(SCANNED, [user_id, gtin, gtin])), None)
    if row is None:
        raise NotFound("BARCODE_NOT_FOUND", _("No food with this barcode is in the catalogue."))
    *columns, labels, label_facts, portions = row
    found = _food_of(columns)
    found.labels = labels
    if found.current_version is not None:
        found.current_version.label_facts = orjson.loads(label_facts)
    setattr(found, LISTED_PORTIONS, [_portion_of(found, stated) for stated in portions])
    return detailed(found)


def rated(food: Food) -> Food:
    food.nutri_score, food.nova = nutri_score(food), nova(food)
    return food


def detailed(food: Food) -> Food:
    """With how it is rated and, where it is flagged, why."""
    rated(food)
    food.listed_issues = list(standing_errors(food.pk)) if food.is_flagged else []
    return food


def _portion_of(food: Food, stated: dict[str, Any]) -> Portion:
    return Portion(food=food, **stated | {"mass_g": Decimal(stated["mass_g"])})


def _with_portions(foods: QuerySet[Food]) -> QuerySet[Food]:
    portions = Prefetch("portions", Portion.objects.order_by("mass_g", "name"), LISTED_PORTIONS)
    return foods.select_related("current_version").prefetch_related(portions)


def _columns(model: type[Model], *wanted: str) -> tuple[str, ...]:
    """The wanted columns in the model's own order, as ``from_db`` takes them."""
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname in wanted)


FOOD_COLUMNS = _columns(
    Food,
    *("id", "gtin", "name", "name_en", "brand", "category", "is_generic", "status"),
    *("merged_into_id", "density_g_per_ml", "owner_id"),
)
VERSION_COLUMNS = _columns(
    FoodVersion,
    *("id", "number", "per", "source", "source_id", "licence", "confidence", "completeness"),
    *("fetched_at", *MACRO_CODES, "micronutrients", "traces", "value_sources"),
)
JSON_COLUMNS = ("micronutrients", "value_sources")

# Written out, as are the statements behind a day: Django takes longer to put them together than
# everything else in such a request, and the search columns need not be read.
FOODS = ", ".join(
    [*(f"food.{name}" for name in FOOD_COLUMNS), *(f"version.{name}" for name in VERSION_COLUMNS)]
)
FROM_FOODS = """
FROM meals_food AS food LEFT JOIN meals_foodversion AS version ON version.id = current_version_id
"""
NAMED = f"SELECT {FOODS} {FROM_FOODS} WHERE food.id = ANY(%s) OR food.gtin = ANY(%s)"
# One food is the usual case, and PostgreSQL plans a statement with lists anew each time.
WITH_ID = f"SELECT {FOODS} {FROM_FOODS} WHERE food.id = %s"
WITH_GTIN = f"SELECT {FOODS} {FROM_FOODS} WHERE food.gtin = %s"
# The barcode of a merged food leads to what it was merged into, which is never merged itself. The
# catalogue is not looked at where the user has an own food.
SCANNED = f"""
SELECT {FOODS}, food.labels, version.label_facts, ARRAY(
  SELECT json_build_object('id', id, 'name', name, 'name_en', name_en, 'mass_g', mass_g::text)
  FROM meals_portion WHERE food_id = food.id ORDER BY mass_g, name
) {FROM_FOODS}
WHERE food.id = coalesce(
    (SELECT food_id FROM meals_ownfood WHERE user_id = %s AND gtin = %s AND deleted_at IS NULL),
    (SELECT coalesce(merged_into_id, id) FROM meals_food WHERE gtin = %s))
  AND food.status IN ('published', 'flagged') AND version.id IS NOT NULL
"""  # noqa: S608  (columns are the constants above)


def foods_for_items(
    user_id: UUID, food_ids: set[UUID], gtins: set[str]
) -> tuple[dict[UUID, Food], dict[str, Food]]:
    """The named foods by id and by GTIN, with what is known of them; one statement. Of private
    foods only the user's own."""
    if len(food_ids) + len(gtins) == 1:
        rows = _rows(WITH_ID if food_ids else WITH_GTIN, [*food_ids, *gtins])
    else:
        rows = _rows(NAMED, [list(food_ids), list(gtins)])
    found = [one for row in rows if (one := _food_of(row)).owner_id in {None, user_id}]
    return {f.pk: f for f in found}, {f.gtin: f for f in found if f.gtin}


def _rows(sql: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows


def _food_of(row: Sequence[Any]) -> Food:
    stated = dict(zip(VERSION_COLUMNS, row[len(FOOD_COLUMNS) :], strict=True))
    food = Food.from_db(None, FOOD_COLUMNS, row[: len(FOOD_COLUMNS)])
    food.current_version = None
    if stated["id"] is not None:
        for name in JSON_COLUMNS:
            stated[name] = orjson.loads(stated[name])
        food.current_version = FoodVersion.from_db(None, VERSION_COLUMNS, list(stated.values()))
    return food
