"""What the checker reads, in bulk."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet

from apps.meals.domain.quality import Facts, Figure, Severity
from apps.meals.models import QualityIssue
from apps.shared.nutrients import MACRO_CODES

FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)
NOTHING: dict[str, Any] = {}
EMPTY = "{}"

CHECKED = f"""
SELECT food.id, version.id, food.name, food.brand, food.category, food.gtin, food.is_generic,
       food.is_italian, version.per, version.source, version.micronutrients,
       version.value_sources, version.label_facts,
       {", ".join(f"version.{code}" for code in MACRO_CODES)}
FROM meals_food AS food JOIN meals_foodversion AS version ON version.id = food.current_version_id
WHERE food.status <> 'merged' AND food.owner_id IS NULL AND
"""  # noqa: S608  (columns are the constants above)
OF_IDS = f"{CHECKED} food.id = ANY(%(ids)s)"
AFTER = f"""{CHECKED} food.id > %(last)s AND food.id <= %(up_to)s
ORDER BY food.id LIMIT %(limit)s
"""
SHARES = """
SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM meals_food) AS food
WHERE place %% %(size)s = 0 ORDER BY id
"""
FIGURES = "SELECT category, code, mean, deviation FROM meals_category_figure"
FIGURES_OF = f"{FIGURES} WHERE category = ANY(%s)"
WRITTEN_BY_RUN = """
SELECT food_id FROM meals_foodversion WHERE source = %(source)s AND fetched_at = %(fetched_at)s
  AND food_id > %(last)s
ORDER BY food_id LIMIT %(limit)s
"""


class Checked(NamedTuple):
    """A food as the checker takes it."""

    food_id: UUID
    version_id: UUID
    facts: Facts


Usual = dict[str, dict[str, Figure]]


def checked_foods(food_ids: Collection[UUID]) -> list[Checked]:
    """The named foods, without those that are merged or of which nothing is known."""
    return _checked(OF_IDS, {"ids": list(food_ids)})


def checked_foods_after(last: UUID, limit: int, *, up_to: UUID = LAST) -> list[Checked]:
    """The next foods of the catalogue in the order of their ids."""
    return _checked(AFTER, {"last": last, "up_to": up_to, "limit": limit})


def catalogue_shares(size: int) -> list[tuple[UUID, UUID]]:
    """The catalogue in shares of so many foods, for workers to check side by side: each goes on
    behind its first id, to its second."""
    ends = [row[0] for row in _rows(SHARES, {"size": size})]
    return list(pairwise([FIRST, *ends, LAST]))


def _checked(sql: str, parameters: dict[str, Any]) -> list[Checked]:
    rows = _rows(sql, parameters)
    categories = {row[4] for row in rows if row[4]}
    usual = usual_figures(categories) if categories else {}
    return [Checked(row[0], row[1], _facts(row, usual)) for row in rows]


def _facts(row: Sequence[Any], usual: Usual) -> Facts:
    name, brand, category, gtin, is_generic, is_italian, per, source = row[2:10]
    micronutrients, notes, label = row[10:13]
    amounts = {
        code: value for code, value in zip(MACRO_CODES, row[13:], strict=True) if value is not None
    }
    if micronutrients != EMPTY:
        for code, stated in orjson.loads(micronutrients).items():
            amounts[code] = Decimal(stated["value"])
    return Facts(
        name,
        brand,
        category,
        gtin,
        is_generic,
        is_italian,
        per,
        source,
        amounts,
        NOTHING if notes == EMPTY else orjson.loads(notes),
        NOTHING if label == EMPTY else orjson.loads(label),
        usual.get(category, NOTHING),
    )


def usual_figures(categories: Collection[str]) -> Usual:
    """What is usual in each of the categories that are large enough."""
    usual: Usual = {}
    for category, code, mean, deviation in _rows(FIGURES_OF, [list(categories)]):
        usual.setdefault(category, {})[code] = Figure(mean, deviation)
    return usual


def foods_of_import(source: str, fetched_at: Any, *, chunk: int) -> Iterator[list[UUID]]:
    """The foods that an import wrote versions of, some at a time."""
    last = FIRST
    wanted = {"source": source, "fetched_at": fetched_at, "limit": chunk}
    while rows := _rows(WRITTEN_BY_RUN, {**wanted, "last": last}):
        yield [row[0] for row in rows]
        last = rows[-1][0]


def standing_errors(food_id: UUID) -> QuerySet[QualityIssue]:
    """Why a food is flagged."""
    return QualityIssue.objects.filter(
        food_id=food_id, severity=Severity.ERROR.value, status__in=QualityIssue.STANDING
    ).order_by("code")


def _rows(sql: str, parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
