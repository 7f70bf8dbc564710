"""Analytics of the diary over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.meals import selectors
from apps.meals.api import serializers as wire
from apps.meals.models import Meal
from apps.shared.api.dates import DAY, DayRange, parse_day
from apps.shared.api.viewsets import BaseViewSet


class NutritionViewSet(BaseViewSet):
    queryset = Meal.objects.none()
    capability = "diary.own"

    @extend_schema(
        operation_id="days_nutrition",
        summary="Nutrients of a day",
        parameters=[DAY],
        responses=wire.DayNutritionOutput,
    )
    def day(self, request: Request, date: str) -> Response:
        """Every nutrient of one of the user's days: total, how much of what was eaten tells it,
        percent of reference values, sources, confidence."""
        on = parse_day(date)
        return self.answer(
            wire.DayNutritionOutput.present(selectors.nutrition(self.user.pk, on, on))
        )

    @extend_schema(
        operation_id="nutrition_range",
        summary="Nutrients of a range",
        parameters=[wire.NutritionQuery],
        responses=wire.NutritionOutput,
    )
    def list(self, request: Request) -> Response:
        """Means per logged day of every nutrient, sources, and a series by day."""
        query = wire.NutritionQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        given = query.validated_data
        found = selectors.nutrition(
            self.user.pk, given["from"], given["to"], series=given["nutrients"]
        )
        return self.answer(wire.NutritionOutput.present(found))

    @extend_schema(
        operation_id="nutrition_report",
        summary="Nutrients beside reference intakes",
        parameters=[DayRange],
        responses=wire.NutrientReportOutput,
    )
    def report(self, request: Request) -> Response:
        """Means per day beside LARN and EFSA values, with a verdict where enough is known."""
        query = DayRange(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        given = query.validated_data
        found = selectors.nutrition(self.user.pk, given["from"], given["to"])
        return self.answer(wire.NutrientReportOutput.present(found))
