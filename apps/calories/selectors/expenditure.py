"""What a user's expenditure is known to be, how it was learnt, and where it leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.calories.domain.adaptive import Estimates, estimate
from apps.calories.domain.balance import BODY_PARTS, DayInputs, balance_of
from apps.calories.domain.energy import by_formula
from apps.calories.domain.intake_from_weight import WINDOW_DAYS, LinearModel
from apps.calories.domain.weight_trend import SLOPE_DAYS, slope_kg_per_day
from apps.calories.models import ExpenditureEstimate
from apps.calories.selectors.facts import Series, facts
from apps.calories.selectors.inputs import day_inputs
from apps.calories.selectors.projection import Outlook, outlook, physiology
from apps.shared.refusals import Invalid

INSUFFICIENT = ExpenditureEstimate.State.INSUFFICIENT
REASONS = {
    "few_complete_days": gettext_lazy(
        "There are not enough days yet on which everything is logged."
    ),
    "few_weigh_ins": gettext_lazy("There are not enough weigh-ins yet."),
    "logging_gap": gettext_lazy("Too many of the last days are not logged completely."),
    "weighing_gap": gettext_lazy("The last weigh-in is too long ago."),
}


@dataclass(frozen=True)
class Reason:
    code: str
    message: str


@dataclass(frozen=True)
class LearntExpenditure:
    """The newest estimate, and what stands beside it."""

    newest: ExpenditureEstimate | None
    inputs: DayInputs
    series: Series | None
    trend: Sequence[tuple[date, float]]

    @property
    def date(self) -> date | None:
        return self.newest.date if self.newest else None

    @property
    def state(self) -> str:
        return self.newest.state if self.newest else INSUFFICIENT

    @property
    def mean_kcal(self) -> Decimal | None:
        return self.newest.mean_kcal if self.newest else None

    @property
    def low_kcal(self) -> Decimal | None:
        return self.newest.low_kcal if self.newest else None

    @property
    def high_kcal(self) -> Decimal | None:
        return self.newest.high_kcal if self.newest else None

    @property
    def trend_mass_kg(self) -> Decimal | None:
        return self.newest.trend_mass_kg if self.newest else None

    @property
    def complete_days(self) -> int:
        return self.newest.complete_days if self.newest else 0

    @property
    def weigh_ins(self) -> int:
        return self.newest.weigh_ins if self.newest else 0

    @property
    def reasons(self) -> list[Reason]:
        code = self.newest.reason if self.newest else "few_weigh_ins"
        return [Reason(code, str(REASONS[code]))] if code else []

    @property
    def missing(self) -> list[str]:
        return list(self.inputs.body_parts.missing(*BODY_PARTS))

    @property
    def margin_kcal(self) -> Decimal | None:
        return (self.newest.high_kcal - self.newest.low_kcal) / 2 if self.newest else None

    @property
    def formula_kcal(self) -> Decimal | None:
        body = self.inputs.body
        return round(by_formula(body, self.inputs.date).total_kcal, 1) if body else None

    @property
    def trend_change_kg(self) -> float | None:
        """A week, by the trend of the last fourteen days."""
        return round(7 * slope_kg_per_day(self.trend), 2) if len(self.trend) > 1 else None

    @cached_property
    def _window(self) -> slice:
        return slice(-WINDOW_DAYS, None)

    @property
    def logged_kcal(self) -> float | None:
        if self.series is None:
            return None
        eaten = self.series.intake_kcal[self._window]
        known = eaten[~np.isnan(eaten)]
        return round(float(known.mean()), 1) if len(known) else None

    @property
    def eaten_by_scale_kcal(self) -> float | None:
        """By the formula's expenditure and what the scale did in the last 28 days: far above what
        was logged, something is not. None with fewer than two weigh-ins, and for bodies the model
        does not know."""
        body = self.inputs.body
        if self.series is None or body is None:
            return None
        dates, masses = self.series.dates[self._window], self.series.body_mass_kg[self._window]
        weighed = [(d, float(kg)) for d, kg in zip(dates, masses, strict=True) if kg == kg]
        if len(weighed) < 2:
            return None
        spent = by_formula(body, self.inputs.date).total_kcal
        try:
            model = LinearModel.around(physiology(body, float(spent), self.inputs.date))
        except ValueError:
            return None
        return round(max(model.intake_kcal(weighed), 0), 1)

    @property
    def sentence(self) -> str | None:
        if self.newest is None or self.state == INSUFFICIENT or self.margin_kcal is None:
            return None
        return _(
            "%(mean)s ± %(margin)s kcal, from %(days)d complete days and %(weigh_ins)d weigh-ins."
        ) % {
            "mean": f"{self.newest.mean_kcal:.0f}",
            "margin": f"{self.margin_kcal:.0f}",
            "days": self.newest.complete_days,
            "weigh_ins": self.newest.weigh_ins,
        }


def learnt_expenditure(user_id: UUID, today: date, *, at: datetime) -> LearntExpenditure:
    newest = list(
        ExpenditureEstimate.objects.filter(user_id=user_id, date__lt=today).order_by("-date")[
            :SLOPE_DAYS
        ]
    )
    trend = [(row.date, float(row.trend_mass_kg)) for row in newest if row.trend_mass_kg]
    return LearntExpenditure(
        newest[0] if newest else None,
        day_inputs(user_id, [today])[0],
        next(iter(facts([user_id], at=at)), None),
        trend[::-1],
    )


@dataclass(frozen=True)
class ExpenditureDay:
    """A day for a chart: as it was known then (None where nothing was), and smoothed."""

    date: date
    state: str
    mean_kcal: Decimal | None
    low_kcal: Decimal | None
    high_kcal: Decimal | None
    trend_mass_kg: Decimal | None
    smoothed_kcal: float | None
    smoothed_low_kcal: float | None
    smoothed_high_kcal: float | None
    consumed_kcal: float | None
    body_mass_kg: float | None


def expenditure_series(
    user_id: UUID, first: date, last: date, *, at: datetime
) -> list[ExpenditureDay]:
    """The days of a range that have a fact before them; smoothing sees all facts there are."""
    series = next(iter(facts([user_id], at=at)), None)
    if series is None:
        return []
    smoothed = estimate(
        [series.person], series.intake_kcal[None], series.body_mass_kg[None], retrospective=True
    )
    stored = ExpenditureEstimate.objects.filter(user_id=user_id, date__range=(first, last))
    by_day = {row.date: row for row in stored}
    return [
        _day(day, position, by_day.get(day), series, smoothed)
        for position, day in enumerate(series.dates)
        if first <= day <= last
    ]


def _day(
    day: date, n: int, row: ExpenditureEstimate | None, series: Series, smoothed: Estimates
) -> ExpenditureDay:
    return ExpenditureDay(
        day,
        row.state if row else INSUFFICIENT,
        row.mean_kcal if row else None,
        row.low_kcal if row else None,
        row.high_kcal if row else None,
        row.trend_mass_kg if row else None,
        _known(smoothed.mean_kcal[0, n]),
        _known(smoothed.low_kcal[0, n]),
        _known(smoothed.high_kcal[0, n]),
        _known(series.intake_kcal[n]),
        _known(series.body_mass_kg[n]),
    )


def _known(value: float) -> float | None:
    return round(float(value), 2) if value == value else None


@dataclass(frozen=True)
class Projected:
    """An outlook, and which expenditure it stands on."""

    expenditure_source: str
    outlook: Outlook


def projection(
    user_id: UUID, today: date, days: int, intake_kcal: Decimal | None = None
) -> Projected:
    """Where eating so much every day leads; today's goal when nothing is said.

    Raises Invalid naming what the profile lacks, where there is no goal in calories, and for bodies
    the model does not know.
    """
    inputs = day_inputs(user_id, [today])[0]
    balance, body = balance_of(inputs), inputs.body
    if body is None or balance.usual is None:
        missing = list(balance.missing)
        message = _("The profile lacks: %(fields)s.") % {"fields": ", ".join(missing)}
        raise Invalid("PROFILE_INCOMPLETE", message, param="profile", missing=missing)
    goal_kcal = balance.goal.energy_kcal if balance.goal else None
    eaten = goal_kcal if intake_kcal is None else intake_kcal
    if eaten is None:
        message = _("There is no goal in calories to project.")
        raise Invalid("NO_GOAL", message, param="intake_kcal")
    try:
        found = outlook(body, balance.usual, float(eaten), today, days)
    except ValueError as error:
        message = _("Body mass is projected for adults of usual build only.")
        raise Invalid("BODY_NOT_MODELLED", message, param="profile") from error
    return Projected(balance.usual.source, found)
