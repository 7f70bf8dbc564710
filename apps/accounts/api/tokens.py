"""The access token's claims."""

from typing import Any

from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy

from apps.accounts.api.authentication import PASSWORD_CLAIM, password_claim


class TokenStrategy(JWTTokenStrategy):
    def get_claims(self, user: Any) -> dict[str, Any]:
        return {PASSWORD_CLAIM: password_claim(user)}
