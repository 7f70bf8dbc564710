"""What the balances of days are computed from."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from apps.calories.domain.balance import NOTHING_EATEN, DayInputs, Intake
from apps.calories.domain.bodies import BodyParts
from apps.calories.domain.energy import Learnt, Measured
from apps.calories.domain.safety import Condition
from apps.calories.domain.wishes import Wish

# So long an estimate is used after the last day it was made for.
ESTIMATE_DAYS = 28

# The body of a day is the last energy profile before or on it, else the first ever given, else
# what the profile says; the estimate is the last that was known before the day. The days are named
# a second time because only constants reach into the views; without them one adds up the whole
# diary. One day has a statement of its own: PostgreSQL plans one with a list anew each time, which
# takes five times as long as running it.
_INPUTS = """
SELECT wanted.day,
       intake.items_count, intake.energy_reported_count, intake.energy_kcal, intake.protein_g,
       intake.carbohydrate_g, intake.fat_g, intake.energy_margin_kcal, intake.confidence,
       intake.main_meals_count, intake.has_dinner,
       coalesce(body.sex, person.sex), coalesce(body.birth_date, person.birth_date),
       coalesce(body.height_cm, person.height_cm), body.body_mass_kg,
       coalesce(body.activity_level, person.activity_level), body.valid_from,
       coalesce(body.conditions, person.conditions), coalesce(body.due_date, person.due_date),
       goal.direction, goal.pace, goal.target_body_mass_kg, goal.target_date, goal.wanted_kcal,
       goal.planned_kcal, goal.macros,
       spent.basal_kcal, spent.active_kcal, spent.grade, spent.complete,
       learnt.date, learnt.mean_kcal, learnt.low_kcal, learnt.high_kcal, learnt.state,
       learnt.trend_mass_kg,
       said.is_complete,
       EXISTS (
         SELECT FROM calories_weeklytrend WHERE user_id = %(user)s
            AND week_start = wanted.day - (extract(isodow FROM wanted.day)::int - 1)
       )
FROM {wanted} AS wanted(day)
LEFT JOIN meals_day_intake AS intake
       ON intake.user_id = %(user)s AND intake.local_date = wanted.day
      AND intake.local_date {among}
LEFT JOIN health_day_expenditure AS spent
       ON spent.user_id = %(user)s AND spent.local_date = wanted.day
      AND spent.local_date {among}
LEFT JOIN calories_loggedday AS said ON said.user_id = %(user)s AND said.date = wanted.day
LEFT JOIN accounts_profile AS person ON person.user_id = %(user)s
LEFT JOIN LATERAL (
  SELECT * FROM calories_energyprofile
  WHERE user_id = %(user)s
  ORDER BY valid_from > wanted.day, abs(valid_from - wanted.day)
  LIMIT 1
) AS body ON true
LEFT JOIN LATERAL (
  SELECT * FROM calories_goal
  WHERE user_id = %(user)s AND valid_from <= wanted.day
  ORDER BY valid_from DESC LIMIT 1
) AS goal ON true
LEFT JOIN LATERAL (
  SELECT * FROM calories_expenditureestimate
  WHERE user_id = %(user)s AND date < wanted.day AND date >= wanted.day - {kept}
  ORDER BY date DESC LIMIT 1
) AS learnt ON true
ORDER BY wanted.day
"""
INPUTS_OF_DAY = _INPUTS.format(
    wanted="(VALUES (%(days)s::date))", among="= %(days)s::date", kept=ESTIMATE_DAYS
)
INPUTS_OF_DAYS = _INPUTS.format(
    wanted="unnest(%(days)s::date[])", among="= ANY(%(days)s::date[])", kept=ESTIMATE_DAYS
)


def day_inputs(user_id: UUID, days: Sequence[date]) -> list[DayInputs]:
    """What the balances of the given days are computed from; one statement."""
    with connection.cursor() as cursor:
        if len(days) == 1:
            cursor.execute(INPUTS_OF_DAY, {"user": user_id, "days": days[0]})
        else:
            cursor.execute(INPUTS_OF_DAYS, {"user": user_id, "days": list(days)})
        return [_inputs(row) for row in cursor.fetchall()]


def _inputs(row: Sequence[Any]) -> DayInputs:
    intake, parts, goal = row[1:11], row[11:16], row[19:26]
    measured, learnt = row[26:30], row[30:36]
    return DayInputs(
        row[0],
        Intake(*intake) if intake[0] is not None else NOTHING_EATEN,
        BodyParts(*parts),
        row[16],
        tuple(map(Condition, row[17] or ())),
        row[18],
        _wish(goal),
        Measured(*measured) if measured[0] is not None else None,
        Learnt(*learnt) if learnt[0] is not None else None,
        said_complete=row[36],
        week_is_closed=row[37],
    )


def _wish(goal: Sequence[Any]) -> Wish:
    direction, pace, mass_kg, by, wanted, planned, macros = goal
    if direction is None:
        return Wish()
    return Wish(direction, pace, mass_kg, by, wanted, planned, orjson.loads(macros))
