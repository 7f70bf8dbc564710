"""Every nutrient eaten on a day or over a range, beside the reference values.

Three statements whatever the number of items: sums by day and nutrient, the items' own trust and
origin, and the person's profile.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from apps.accounts import selectors as accounts
from apps.meals.domain.adequacy import (
    COVERAGE_FOR_VERDICT,
    DAYS_FOR_VERDICT,
    Assessment,
    Intake,
    assess,
)
from apps.meals.domain.eaten import Eaten, Items
from apps.meals.domain.nutrition_claims import nrv_percent
from apps.meals.domain.plates import energy_margin_kcal, margins_together, rounded
from apps.meals.domain.reference_intakes import ASSUMPTIONS, Person
from apps.meals.domain.reference_values import REFERENCE_VALUES
from apps.shared.days import completed_years
from apps.shared.nutrients import MACRO_CODES, NUTRIENTS, Nutrient
from apps.shared.provenance import ConfidenceLevel, confidence_level, energy_weighted_confidence

COMPARED = frozenset(value.nutrient for value in REFERENCE_VALUES)

# One row for each nutrient of the whole range, without a day, and one for each day and nutrient
# to be shown. A trace is stored as 0 and so counts as told.
TOLD = f"""
WITH by_day AS (
  SELECT item.local_date AS day, told.code COLLATE "C" AS code, sum(told.amount) AS amount,
         count(*) AS items, count(item.energy_kcal) AS with_energy,
         coalesce(sum(item.energy_kcal), 0) AS energy_kcal
  FROM meals_mealitem AS item
  CROSS JOIN LATERAL (
    VALUES {", ".join(f"('{code}', item.{code})" for code in MACRO_CODES)}
    UNION ALL
    SELECT key, value::numeric FROM jsonb_each_text(item.micronutrients)
  ) AS told(code, amount)
  WHERE item.user_id = %(user)s AND item.local_date BETWEEN %(first)s AND %(last)s
    AND item.deleted_at IS NULL AND told.amount IS NOT NULL
  GROUP BY 1, 2
)
SELECT NULL, code, sum(amount), count(*), sum(items)::int, sum(with_energy)::int, sum(energy_kcal)
FROM by_day GROUP BY code
UNION ALL
SELECT day, code, amount, 1, items, with_energy, energy_kcal
FROM by_day WHERE code = ANY(%(series)s)
"""  # noqa: S608  (the registry's codes)
TRUST_OF_ITEMS = """
SELECT local_date, source, licence, energy_kcal, confidence, quantity_g, precision_g
FROM meals_mealitem
WHERE user_id = %(user)s AND local_date BETWEEN %(first)s AND %(last)s AND deleted_at IS NULL
ORDER BY local_date, source, licence
"""


class Trust(NamedTuple):
    """Where an item's values come from and how far to trust them and its quantity."""

    local_date: date
    source: str
    licence: str
    energy_kcal: Decimal | None
    confidence: Decimal
    quantity_g: Decimal
    precision_g: Decimal


@dataclass(frozen=True)
class SourceUsed:
    """How much of what was eaten rests on a source."""

    source: str
    licence: str
    items_count: int
    energy_share: Decimal


@dataclass(frozen=True)
class Trusted:
    """Some items, their trust and sources."""

    items: list[Trust]

    @property
    def items_count(self) -> int:
        return len(self.items)

    @cached_property
    def confidence(self) -> Decimal | None:
        return energy_weighted_confidence((one.energy_kcal, one.confidence) for one in self.items)

    @property
    def confidence_level(self) -> ConfidenceLevel | None:
        return None if self.confidence is None else confidence_level(self.confidence)

    @property
    def energy_margin_kcal(self) -> Decimal:
        return margins_together(
            energy_margin_kcal(
                one.energy_kcal, quantity_g=one.quantity_g, precision_g=one.precision_g
            )
            for one in self.items
        )

    @cached_property
    def all_items(self) -> Items:
        return _counted(self.items)

    @property
    def sources(self) -> list[SourceUsed]:
        """Most energy first."""
        by_origin: dict[tuple[str, str], list[Trust]] = defaultdict(list)
        for one in self.items:
            by_origin[one.source, one.licence].append(one)
        used = [
            SourceUsed(*origin, len(mine), _counted(mine).energy_share_of(self.all_items))
            for origin, mine in by_origin.items()
        ]
        return sorted(used, key=lambda one: (-one.energy_share, one.source, one.licence))


@dataclass(frozen=True)
class DayNutrition(Trusted):
    """A logged day, with the totals of the nutrients asked for; None is unknown."""

    date: date
    totals: dict[str, Decimal | None]


