"""Balances, energy profiles and weeks over HTTP."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.calories import selectors, services
from apps.calories.api import serializers as wire
from apps.calories.models import DailyBalance, EnergyProfile
from apps.shared.api.dates import DAY, DayRange, parse_day
from apps.shared.api.viewsets import BaseViewSet, OwnedViewSet
from apps.shared.days import local_date


def today_of(user: Any, at: datetime | None = None) -> date:
    return local_date(at or timezone.now(), user.timezone, user.day_starts_at)


class CaloriesViewSet(BaseViewSet):
    """What the viewsets of the energy balance share."""

    queryset: Any = DailyBalance.objects.none()
    capability = "balance.own"
    hides_figures = True

    @property
    def today(self) -> date:
        return today_of(self.user)


class BalanceViewSet(CaloriesViewSet):
    @extend_schema(summary="A day's balance", parameters=[DAY], responses=wire.BalanceOutput)
    def retrieve(self, request: Request, date: str) -> Response:
        """Energy eaten, spent and wanted on one of the user's days."""
        return self._day(parse_day(date))

    def _day(self, day: date) -> Response:
        found = selectors.balance(self.user.pk, day)
        return self.answer(wire.BalanceOutput.present(found))

    @extend_schema(
        operation_id="balance_range",
        summary="Balances of a range",
        parameters=[DayRange],
        responses=wire.BalanceListOutput,
    )
    def list(self, request: Request) -> Response:
        """Balances of the days in a range on which something was eaten, oldest first."""
        given = self.query(request, DayRange)
        found = selectors.balances(self.user.pk, given["from"], given["to"])
        return self.answer({"results": wire.BalanceOutput.present_all(found)})

    @extend_schema(
        operation_id="balance_complete",
        summary="Say whether a day is logged completely",
        parameters=[DAY],
        request=wire.CompletenessInput,
        responses=wire.BalanceOutput,
    )
    def complete(self, request: Request, date: str) -> Response:
        """Everything eaten is logged, or not; null takes the word back. A day told to be complete
        without any food is a fast. Answers with the day's balance."""
        day = parse_day(date)
        said = self.validated(wire.CompletenessInput)["is_complete"]
        services.say_complete(self.user, day, said, today=self.today)
        return self._day(day)

    @extend_schema(
        operation_id="balance_explanation",
        summary="Where a day's figures come from",
        parameters=[DAY],
        responses=wire.ExplanationOutput,
    )
    def explanation(self, request: Request, date: str) -> Response:
        """From each plate to the balance: every step with its figures, source and confidence."""
        found = selectors.explanation(self.user.pk, parse_day(date))
        return self.answer(wire.ExplanationOutput.present(found))


class WeekViewSet(CaloriesViewSet):
    @extend_schema(
        operation_id="trends_weekly",
        summary="Weeks",
        parameters=[wire.WeeksQuery],
        responses=wire.WeekListOutput,
    )
    def list(self, request: Request) -> Response:
        """The last weeks, oldest first: closed ones as they were rolled up, the current one as
        it stands."""
        count = self.query(request, wire.WeeksQuery)["weeks"]
        found = selectors.weeks(self.user.pk, self.today, count)
        return self.answer({"results": wire.WeekOutput.present_all(found)})


class EnergyProfileViewSet(OwnedViewSet):
    hides_figures = True
    queryset = EnergyProfile.objects.order_by("-valid_from", "-id")
    capability = "balance.own"

    @extend_schema(summary="List energy profiles", responses=wire.EnergyProfileOutput(many=True))
    def list(self, request: Request) -> Response:
        """What the energy need was computed from, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(self.shown(wire.EnergyProfileOutput.present_all(page)))

    @extend_schema(
        summary="Record body mass",
        request=wire.EnergyProfileInput,
        responses={201: wire.EnergyProfileOutput},
    )
    def create(self, request: Request) -> Response:
        """Note the body mass from a day on; the rest of the body comes from the profile."""
        today = today_of(self.user)
        given = {"valid_from": today, **self.validated(wire.EnergyProfileInput)}
        profile = services.record_energy_profile(self.user, **given, today=today)
        return self.answer(wire.EnergyProfileOutput.present(profile), 201)
