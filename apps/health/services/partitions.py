"""The months samples are kept in."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection, transaction

from apps.health.domain.touched import Month

# Months known to have their table, so that a batch asks nothing; a table is never taken away.
_made: set[Month] = set()


def ensure_months(months: Iterable[Month]) -> None:
    """Make the tables of months that have none, in a transaction of its own where none is open."""
    missing = sorted(set(months) - _made)
    if not missing:
        return
    starts = [datetime(year, month, 1, tzinfo=UTC) for year, month in missing]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT health_make_partition(moment) FROM unnest(%s::timestamptz[]) AS moment",
            [starts],
        )
        transaction.on_commit(lambda: _made.update(missing))
