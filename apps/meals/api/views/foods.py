"""Foods over HTTP."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.meals import selectors, services
from apps.meals.api import serializers as wire
from apps.meals.api.paging import CURSOR_PARAM, links, place_in
from apps.meals.api.views.resolution import accepted
from apps.meals.domain.barcodes import BarcodeError, corrections, normalise
from apps.meals.domain.meal_times import meal_type_at
from apps.meals.models import Food
from apps.shared.api.viewsets import BaseViewSet
from apps.shared.days import zone
from apps.shared.refusals import Invalid, NotFound


class FoodViewSet(BaseViewSet):
    queryset = Food.objects.none()
    capability = "foods.read"

    def get_throttles(self) -> list[Any]:
        self.throttle_scope = "search" if self.action == "list" else None
        return super().get_throttles()

    @extend_schema(
        operation_id="foods_search",
        summary="Search foods",
        parameters=[wire.SearchQuery],
        responses=wire.FoodPageOutput,
    )
    def list(self, request: Request) -> Response:
        """Foods for what was typed, best first: the food of that name, what the user eats, generic
        foods, products. A barcode finds its product. Ask for more with ``next``."""
        query = wire.SearchQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        given = dict(query.validated_data)
        now = timezone.now().astimezone(zone(self.user.timezone)).time()
        place, limit = place_in(request, meal_type=meal_type_at(now)), given.pop("limit")
        found = selectors.search_page(
            given.pop("q"),
            limit=limit,
            offset=place.offset,
            user=self.user.pk,
            meal_type=place.meal_type,
            filters=selectors.Filters(**{n: v for n, v in given.items() if n != CURSOR_PARAM}),
        )
        beside = links(request, place, limit=limit, has_more=found.has_more)
        return Response({**beside, "results": wire.FoodOutput.present_all(found.hits)})

    @extend_schema(summary="One food", responses=wire.FoodDetailOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Everything known of a food, with portions and sources."""
        return self.answer(wire.FoodDetailOutput.present(selectors.food(pk, self.user.pk)))

    @extend_schema(summary="The sources of a food", responses=wire.FoodSourcesOutput)
    @action(detail=True)
    def sources(self, request: Request, pk: UUID) -> Response:
        """Nutrient by nutrient what is logged, what each source says and with what share it counts
        in their mean, and whether they differ by more than EU labels may."""
        found = selectors.food_sources(pk, self.user.pk)
        return self.answer(wire.FoodSourcesOutput.present(found))

    @extend_schema(summary="A food as its label", responses=wire.FoodLabelOutput)
    @action(detail=True)
    def label(self, request: Request, pk: UUID) -> Response:
        """The nutrition declaration an EU label would print, and the claims it may bear."""
        return self.answer(wire.FoodLabelOutput.present(selectors.food_label(pk, self.user.pk)))

    @extend_schema(
        summary="Food by barcode",
        parameters=[wire.RESOLUTION_LOCATION],
        responses={200: wire.FoodDetailOutput, 202: wire.ResolutionOutput},
    )
    @action(detail=False, url_path="barcode/<path:code>")
    def barcode(self, request: Request, code: str) -> Response:
        """The product with this barcode: EAN, UPC or ITF-14 with or without its leading zeros, GS1
        elements, or a GS1 digital link. 202 when it is not in the catalogue and is looked for."""
        gtin = _gtin(code)
        try:
            found = selectors.scanned_food(gtin, self.user.pk)
            return self.answer(wire.FoodDetailOutput.present(found))
        except NotFound:
            resolution = services.ask_for_scanned(self.user, gtin, at=timezone.now())
        return accepted(self, resolution)


def _gtin(code: str) -> str:
    try:
        return normalise(code)
    except BarcodeError as error:
        meant = corrections(error.wrong_gtin) if error.wrong_gtin else []
        likely = selectors.foods_with_gtins(meant) if meant else []
        message = wire.barcode_message(error, likely)
        suggestions = wire.SuggestionOutput.present_all(likely)
        raise Invalid(error.code.upper(), message, param="code", suggestions=suggestions) from error
