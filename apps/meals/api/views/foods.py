"""Foods over HTTP."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.meals import selectors
from apps.meals.api import serializers as wire
from apps.meals.domain.barcodes import BarcodeError, normalise
from apps.meals.models import Food
from apps.shared.api.viewsets import BaseViewSet
from apps.shared.refusals import Invalid


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
        responses=wire.FoodListOutput,
    )
    def list(self, request: Request) -> Response:
        """Foods for what was typed, best first; generic foods before products."""
        query = wire.SearchQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        found = selectors.search_foods(
            query.validated_data["q"],
            limit=query.validated_data["limit"],
            user_id=self.user.pk,
        )
        return Response({"results": wire.FoodOutput.present_all(found)})

    @extend_schema(summary="One food", responses=wire.FoodDetailOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Everything known of a food, with portions and sources."""
        return self.answer(wire.FoodDetailOutput.present(selectors.food(pk, self.user.pk)))

    @extend_schema(summary="Food by barcode", responses=wire.FoodDetailOutput)
    @action(detail=False, url_path="barcode/<str:code>")
    def barcode(self, request: Request, code: str) -> Response:
        """The product with this barcode (GTIN-8, 12, 13 or 14; leading zeros may be missing)."""
        try:
            gtin = normalise(code)
        except BarcodeError as error:
            raise Invalid(error.code.upper(), wire.barcode_message(error), param="code") from error
        found = selectors.scanned_food(self.user.pk, gtin)
        return self.answer(wire.FoodDetailOutput.present(found))
