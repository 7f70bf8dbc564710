"""The floors: what this machine, Django and DRF cost before our application does anything.

Served by gunicorn with ``bench.floor_wsgi``, on the same database, instead of the application.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.authentication import AccessTokenAuthentication
from apps.outbox.models import OutboxEvent


def bare(request: HttpRequest) -> JsonResponse:
    """Django alone."""
    return JsonResponse({"ok": True})


class Authenticated(APIView):
    """DRF with the application's authentication and nothing else."""

    authentication_classes = (AccessTokenAuthentication,)
    permission_classes = ()
    throttle_classes = ()

    def get(self, request: Request) -> Response:
        return Response({"ok": True})


class Inserting(Authenticated):
    """The same and one ORM row in a transaction of its own."""

    def post(self, request: Request) -> Response:
        payload: dict[str, Any] = {"meal_id": str(request.user.pk), "days": ["2025-12-31"]}
        row = OutboxEvent.objects.create(
            name="bench.floor.v1", user_id=request.user.pk, payload=payload
        )
        return Response({"id": row.pk}, status=201)


urlpatterns = [
    path("floors/bare", bare),
    path("floors/authenticated", Authenticated.as_view()),
    path("floors/inserting", Inserting.as_view()),
]
