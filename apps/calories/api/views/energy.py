"""Basal rates, requirements, the learnt expenditure and projections over HTTP."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.calories import selectors
from apps.calories.api import serializers as wire
from apps.calories.api.views.balances import CaloriesViewSet, today_of
from apps.shared.api.dates import DayRange


class EnergyViewSet(CaloriesViewSet):
    @extend_schema(
        operation_id="energy_bmr",
        summary="Basal metabolic rate",
        parameters=[wire.BodyQuery],
        responses=wire.RatesOutput,
    )
    def bmr(self, request: Request) -> Response:
        """By every published equation the body is known well enough for; which parts the others
        lack. The body is the user's own where the query does not say otherwise."""
        found = selectors.basal_rates(self.user.pk, self._parts(request), self.today)
        return self.answer(wire.RatesOutput.present(found))

    @extend_schema(
        operation_id="energy_requirement",
        summary="Energy requirement",
        parameters=[wire.BodyQuery],
        responses=wire.RequirementOutput,
    )
    def requirement(self, request: Request) -> Response:
        """By the published methods, with the level of activity, and what a pregnancy or
        breast-feeding adds."""
        found = selectors.requirements(self.user.pk, self._parts(request), self.today)
        return self.answer(wire.RequirementOutput.present(found))

    def _parts(self, request: Request) -> dict[str, Any]:
        return wire.parts_of(self.query(request, wire.BodyQuery), self.today)

    @extend_schema(
        operation_id="expenditure",
        summary="Learnt expenditure",
        responses=wire.ExpenditureOutput,
    )
    def expenditure(self, request: Request) -> Response:
        """What the user spends a day, learnt from complete days and weigh-ins, with its 90 %
        interval and what it rests on."""
        at = timezone.now()
        found = selectors.learnt_expenditure(self.user.pk, today_of(self.user, at), at=at)
        return self.answer(wire.ExpenditureOutput.present(found))

    @extend_schema(
        operation_id="expenditure_series",
        summary="Learnt expenditure over time",
        parameters=[DayRange],
        responses=wire.ExpenditureSeriesOutput,
    )
    def series(self, request: Request) -> Response:
        """Day by day, for a chart: as it was known then, and smoothed by all that is known now."""
        given = self.query(request, DayRange)
        found = selectors.expenditure_series(
            self.user.pk, given["from"], given["to"], at=timezone.now()
        )
        return self.answer(wire.ExpenditureSeriesOutput.present(found))

    @extend_schema(
        operation_id="projection",
        summary="Where eating like this leads",
        parameters=[wire.ProjectionQuery],
        responses=wire.ProjectionOutput,
    )
    def projection(self, request: Request) -> Response:
        """Body mass day by day if the same is eaten every day, by Hall's dynamic model, with the
        fan that the expenditure's interval leaves open."""
        given = self.query(request, wire.ProjectionQuery)
        found = selectors.projection(
            self.user.pk, self.today, given["days"], given.get("intake_kcal")
        )
        return self.answer(wire.ProjectionOutput.present(found))
