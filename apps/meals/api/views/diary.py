"""Meals and days over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.meals import selectors, services
from apps.meals.api import serializers as wire
from apps.meals.api.views.resolution import LooksForUnknownBarcodes
from apps.meals.models import Meal
from apps.shared.api.dates import DAY, parse_day
from apps.shared.api.entity_tags import canonical_hash, require_match
from apps.shared.api.schema import LOCATION
from apps.shared.api.viewsets import BaseViewSet


class MealViewSet(LooksForUnknownBarcodes):
    queryset = Meal.objects.all()
    capability = "diary.own"

    @extend_schema(summary="List meals", responses=wire.MealOutput(many=True))
    def list(self, request: Request) -> Response:
        """The user's meals, newest first."""
        page = self.paginate_queryset(selectors.diary(self.user.pk)) or []
        return self.get_paginated_response([present_meal(meal) for meal in page])

    @extend_schema(
        summary="Log a meal",
        parameters=[LOCATION],
        request=wire.MealInput,
        responses={201: wire.MealOutput, 200: wire.MealOutput},
    )
    def create(self, request: Request) -> Response:
        """Store a meal with its items. 201 when new, 200 when it was already stored."""
        given = self.validated(wire.MealInput)
        meal, created = services.log_meal(
            self.user,
            meal_draft(given, self.user.timezone),
            request_hash=canonical_hash(request.data),
            at=timezone.now(),
        )
        return self.answer(
            present_meal(meal), 201 if created else 200, location=f"/api/v1/meals/{meal.pk}"
        )

    @extend_schema(summary="One meal", responses=wire.MealOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A meal with its items and totals."""
        return self.answer(present_meal(selectors.meal(self.user.pk, pk)))

    @extend_schema(summary="Change a meal", request=wire.MealChange, responses=wire.MealOutput)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change type, time, zone or note; a new time may move the meal to another day."""
        given = self.validated(wire.MealChange)
        services.change_meal(
            self.user, pk, given, at=timezone.now(), accept=self._matching(request, pk)
        )
        return self.answer(present_meal(selectors.meal(self.user.pk, pk)))

    @extend_schema(summary="Delete a meal", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a meal with its items; deleting it again changes nothing."""
        services.delete_meal(self.user, pk, at=timezone.now(), accept=self._matching(request, pk))
        return Response(status=204)

    @extend_schema(
        summary="Add an item to a meal",
        request=wire.ItemInput,
        responses={201: wire.ItemOutput, 200: wire.ItemOutput},
    )
    @action(detail=True, methods=["post"], url_path="items")
    def items(self, request: Request, pk: UUID) -> Response:
        """Add a food to a meal. 201 when new, 200 when it was already stored."""
        given = self.validated(wire.ItemInput)
        item, created = services.add_item(
            self.user,
            pk,
            services.ItemDraft(**item_fields(given)),
            request_hash=canonical_hash(request.data),
        )
        return self.answer(wire.ItemOutput.present(item), 201 if created else 200)

    def _matching(self, request: Request, pk: UUID) -> Callable[[], None]:
        """The check of ``If-Match``, for the service to make under its lock."""

        def check() -> None:
            if "If-Match" in request.headers:
                require_match(request, present_meal(selectors.meal(self.user.pk, pk)))

        return check


class MealItemViewSet(LooksForUnknownBarcodes):
    queryset = Meal.objects.all()
    capability = "diary.own"
    lookup_url_kwarg = "item_id"

    @extend_schema(
        summary="Correct an item", request=wire.ItemQuantityInput, responses=wire.ItemOutput
    )
    def update(self, request: Request, meal_id: UUID, item_id: UUID) -> Response:
        """Replace food and amount; nutrients are computed anew from the food as it is now."""
        given = self.validated(wire.ItemQuantityInput)
        draft = services.ItemDraft(id=item_id, **item_fields(given))
        accept = self._matching(request, meal_id, item_id)
        item = services.change_item(self.user, meal_id, item_id, draft, accept=accept)
        return self.answer(wire.ItemOutput.present(item))

    @extend_schema(summary="Remove an item", responses={204: None})
    def destroy(self, request: Request, meal_id: UUID, item_id: UUID) -> Response:
        """Take an item out of its meal; doing it again changes nothing."""
        accept = self._matching(request, meal_id, item_id)
        services.delete_item(self.user, meal_id, item_id, at=timezone.now(), accept=accept)
        return Response(status=204)

    def _matching(self, request: Request, meal_id: UUID, item_id: UUID) -> Callable[[], None]:
        def check() -> None:
            if "If-Match" in request.headers:
                item = selectors.item(self.user.pk, meal_id, item_id)
                require_match(request, wire.ItemOutput.present(item))

        return check


class DayViewSet(BaseViewSet):
    queryset = Meal.objects.none()
    capability = "diary.own"

    @extend_schema(summary="A day of the diary", parameters=[DAY], responses=wire.DayOutput)
    def retrieve(self, request: Request, date: str) -> Response:
        """Meals of one of the user's days with totals, coverage and confidence."""
        return self.answer(_day(selectors.day(self.user.pk, parse_day(date))))


def item_fields(given: dict[str, Any]) -> dict[str, Any]:
    return {("gtin" if name == "barcode" else name): value for name, value in given.items()}


def meal_draft(given: dict[str, Any], default_zone: str) -> services.MealDraft:
    items = [services.ItemDraft(**item_fields(item)) for item in given.pop("items")]
    return services.MealDraft(**{"timezone": default_zone, **given}, items=items)


def present_meal(meal: Meal) -> dict[str, Any]:
    meal.totals = selectors.macro_totals(meal.living_items)
    return wire.MealOutput.present(meal)


def _day(day: selectors.Day) -> dict[str, Any]:
    for meal in day.meals:
        meal.totals = selectors.macro_totals(meal.living_items)
    return wire.DayOutput.present(day)
