"""A week of a user's balances as one row, whether it is closed or goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from apps.calories.domain.direction import LEAST_S
from apps.calories.models import WeeklyTrend

DAYS = 7


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


FIGURES = (
    "days_logged",
    "data_points",
    "average_consumed_kcal",
    "average_expenditure_kcal",
    "average_balance_kcal",
    "balance_margin_kcal",
    "confidence",
    "direction",
    "adherence_percent",
    "average_deviation_kcal",
)
_LEAST_S = "CASE count(net) " + " ".join(f"WHEN {n} THEN {s}" for n, s in LEAST_S.items()) + " END"
# Each day of a partition against every earlier one (domain/direction).
_S = " + ".join(f"coalesce(sign(net - lag(net, {n}) OVER days), 0)" for n in range(1, DAYS))
# ``{wanted}`` gives the weeks as (user_id, week_start); one without food has a row of nothing. Days
# that are not logged completely only count as days with food. The margin is the mean of the days':
# what makes them wrong (a device, a formula, a food table) does so every day alike, so it does not
# average out.
WEEKS = f"""
SELECT user_id, week_start,
       count(date) AS days_logged,
       count(consumed) AS data_points,
       round(avg(consumed), 2) AS average_consumed_kcal,
       round(avg(spent), 2) AS average_expenditure_kcal,
       round(avg(net), 2) AS average_balance_kcal,
       round(avg(margin), 2) AS balance_margin_kcal,
       round(sum(confidence) / {DAYS}, 3) AS confidence,
       CASE WHEN count(net) < {min(LEAST_S)} THEN NULL
            WHEN sum(s) >= {_LEAST_S} THEN 'increasing'
            WHEN sum(s) <= -({_LEAST_S}) THEN 'decreasing'
            ELSE 'stable' END AS direction,
       round(100.0 * count(*) FILTER (WHERE achieved) / nullif(count(achieved), 0), 2)
         AS adherence_percent,
       round(avg(deviation), 2) AS average_deviation_kcal
FROM (
  SELECT *, CASE WHEN net IS NOT NULL THEN {_S} END AS s
  FROM (
    SELECT wanted.user_id, wanted.week_start, day.date,
           CASE WHEN day_complete THEN consumed_kcal END AS consumed,
           CASE WHEN day_complete THEN basal_kcal + active_kcal END AS spent,
           CASE WHEN day_complete THEN net_balance_kcal END AS net,
           CASE WHEN day_complete THEN balance_margin_kcal END AS margin,
           CASE WHEN day_complete THEN overall_confidence END AS confidence,
           CASE WHEN day_complete THEN goal_achieved END AS achieved,
           CASE WHEN day_complete THEN abs(consumed_kcal - goal_kcal) END AS deviation
    FROM {{wanted}} AS wanted
    LEFT JOIN calories_dailybalance AS day
      ON day.user_id = wanted.user_id
     AND day.date BETWEEN wanted.week_start AND wanted.week_start + {DAYS - 1}
  ) AS days
  WINDOW days AS (PARTITION BY user_id, week_start, net IS NULL ORDER BY date)
) AS compared
GROUP BY user_id, week_start
"""  # noqa: S608  (numbers and names are the constants above)
OF_USER = WEEKS.format(
    wanted="(SELECT %(user)s::uuid AS user_id, unnest(%(weeks)s::date[]) AS week_start)"
)


@dataclass(frozen=True)
class Week:
    """Figures of a week; ``is_closed`` when it has ended and was rolled up."""

    week_start: date
    is_closed: bool
    days_logged: int = 0
    data_points: int = 0
    average_consumed_kcal: Decimal | None = None
    average_expenditure_kcal: Decimal | None = None
    average_balance_kcal: Decimal | None = None
    balance_margin_kcal: Decimal | None = None
    confidence: Decimal | None = None
    direction: str | None = None
    adherence_percent: Decimal | None = None
    average_deviation_kcal: Decimal | None = None
    closed_at: datetime | None = None

    @property
    def week_end(self) -> date:
        return self.week_start + timedelta(days=DAYS - 1)


def weeks(user_id: UUID, last: date, count: int) -> list[Week]:
    """The weeks up to the one of a day, oldest first: closed ones as stored, others live.

    Weeks without any food are there too, so that a chart has no holes.
    """
    starts = [monday_of(last) - timedelta(weeks=back) for back in reversed(range(count))]
    stored = {
        row.week_start: Week(is_closed=True, **_figures(row))
        for row in WeeklyTrend.objects.filter(user_id=user_id, week_start__in=starts)
    }
    live = _live(user_id, [start for start in starts if start not in stored])
    return [stored.get(start) or live.get(start) or Week(start, False) for start in starts]


def _figures(row: WeeklyTrend) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("week_start", *FIGURES, "closed_at")}


def _live(user_id: UUID, starts: Sequence[date]) -> dict[date, Week]:
    if not starts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(OF_USER, {"user": user_id, "weeks": list(starts)})
        return {row[1]: Week(row[1], False, *row[2:]) for row in cursor.fetchall()}
