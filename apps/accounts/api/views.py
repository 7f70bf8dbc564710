"""The signed-in person's account and profile."""

from typing import Any, cast

import orjson
from allauth.headless.account.views import ChangePasswordView
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors, services
from apps.accounts.api import serializers as wire
from apps.accounts.api.tokens import TokenStrategy
from apps.accounts.models import Profile, User
from apps.shared.api.entity_tags import require_match
from apps.shared.api.viewsets import BaseViewSet, OwnedViewSet


class AccountViewSet(BaseViewSet):
    queryset = User.objects.none()
    capability = "profile.own"

    @extend_schema(summary="The own account", responses=wire.AccountOutput)
    def retrieve(self, request: Request) -> Response:
        """Address, language, time zone, start of the day and roles."""
        return self.answer(_account(caller(request)))

    @extend_schema(
        summary="Change the own account", request=wire.AccountInput, responses=wire.AccountOutput
    )
    def partial_update(self, request: Request) -> Response:
        """Change language, time zone or start of the day. Meals logged before keep their day."""
        given = wire.AccountInput(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        user = services.change_user(
            caller(request).pk,
            given.validated_data,
            accept=lambda current: require_match(request, _account(current)),
        )
        return self.answer(_account(user))


class ProfileViewSet(OwnedViewSet):
    queryset = Profile.objects.all()
    capability = "profile.own"

    @extend_schema(summary="The own profile", responses=wire.ProfileOutput)
    def retrieve(self, request: Request) -> Response:
        """What the body's energy need depends on, and what the person will not eat.

        What was never told is null.
        """
        return self.answer(wire.ProfileOutput.present(selectors.profile_of(caller(request).pk)))

    @extend_schema(
        summary="Change the own profile", request=wire.ProfileInput, responses=wire.ProfileOutput
    )
    def partial_update(self, request: Request) -> Response:
        """Change the given fields; null forgets one."""
        context = {"timezone": caller(request).timezone}
        given = wire.ProfileInput(data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        profile = services.change_profile(
            caller(request).pk,
            given.validated_data,
            accept=lambda current: require_match(request, wire.ProfileOutput.present(current)),
        )
        return self.answer(wire.ProfileOutput.present(profile))


def caller(request: Request) -> User:
    """Who is signed in; views ask for a capability, so somebody is."""
    return cast(User, request.user)


def _account(user: User) -> dict[str, Any]:
    return wire.AccountOutput.present(selectors.account_of(user))


class ContinuingPasswordChange(ChangePasswordView):  # type: ignore[misc]
    """allauth's password change, giving the caller tokens of the session that goes on.

    A new password ends every token made before, also the caller's own.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(request, *args, **kwargs)
        answer = orjson.loads(response.content)
        answer["meta"] |= TokenStrategy().create_access_token_payload(request)
        response.content = orjson.dumps(answer)
        return response
