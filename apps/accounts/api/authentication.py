"""Who is calling: a bearer access token bound to a living session."""

import time
from functools import lru_cache
from typing import Any
from uuid import UUID

from allauth.headless.tokens.strategies.jwt.internal import decode_token, session_key_from_sid
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from apps.accounts import selectors
from apps.accounts.models import User

NOT_VALID = gettext_lazy("The access token is not valid or has expired.")
PASSWORD_CLAIM = "pwd"  # noqa: S105  (a claim's name)


def password_claim(user: User) -> str:
    """Changes with the password, so tokens made before a change stop working."""
    return user.get_session_auth_hash()[:16]


class SecondFactorMissing(PermissionDenied):
    default_code = "mfa_required"
    default_detail = gettext_lazy("Staff accounts need a second factor. Add one to go on.")


class AccessTokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer …``; logging out, a new password or a closed account revoke it."""

    def authenticate(self, request: Request) -> tuple[User, dict[str, Any]] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("The Authorization header is malformed."))
        user, payload = self._validate(parts[1].decode("latin-1"))
        if "Accept-Language" not in request.headers:
            translation.activate(user.locale)
        if selectors.must_enrol_second_factor(user):
            raise SecondFactorMissing
        return user, payload

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def _validate(self, token: str) -> tuple[User, dict[str, Any]]:
        payload, session_key = _read(token)
        if payload["exp"] <= time.time():
            raise AuthenticationFailed(NOT_VALID)
        user = User.objects.signed_in(UUID(payload["sub"]), session_key)
        claim = str(payload.get(PASSWORD_CLAIM, ""))
        if user is None or not constant_time_compare(claim, password_claim(user)):
            raise AuthenticationFailed(_("The access token was revoked."))
        return user, payload


@lru_cache(maxsize=4096)
def _read(token: str) -> tuple[dict[str, Any], str]:
    """What a token says and the key of its session: the same each time, but for its age."""
    payload = decode_token(token, "access")
    session_key = session_key_from_sid(payload["sid"]) if payload else None
    if payload is None or session_key is None:
        raise AuthenticationFailed(NOT_VALID)
    return payload, session_key
