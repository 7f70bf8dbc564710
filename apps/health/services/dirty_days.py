"""Days whose figures have to be derived again."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection

# Also the neighbours: with another start of the day a sample may belong to a day without a row.
MARK_DERIVED = """
INSERT INTO health_dirtyday AS known (user_id, type, local_date, mark, since)
SELECT DISTINCT %(user)s::uuid, metric.type, metric.local_date + shift, 1, now()
FROM health_dailymetric AS metric, generate_series(-1, 1) AS shift
WHERE metric.user_id = %(user)s
  AND (%(types)s::smallint[] IS NULL OR metric.type = ANY(%(types)s::smallint[]))
ON CONFLICT (user_id, type, local_date) DO UPDATE SET mark = known.mark + 1
"""

MARK = """
INSERT INTO health_dirtyday AS known (user_id, type, local_date, mark, since)
SELECT %s, type, local_date, 1, %s FROM unnest(%s::smallint[], %s::date[]) AS day(type, local_date)
ON CONFLICT (user_id, type, local_date) DO UPDATE SET mark = known.mark + 1
"""


def mark_days(user_id: UUID, days: Collection[tuple[int, date]], *, at: datetime) -> None:
    """Mark days of types whose samples changed."""
    if not days:
        return
    types, dates = (list(column) for column in zip(*days, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(MARK, [user_id, at, types, dates])


def mark_derived_days(user_id: UUID, types: Iterable[int] | None = None) -> int:
    """Mark every day that has figures (of the given types), for what decides all of them changed:
    the order of sources, or when the user's day begins."""
    wanted = None if types is None else sorted(types)
    with connection.cursor() as cursor:
        cursor.execute(MARK_DERIVED, {"user": user_id, "types": wanted})
        return int(cursor.rowcount)
