"""Drafts of meals over HTTP: read from what was said, stored by nobody."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.meals import services
from apps.meals.api import serializers as wire
from apps.meals.models import Meal
from apps.shared.api.viewsets import BaseViewSet


class DraftViewSet(BaseViewSet):
    queryset = Meal.objects.none()
    capability = "diary.own"
    throttle_scope = "search"

    @extend_schema(
        operation_id="meals_parse_text",
        summary="Read a meal out of a sentence",
        request=wire.TextInput,
        responses=wire.DraftOutput,
    )
    def parse_text(self, request: Request) -> Response:
        """Foods with grams, alternatives and confidence, for the user to confirm by logging a meal
        with `logged_by` "text". What was not understood comes back in `unmatched`."""
        given = self.validated(wire.TextInput)
        draft = services.draft_from_text(
            self.user,
            given["text"],
            meal_type=given.get("type"),
            eaten_at=given.get("eaten_at"),
        )
        return self.answer(wire.DraftOutput.present(draft))
