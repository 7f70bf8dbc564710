"""Closing weeks: each user's at their own Monday."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from apps.calories.selectors.weeks import DAYS, FIGURES, WEEKS, monday_of
from apps.outbox import services as outbox

# So many users' weeks are closed in one transaction; a job that is killed has closed whole shares.
SHARE = 10_000
_SET = ", ".join(f"{name} = EXCLUDED.{name}" for name in FIGURES)
_NEW = ", ".join(f"EXCLUDED.{name}" for name in FIGURES)
_OLD = ", ".join(f"stored.{name}" for name in FIGURES)
ROLL_UP = f"""
INSERT INTO calories_weeklytrend AS stored
  (id, user_id, week_start, {", ".join(FIGURES)}, closed_at)
SELECT uuidv7(), user_id, week_start, {", ".join(FIGURES)}, %(at)s FROM ({WEEKS}) AS rolled
ON CONFLICT (user_id, week_start) DO UPDATE SET {_SET}
WHERE ({_OLD}) IS DISTINCT FROM ({_NEW})
RETURNING old.id IS NULL AS is_new, new.user_id, new.week_start, new.average_balance_kcal,
          new.data_points, new.direction, new.confidence
"""  # noqa: S608  (names are the constants above)
ENDS = """
SELECT id FROM (
  SELECT id, row_number() OVER (ORDER BY id) AS position, count(*) OVER () AS everybody
  FROM accounts_user
) AS counted
WHERE position %% %(share)s = 0 OR position = everybody ORDER BY id
"""
# Of some users the weeks that have ended where they live and have a balance; unless
# ``again``, only those that are not closed yet. Written so that each is looked up by an index: a
# plan that joins all balances of everybody takes twice as long.
DUE = f"""
  SELECT person.id AS user_id, begun.week_start
  FROM (
    SELECT id, timezone, day_starts_at FROM accounts_user
    WHERE id > %(after)s AND id <= %(last)s
  ) AS person
  CROSS JOIN LATERAL (
    SELECT date_trunc('week', (%(at)s::timestamptz AT TIME ZONE person.timezone)
                              - person.day_starts_at::interval)::date - {DAYS} * back AS week_start
    FROM generate_series(1, %(weeks)s) AS back
  ) AS begun
  CROSS JOIN LATERAL (
    SELECT FROM calories_dailybalance AS day WHERE day.user_id = person.id
       AND day.date BETWEEN begun.week_start AND begun.week_start + {DAYS - 1}
    LIMIT 1
  ) AS eaten
  WHERE %(again)s OR NOT EXISTS (
    SELECT FROM calories_weeklytrend AS closed
    WHERE closed.user_id = person.id AND closed.week_start = begun.week_start
  )
"""  # noqa: S608
CLOSE_DUE = f"""
WITH due AS MATERIALIZED ({DUE}), stored AS ({ROLL_UP.format(wanted="due")})
SELECT due.user_id, is_new, week_start, average_balance_kcal, data_points, direction, confidence
FROM due JOIN stored USING (user_id, week_start)
"""  # noqa: S608
# Of the given weeks those that are closed.
_CLOSED = """(
  SELECT user_id, week_start FROM calories_weeklytrend
  WHERE user_id = %(user)s AND week_start = ANY(%(weeks)s)
)"""
REFRESH = ROLL_UP.format(wanted=_CLOSED)


def close_weeks(*, at: datetime, weeks: int = 1, again: bool = False) -> int:
    """Close the weeks that have ended for their users, of the last ``weeks`` ones; returns how
    many. With ``again`` closed ones are rolled up anew: a meal that was being stored while its
    week closed is in then.

    1. Cut the users into shares by id.
    2. Roll up the weeks of a share that are due and tell those that are new, in one transaction.

    Run twice, at once or after being killed, it gives the same rows, and each week is told once:
    the unique key lets one of two win, and only who inserted a row tells it.
    """
    shares = [UUID(int=0), *_ends_of_shares()]
    return sum(_close_share(at, weeks, again, *share) for share in pairwise(shares))


def _ends_of_shares() -> list[UUID]:
    """The last user by id of each share."""
    with connection.cursor() as cursor:
        cursor.execute(ENDS, {"share": SHARE})
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def _close_share(at: datetime, weeks: int, again: bool, after: UUID, last: UUID) -> int:
    """How many weeks of these users were closed here."""
    share: dict[str, Any] = {"at": at, "weeks": weeks, "again": again, "after": after, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_DUE, share)
        rows = cursor.fetchall()
    new = [(user_id, _payload(*row)) for user_id, is_new, *row in rows if is_new]
    outbox.record_each("calories.week_closed.v1", new)
    return len(new)


def _payload(
    week_start: date, balance: object, data_points: int, direction: str | None, confidence: object
) -> dict[str, object]:
    return {
        "week_start": week_start.isoformat(),
        "average_balance_kcal": None if balance is None else str(balance),
        "data_points": data_points,
        "direction": direction,
        "confidence": None if confidence is None else str(confidence),
    }


def refresh_weeks(user_id: UUID, days: Iterable[date]) -> None:
    """Roll up again the closed weeks of the days, in the caller's transaction."""
    weeks = sorted({monday_of(day) for day in days})
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"user": user_id, "weeks": weeks, "at": timezone.now()})
