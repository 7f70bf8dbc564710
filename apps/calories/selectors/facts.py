"""What expenditure is learnt from: what was eaten on complete days, and weigh-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from apps.calories.domain.adaptive import Person
from apps.calories.domain.bodies import BodyParts
from apps.calories.domain.energy import by_formula
from apps.shared.rows import array

# Nobody is learnt about from days longer ago than this without a newer one.
ACTIVE_DAYS = 60
EPOCH = date(1970, 1, 1)

# A user's days until yesterday, each with what is known of it, oldest first; the body is the one
# that held on the first of them. A day that is not complete says nothing of what was eaten.
FACTS = """
WITH person AS (
  SELECT person.id AS user_id,
         ((%(at)s::timestamptz AT TIME ZONE person.timezone)
          - person.day_starts_at::interval)::date - 1 AS last_day
  FROM accounts_user AS person WHERE person.id = ANY(%(users)s::uuid[])
), fact AS (
  SELECT user_id, date AS day, consumed_kcal::float8 AS intake_kcal, NULL::float8 AS body_mass_kg
  FROM calories_dailybalance WHERE user_id = ANY(%(users)s::uuid[]) AND day_complete
  UNION ALL
  SELECT user_id, local_date, NULL, body_mass_kg::float8
  FROM health_day_body_mass WHERE user_id = ANY(%(users)s::uuid[])
), series AS (
  SELECT person.user_id, person.last_day, min(fact.day) AS first_day,
         array_agg(fact.day - DATE 'epoch' ORDER BY fact.day) AS days,
         array_agg(fact.intake_kcal ORDER BY fact.day) AS intake,
         array_agg(fact.body_mass_kg ORDER BY fact.day) AS mass
  FROM person JOIN fact ON fact.user_id = person.user_id AND fact.day <= person.last_day
  GROUP BY person.user_id, person.last_day
)
SELECT series.*,
       coalesce(body.sex, told.sex), coalesce(body.birth_date, told.birth_date),
       coalesce(body.height_cm, told.height_cm), body.body_mass_kg,
       coalesce(body.activity_level, told.activity_level)
FROM series
LEFT JOIN accounts_profile AS told ON told.user_id = series.user_id
LEFT JOIN LATERAL (
  SELECT * FROM calories_energyprofile WHERE user_id = series.user_id
  ORDER BY valid_from > series.first_day, abs(valid_from - series.first_day)
  LIMIT 1
) AS body ON true
ORDER BY series.user_id
"""

ACTIVE = """
SELECT user_id FROM calories_dailybalance WHERE day_complete AND date >= %(since)s
UNION
SELECT user_id FROM health_day_body_mass WHERE local_date >= %(since)s
ORDER BY 1
"""


@dataclass(frozen=True)
class Series:
    """A user's days from the first fact to yesterday; nan is not known."""

    user_id: UUID
    first_day: date
    intake_kcal: NDArray[np.float64]
    body_mass_kg: NDArray[np.float64]
    person: Person

    @property
    def dates(self) -> list[date]:
        return [self.first_day + timedelta(days=n) for n in range(len(self.intake_kcal))]


def facts(user_ids: Sequence[UUID], *, at: datetime) -> list[Series]:
    """Those of the users who have any; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"users": array(user_ids), "at": at})
        return [_series(*row) for row in cursor.fetchall()]


def active_users(*, at: datetime) -> list[UUID]:
    """Who logged a complete day or weighed in lately."""
    with connection.cursor() as cursor:
        cursor.execute(ACTIVE, {"since": at.date() - timedelta(days=ACTIVE_DAYS)})
        return [row[0] for row in cursor.fetchall()]


def _series(
    user_id: UUID,
    last_day: date,
    first_day: date,
    days: list[int],
    intake: list[float | None],
    mass: list[float | None],
    *parts: Any,
) -> Series:
    length = (last_day - first_day).days + 1
    positions = np.array(days) - (first_day - EPOCH).days
    return Series(
        user_id,
        first_day,
        _spread(positions, intake, length),
        _spread(positions, mass, length),
        _person(BodyParts(*parts), first_day),
    )


def _spread(
    positions: NDArray[np.int64], values: list[float | None], length: int
) -> NDArray[np.float64]:
    """One value a day; of two facts of a day only one has this value."""
    known = np.array(values, dtype=np.float64)
    there = ~np.isnan(known)
    spread = np.full(length, np.nan)
    spread[positions[there]] = known[there]
    return spread


def _person(parts: BodyParts, on: date) -> Person:
    body, age_years = parts.whole, parts.age_years(on)
    return Person(
        sex=parts.sex or "other",
        age_years=None if age_years is None else float(age_years),
        height_cm=None if parts.height_cm is None else float(parts.height_cm),
        formula_kcal=float(by_formula(body, on).total_kcal) if body else None,
    )
