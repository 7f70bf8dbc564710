"""The rows of days: only what differs is written."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from apps.health.domain.day_figures import Figure
from apps.health.domain.record_checks import EPOCH
from apps.health.domain.types import BY_NUMBER

DECIMALS = 6
_COLUMNS = (
    "value", "minimum", "maximum", "latest", "latest_at", "samples_count", "confidence",
    "provenance",
)  # fmt: skip
_LISTED = ", ".join(_COLUMNS)
_STORED = ", ".join(f"stored.{name}" for name in _COLUMNS)
_DERIVED = ", ".join(f"derived.{name}" for name in _COLUMNS)
WRITE = f"""
WITH derived AS (
  SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS row(
    local_date date, type smallint, value numeric, minimum numeric, maximum numeric,
    latest numeric, latest_at timestamptz, samples_count integer, confidence numeric,
    provenance jsonb
  )
), removed AS (
  DELETE FROM health_dailymetric AS stored
  USING unnest(%(gone_days)s::date[], %(gone_types)s::smallint[]) AS gone(local_date, type)
  WHERE stored.user_id = %(user)s
    AND stored.local_date = gone.local_date AND stored.type = gone.type
  RETURNING stored.local_date, stored.type
), written AS (
  INSERT INTO health_dailymetric (user_id, local_date, type, {_LISTED})
  SELECT %(user)s, derived.local_date, derived.type, {_DERIVED}
  FROM derived LEFT JOIN health_dailymetric AS stored
    ON stored.user_id = %(user)s
   AND stored.local_date = derived.local_date AND stored.type = derived.type
  WHERE stored.id IS NULL
     OR ({_STORED}) IS DISTINCT FROM ({_DERIVED})
  ORDER BY derived.local_date, derived.type
  ON CONFLICT (user_id, local_date, type) DO UPDATE
  SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS)}
  RETURNING local_date, type
)
SELECT local_date, type FROM removed UNION ALL SELECT local_date, type FROM written
"""  # noqa: S608  (column names are the constants above)


class Changed(NamedTuple):
    local_date: date
    type: int


def write_figures(
    user_id: UUID, figures: Iterable[Figure], wanted: Collection[tuple[date, int]]
) -> list[Changed]:
    """Make the rows of the wanted days and types be these figures; returns those that changed."""
    rows = {(figure.local_date, figure.type): _row(figure) for figure in figures}
    gone = sorted(set(wanted) - rows.keys())
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "user": user_id,
                "rows": orjson.dumps(list(rows.values())).decode(),
                "gone_days": [day for day, _ in gone],
                "gone_types": [number for _, number in gone],
            },
        )
        return [Changed(*row) for row in cursor.fetchall()]


def _row(figure: Figure) -> dict[str, Any]:
    latest_us = figure.latest_us
    return {
        "local_date": figure.local_date,
        "type": figure.type,
        "value": round(figure.value, DECIMALS),
        "minimum": _rounded(figure.minimum),
        "maximum": _rounded(figure.maximum),
        "latest": _rounded(figure.latest),
        "latest_at": None if latest_us is None else EPOCH + timedelta(microseconds=latest_us),
        "samples_count": figure.samples_count,
        "confidence": str(BY_NUMBER[figure.type].confidence),
        "provenance": figure.provenance,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
