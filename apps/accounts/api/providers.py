"""Sign in with Google and Apple: the identity token a phone got there, checked against the
provider's published keys."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar, NoReturn

import jwt
import requests
import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.apple import provider as apple
from allauth.socialaccount.providers.google import provider as google
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.shared.api.problem import problem_response

# Names and pictures are not ours to keep.
KEPT_CLAIMS = ("iss", "aud", "sub", "email", "email_verified", "is_private_email")
# A key document of another shape than the provider promises.
MISSHAPEN = (AttributeError, KeyError, TypeError, ValueError)
RETRY_AFTER_S = "30"

log = structlog.stdlib.get_logger(__name__)


class IdentityToken:
    """Mixed into allauth's providers, whose own check trusts the shape of what it is given and
    cannot tell a bad token from a key server that is down."""

    issuers: ClassVar[list[str]]
    find_key: ClassVar[Callable[[Any, str], Any]]
    id: str
    app: Any
    get_settings: Callable[[], dict[str, Any]]
    sociallogin_from_response: Callable[[HttpRequest, dict[str, Any]], Any]

    def verify_token(self, request: HttpRequest, token: dict[str, Any]) -> Any:
        """The login a token stands for. Raises ValidationError, or answers 503 at once."""
        id_token = token.get("id_token") or ""
        _refuse_unless_well_formed(id_token)
        try:
            claims = self._claims(id_token)
        except OAuth2Error as error:
            log.info("identity_token_refused", provider=self.id, reason=str(error))
            _refuse()
        except (requests.RequestException, *MISSHAPEN) as error:
            log.error("identity_keys_unavailable", provider=self.id, error=type(error).__name__)
            raise ImmediateHttpResponse(_unavailable(request)) from error
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            _refuse()
        kept = {name: claims[name] for name in KEPT_CLAIMS if name in claims}
        return self.sociallogin_from_response(request, kept)

    def _claims(self, id_token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.get_settings()["KEYS_URL"],
            issuer=self.issuers,
            audience=self.app.client_id,
            lookup_kid=type(self).find_key,
        )
        return claims


# ``package`` tells allauth where a provider's browser URLs are.
class GoogleProvider(IdentityToken, google.GoogleProvider):  # type: ignore[misc]
    package = google.__package__
    issuers = ["https://accounts.google.com", "accounts.google.com"]
    find_key = staticmethod(jwtkit.lookup_kid_pem_x509_certificate)


class AppleProvider(IdentityToken, apple.AppleProvider):  # type: ignore[misc]
    package = apple.__package__
    issuers = ["https://appleid.apple.com"]
    find_key = staticmethod(jwtkit.lookup_kid_jwk)


def _refuse_unless_well_formed(id_token: str) -> None:
    """Both providers sign with RS256 under a named key; the token may not choose another way."""
    try:
        header = jwt.get_unverified_header(id_token)
    except jwt.PyJWTError:
        _refuse()
    if header.get("alg") != "RS256" or not header.get("kid"):
        _refuse()


def _refuse() -> NoReturn:
    raise get_adapter().validation_error("invalid_token")


def _unavailable(request: HttpRequest) -> Any:
    answer = problem_response(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        "PROVIDER_UNAVAILABLE",
        _("Sign-in with this provider does not work at the moment. Try again."),
    )
    answer["Retry-After"] = RETRY_AFTER_S
    return answer
