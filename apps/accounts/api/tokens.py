"""Access and refresh tokens."""

from typing import Any

from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy
from allauth.headless.tokens.strategies.jwt.internal import decode_token, session_key_from_sid
from django.contrib.sessions.models import Session
from django.db import transaction

from apps.accounts.api.authentication import PASSWORD_CLAIM, password_claim


class TokenStrategy(JWTTokenStrategy):
    def get_claims(self, user: Any) -> dict[str, Any]:
        return {PASSWORD_CLAIM: password_claim(user)}

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        """One at a time per session: of two requests with the same token one gets new ones."""
        payload = decode_token(refresh_token, "refresh")
        session_key = session_key_from_sid(payload["sid"]) if payload else None
        with transaction.atomic():
            session = Session.objects.select_for_update().filter(session_key=session_key)
            if session_key is None or session.first() is None:
                return None
            tokens: tuple[str, str] | None = super().refresh_token(refresh_token)
            return tokens
