"""Goals over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.calories import services
from apps.calories.api import serializers as wire
from apps.calories.api.views.balances import today_of
from apps.calories.models import Goal
from apps.shared.api.viewsets import OwnedViewSet


class GoalViewSet(OwnedViewSet):
    queryset = Goal.objects.order_by("-valid_from", "-id")
    capability = "balance.own"
    hides_figures = True

    @extend_schema(summary="List goals", responses=wire.GoalOutput(many=True))
    def list(self, request: Request) -> Response:
        """The user's goals, newest first; each holds until the next begins."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(self.shown(wire.GoalOutput.present_all(page)))

    @extend_schema(summary="Set a goal", request=wire.GoalInput, responses={201: wire.GoalOutput})
    def create(self, request: Request) -> Response:
        """Set what the user wants from a day on; days before it keep the goal they had. A second
        goal from the same day replaces the first."""
        today = today_of(self.user)
        given = {"valid_from": today, **self.validated(wire.GoalInput)}
        goal = services.set_goal(
            self.user, wire.wish_of(given), valid_from=given["valid_from"], today=today
        )
        return self.answer(wire.GoalOutput.present(goal), 201)

    @extend_schema(
        operation_id="goal_preview",
        summary="See what a goal comes to",
        request=wire.GoalPreviewInput,
        responses=wire.GoalPreviewOutput,
    )
    def preview(self, request: Request) -> Response:
        """The day's energy and macronutrients, every limit that shaped them, whether the goal
        would be refused, and where it leads; nothing is stored."""
        given = {"valid_from": today_of(self.user), **self.validated(wire.GoalPreviewInput)}
        found = services.preview_goal(
            self.user, wire.wish_of(given), valid_from=given["valid_from"], days=given["days"]
        )
        return self.answer(wire.GoalPreviewOutput.present(found))
