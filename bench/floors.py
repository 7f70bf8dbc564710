"""The floors: what this machine, Django and DRF cost before our application does anything.

Served by gunicorn with ``bench.floor_wsgi``, on the same database, instead of the application.
Whoever is signed in is read through the ORM there, as any DRF project would; the application's own
way is faster and measured beside it.
"""

from typing import Any
from uuid import UUID

from allauth.headless.tokens.strategies.jwt.internal import decode_token, session_key_from_sid
from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.http import HttpRequest, JsonResponse
from django.urls import path
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.authentication import AccessTokenAuthentication
from apps.accounts.models import User
from apps.outbox.models import OutboxEvent


def bare(request: HttpRequest) -> JsonResponse:
    """Django alone."""
    return JsonResponse({"ok": True})


class OrmAuthentication(AccessTokenAuthentication):
    """The same proofs, the user with role names through the ORM in one statement."""

    def _validate(self, token: str) -> tuple[User, dict[str, Any]]:
        payload = decode_token(token, "access")
        if payload is None:
            raise AuthenticationFailed
        session_key = session_key_from_sid(payload["sid"])
        living = Session.objects.filter(session_key=session_key, expire_date__gt=Now())
        roles = Group.objects.filter(user=OuterRef("pk")).values("name")
        users = User.objects.filter(Exists(living), pk=UUID(payload["sub"]), is_active=True)
        return users.annotate(role_names=ArraySubquery(roles)).get(), payload


class Authenticated(APIView):
    """DRF, a signed-in user and nothing else."""

    authentication_classes: tuple[type[BaseAuthentication], ...] = (OrmAuthentication,)
    permission_classes = ()
    throttle_classes = ()

    def get(self, request: Request) -> Response:
        return Response({"ok": True})


class SignedIn(Authenticated):
    """The same with the application's authentication."""

    authentication_classes = (AccessTokenAuthentication,)


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
    path("floors/signed-in", SignedIn.as_view()),
    path("floors/inserting", Inserting.as_view()),
]
