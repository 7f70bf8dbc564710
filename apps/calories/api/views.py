"""Balances, goals and energy profiles over HTTP."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.calories import selectors, services
from apps.calories.api import serializers as wire
from apps.calories.models import DailyBalance, EnergyProfile, Goal
from apps.shared.api.dates import DAY, DayRange, parse_day
from apps.shared.api.viewsets import BaseViewSet, OwnedViewSet
from apps.shared.days import local_date


def today_of(user: Any) -> date:
    return local_date(timezone.now(), user.timezone, user.day_starts_at)


class BalanceViewSet(BaseViewSet):
    queryset = DailyBalance.objects.none()
    capability = "balance.own"

    @extend_schema(summary="A day's balance", parameters=[DAY], responses=wire.BalanceOutput)
    def retrieve(self, request: Request, date: str) -> Response:
        """Energy eaten, spent and wanted on one of the user's days."""
        found = selectors.balance(self.user.pk, parse_day(date))
        return self.answer(wire.BalanceOutput.present(found))

    @extend_schema(
        operation_id="balance_range",
        summary="Balances of a range",
        parameters=[DayRange],
        responses=wire.BalanceListOutput,
    )
    def list(self, request: Request) -> Response:
        """Balances of the days in a range on which something was eaten, oldest first."""
        query = DayRange(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        found = selectors.balances(
            self.user.pk, query.validated_data["from"], query.validated_data["to"]
        )
        return Response({"results": wire.BalanceOutput.present_all(found)})


class GoalViewSet(OwnedViewSet):
    queryset = Goal.objects.order_by("-valid_from", "-id")
    capability = "balance.own"

    @extend_schema(summary="List goals", responses=wire.GoalOutput(many=True))
    def list(self, request: Request) -> Response:
        """The user's goals, newest first; each holds until the next begins."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(wire.GoalOutput.present_all(page))

    @extend_schema(summary="Set a goal", request=wire.GoalInput, responses={201: wire.GoalOutput})
    def create(self, request: Request) -> Response:
        """Set what the user wants from a day on; days before it keep the goal they had."""
        today = today_of(self.user)
        given = {"valid_from": today, **self.validated(wire.GoalInput)}
        goal = services.set_goal(self.user, **given, today=today)
        return self.answer(wire.GoalOutput.present(goal), 201)


class EnergyProfileViewSet(OwnedViewSet):
    queryset = EnergyProfile.objects.order_by("-valid_from", "-id")
    capability = "balance.own"

    @extend_schema(summary="List energy profiles", responses=wire.EnergyProfileOutput(many=True))
    def list(self, request: Request) -> Response:
        """What the energy need was computed from, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(wire.EnergyProfileOutput.present_all(page))

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
