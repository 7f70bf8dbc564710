"""Searches for unknown foods over HTTP."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.meals import selectors, services
from apps.meals.api import serializers as wire
from apps.meals.domain.resolution import Kind, Query, name_query
from apps.meals.models import Resolution, ResolutionLog
from apps.shared.api.viewsets import BaseViewSet, OwnedViewSet
from apps.shared.refusals import Refusal


class ResolutionViewSet(OwnedViewSet):
    queryset = Resolution.objects.all()
    capability = "foods.read"

    @extend_schema(
        summary="Look for a food",
        parameters=[wire.RESOLUTION_LOCATION],
        request=wire.ResolutionInput,
        responses={
            200: wire.FoodListOutput,
            202: wire.ResolutionOutput,
        },
    )
    def create(self, request: Request) -> Response:
        """Have an unknown barcode or name looked for in other sources. 202: how it goes, also when
        it ended lately. 200: the catalogue has foods for it. Asking twice is asking once."""
        given = self.validated(wire.ResolutionInput)
        query = _query(given)
        if candidates := selectors.candidates(query):
            return self.answer({"results": wire.FoodOutput.present_all(candidates)})
        return accepted(self, services.ask(self.user, query, at=timezone.now()))

    @extend_schema(summary="How a search goes", responses=wire.ResolutionOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A search the user began: pending, found with its food, not found, or failed."""
        return self.answer(_resolution(selectors.resolution(self.user.pk, pk)))


class LooksForUnknownBarcodes(OwnedViewSet):
    """A view whose items name foods by barcode: an unknown one is looked for, and the problem
    names the search."""

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, Refusal) and "gtin" in exc.members:
            exc = services.looked_for(self.user, exc, at=timezone.now())
        return super().handle_exception(exc)


def accepted(view: BaseViewSet, resolution: Resolution) -> Response:
    location = f"/api/v1/resolutions/{resolution.pk}"
    return view.answer(_resolution(resolution), 202, location=location)


def _query(given: dict[str, str]) -> Query:
    if "barcode" in given:
        return Query(Kind.BARCODE, given["barcode"])
    return Query(Kind.NAME, name_query(given["name"]))


def _resolution(resolution: Resolution) -> dict[str, Any]:
    found: ResolutionLog = resolution.log
    food = selectors.food(found.food_id) if found.food_id else None
    resolution.found_food = food  # type: ignore[attr-defined]
    return wire.ResolutionOutput.present(resolution)