@dataclass(frozen=True)
class NutrientReport:
    """One nutrient per day beside its references."""

    nutrient: Nutrient
    eaten: Eaten
    assessment: Assessment

    @property
    def mean(self) -> Decimal | None:
        return None if self.eaten.mean is None else rounded(self.eaten.mean)

    @property
    def nrv_percent(self) -> Decimal | None:
        """Of the value that labels refer to."""
        return None if self.mean is None else _percent(nrv_percent(self.nutrient.code, self.mean))

    @property
    def percent_low(self) -> Decimal | None:
        return _percent(self.assessment.percent_low)

    @property
    def percent_high(self) -> Decimal | None:
        return _percent(self.assessment.percent_high)


def _percent(value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value, Decimal("0.1"))


@dataclass(frozen=True)
class Nutrition(Trusted):
    """A range of days, of which ``days`` are the logged ones, oldest first."""

    first: date
    last: date
    days: list[DayNutrition]
    eaten: dict[str, Eaten]
    person: Person

    @property
    def days_logged(self) -> int:
        return len(self.days)

    @cached_property
    def nutrients(self) -> dict[str, NutrientReport]:
        """Every nutrient, with means per day beside what is recommended to someone who eats that
        much energy."""
        energy = self.eaten["energy_kcal"].mean
        return {code: self._report(code, one, energy) for code, one in self.eaten.items()}

    def _report(self, code: str, eaten: Eaten, energy: Decimal | None) -> NutrientReport:
        intake = Intake(code, eaten.mean, eaten.energy_coverage, eaten.days)
        return NutrientReport(NUTRIENTS[code], eaten, assess(intake, self.person, energy))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the references take for granted."""
        return ASSUMPTIONS

    @property
    def coverage_needed(self) -> Decimal:
        return COVERAGE_FOR_VERDICT

    @property
    def days_needed(self) -> int:
        return DAYS_FOR_VERDICT

    @property
    def compared(self) -> dict[str, NutrientReport]:
        """The nutrients for which somebody set a reference value."""
        return {code: self.nutrients[code] for code in NUTRIENTS if code in COMPARED}

    @property
    def energy_margin_per_day_kcal(self) -> Decimal | None:
        """± of the mean day."""
        return rounded(self.energy_margin_kcal / self.days_logged) if self.days else None


def nutrition(user_id: UUID, first: date, last: date, *, series: Collection[str] = ()) -> Nutrition:
    """What was eaten from one day to another, both included; ``series`` are the nutrients whose
    totals are given by day."""
    span: dict[str, Any] = {"user": user_id, "first": first, "last": last, "series": list(series)}
    with connection.cursor() as cursor:
        cursor.execute(TRUST_OF_ITEMS, span)
        items = [Trust(*row) for row in cursor.fetchall()]
        cursor.execute(TOLD, span)
        told = {(day, code): Told(*rest) for day, code, *rest in cursor.fetchall()}
    by_day: dict[date, list[Trust]] = defaultdict(list)
    for one in items:
        by_day[one.local_date].append(one)
    days = [
        DayNutrition(mine, day, {code: told.get((day, code), NOT_TOLD).amount for code in series})
        for day, mine in by_day.items()
    ]
    of = _counted(items)
    eaten = {code: told.get((None, code), NOT_TOLD).eaten(of) for code in NUTRIENTS}
    return Nutrition(items, first, last, days, eaten, _person(user_id, last))


class Told(NamedTuple):
    """What some items tell of a nutrient."""

    amount: Decimal | None
    days: int
    items: int
    with_energy: int
    energy_kcal: Decimal

    def eaten(self, of: Items) -> Eaten:
        """Beside all items; where there are none, nothing was eaten, which is 0 of everything."""
        amount = self.amount if of.count else ZERO
        told_by = Items(self.items, self.with_energy, self.energy_kcal)
        return Eaten(amount, self.days, told_by, of)


ZERO = Decimal(0)
NOT_TOLD = Told(None, 0, 0, 0, ZERO)


def _counted(items: list[Trust]) -> Items:
    energies = [one.energy_kcal for one in items if one.energy_kcal is not None]
    return Items(len(items), len(energies), sum(energies, ZERO))


def _person(user_id: UUID, on: date) -> Person:
    """Body mass is known to the energy balance, above us; the reference mass stands in for it."""
    profile = accounts.profile_of(user_id)
    born = profile.birth_date
    return Person(profile.sex, None if born is None else completed_years(born, on))
