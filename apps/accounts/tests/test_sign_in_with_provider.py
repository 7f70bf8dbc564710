"""Sign in with Google and Apple, against key servers that run here."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from apps.accounts.models import Profile, User
from apps.accounts.tests.conftest import PASSWORD, Phone, last_code, new_email, new_user, signed_in
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db

GOOGLE = "nutrifit.apps.googleusercontent.com"
APPLE = "it.nutrifit.app"
ISSUER = {"google": "https://accounts.google.com", "apple": "https://appleid.apple.com"}
CLIENT = {"google": GOOGLE, "apple": APPLE}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)

both = pytest.mark.parametrize("provider", ["google", "apple"])


def google_certificates() -> dict[str, str]:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "federated-signon.local")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(KEY, hashes.SHA256())
    )
    return {"key-1": certificate.public_bytes(serialization.Encoding.PEM).decode()}


def apple_keys() -> dict[str, Any]:
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
    return {"keys": [{**jwk, "kid": "key-1", "use": "sig", "alg": "RS256"}]}


@pytest.fixture(autouse=True)
def key_server(httpserver: HTTPServer, settings: Any) -> HTTPServer:
    httpserver.expect_request("/certs").respond_with_json(google_certificates())
    httpserver.expect_request("/keys").respond_with_json(apple_keys())
    use_keys(settings, httpserver.url_for("/certs"), httpserver.url_for("/keys"))
    return httpserver


def use_keys(settings: Any, google: str, apple: str) -> None:
    base = settings.SOCIALACCOUNT_PROVIDERS
    settings.SOCIALACCOUNT_PROVIDERS = {
        "google": {**base["google"], "KEYS_URL": google, "APPS": [{"client_id": GOOGLE}]},
        "apple": {**base["apple"], "KEYS_URL": apple, "APPS": [{"client_id": APPLE}]},
    }


def identity_token(provider: str, *, key: Any = KEY, kid: Any = "key-1", **claims: Any) -> str:
    now = int(time.time())
    payload = {
        "iss": ISSUER[provider],
        "aud": CLIENT[provider],
        "sub": "001234.abcd",
        "email": new_email(provider),
        "email_verified": True,
        "iat": now,
        "exp": now + 600,
        "name": "Anna Rossi",
        **claims,
    }
    payload = {name: value for name, value in payload.items() if value is not None}
    return jwt.encode(payload, key, algorithm="RS256", headers={"kid": kid} if kid else {})


def sign_in(provider: str, id_token: Any, phone: Phone | None = None, **more: Any) -> Any:
    token = {"client_id": CLIENT[provider], "id_token": id_token}
    body = {"provider": provider, "process": "login", "token": token, **more}
    return (phone or Phone()).post("auth/provider/token", body)


@both
def test_a_good_token_makes_an_account(provider: str) -> None:
    email, phone = new_email(), Phone()

    answer = sign_in(provider, identity_token(provider, email=email), phone)

    assert answer.status_code == 200
    assert phone.bearer().get("me").json()["email"] == email
    user = User.objects.get(email=email)
    assert user.roles == {"user"}
    assert not user.has_usable_password()
    assert Profile.objects.filter(user=user).exists()
    assert OutboxEvent.objects.filter(user=user, name="accounts.user_registered.v1").count() == 1


@both
def test_the_same_person_comes_back_to_the_same_account(provider: str) -> None:
    email = new_email()
    sign_in(provider, identity_token(provider, email=email))
    # Apple sends the address with the first sign-in only.
    answer = sign_in(provider, identity_token(provider, email=None, email_verified=None))

    assert answer.status_code == 200
    assert SocialAccount.objects.get().user.email == email


@both
def test_a_proven_address_is_linked_to_the_account_that_has_it(provider: str, anna: User) -> None:
    answer = sign_in(provider, identity_token(provider, email=anna.email))

    assert answer.status_code == 200
    assert SocialAccount.objects.get(provider=provider).user == anna
    assert Phone().log_in(anna).status_code == 200


def test_linking_takes_the_password_of_an_account_that_never_proved_the_address() -> None:
    squatter = new_user()
    EmailAddress.objects.filter(user=squatter).update(verified=False)
    squatting = signed_in(squatter)

    owner = Phone()
    asked = sign_in("google", identity_token("google", email=squatter.email), owner)
    assert asked.json()["code"] == "VERIFY_EMAIL_PENDING"
    assert owner.post("auth/email/verify", {"key": last_code()}).status_code == 200

    assert Phone().log_in(squatter, PASSWORD).status_code == 400
    assert squatting.get("me").status_code == 401


def test_an_address_google_has_not_proven_signs_nobody_in(anna: User) -> None:
    phone = Phone()
    unproven = identity_token("google", email=anna.email, email_verified=False)

    answer = sign_in("google", unproven, phone)

    assert answer.status_code == 401
    assert not phone.access_token
    assert not SocialAccount.objects.exists()


def test_a_signed_in_user_can_connect_a_provider(anna: User) -> None:
    phone = Phone()
    phone.log_in(anna)

    answer = sign_in("apple", identity_token("apple"), phone.bearer(), process="connect")

    assert answer.status_code == 200
    assert SocialAccount.objects.get().user == anna


def test_only_what_identifies_the_account_is_kept() -> None:
    sign_in("google", identity_token("google", picture="https://x.example/anna.jpg"))

    assert "name" not in SocialAccount.objects.get().extra_data
    assert "picture" not in SocialAccount.objects.get().extra_data


def none_signed(provider: str) -> str:
    claims = jwt.decode(identity_token(provider), options={"verify_signature": False})
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "key-1"})


def secret_signed(provider: str) -> str:
    claims = jwt.decode(identity_token(provider), options={"verify_signature": False})
    return jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "key-1"})


BAD: dict[str, Callable[[str], Any]] = {
    "another audience": lambda p: identity_token(p, aud="somebody.else"),
    "no audience": lambda p: identity_token(p, aud=None),
    "another issuer": lambda p: identity_token(p, iss="https://evil.example"),
    "expired": lambda p: identity_token(p, exp=int(time.time()) - 10),
    "not yet valid": lambda p: identity_token(p, nbf=int(time.time()) + 3600),
    "another key": lambda p: identity_token(p, key=OTHER_KEY),
    "unknown key id": lambda p: identity_token(p, kid="key-2"),
    "no key id": lambda p: identity_token(p, kid=None),
    "no subject": lambda p: identity_token(p, sub=None),
    "no signature": none_signed,
    "signed with a shared secret": secret_signed,
    "a changed signature": lambda p: identity_token(p)[:-8] + "AAAAAAAA",
    "two parts": lambda p: identity_token(p).rpartition(".")[0],
    "not a token": lambda p: "garbage",
    "empty": lambda p: "",
    "a number": lambda p: 7,
    "an object": lambda p: {},
}


@both
@pytest.mark.parametrize("why", BAD)
def test_a_bad_token_is_refused_and_nothing_is_written(provider: str, why: str) -> None:
    phone = Phone()

    answer = sign_in(provider, BAD[why](provider), phone)

    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["errors"][0]["param"] == "token"
    assert not phone.access_token
    assert_nothing_written()


@pytest.mark.parametrize(
    "token", [None, [], "x", {}, {"client_id": "another", "id_token": "x"}, {"id_token": "x"}]
)
def test_a_misshapen_request_is_refused(token: Any) -> None:
    body = {"provider": "google", "process": "login", "token": token}

    assert Phone().post("auth/provider/token", body).status_code == 400
    assert_nothing_written()


def test_an_unknown_provider_is_refused() -> None:
    body = {"provider": "fb", "process": "login", "token": {"client_id": "x", "id_token": "x"}}

    assert Phone().post("auth/provider/token", body).status_code == 400


def test_connecting_needs_a_sign_in() -> None:
    answer = sign_in("google", identity_token("google"), process="connect")

    assert answer.status_code in {401, 403}
    assert_nothing_written()


def slow(_: Request) -> Response:
    time.sleep(1.2)
    return Response("{}")


OUTAGES: dict[str, Callable[[HTTPServer], None]] = {
    "an error": lambda s: s.expect_request("/down").respond_with_data("oops", status=500),
    "a page": lambda s: s.expect_request("/down").respond_with_data("<html>maintenance</html>"),
    "other shapes": lambda s: s.expect_request("/down").respond_with_json(
        {"key-1": 7, "keys": [{}]}
    ),
    "a list": lambda s: s.expect_request("/down").respond_with_json([]),
    "a broken key": lambda s: s.expect_request("/down").respond_with_json(
        {"key-1": "broken", "keys": [{"kid": "key-1", "kty": "RSA", "n": "!", "e": "AQAB"}]}
    ),
    "nothing in time": lambda s: s.expect_request("/down").respond_with_handler(slow),
}


@both
@pytest.mark.parametrize("outage", OUTAGES)
def test_a_key_server_that_fails_is_a_503_and_nothing_is_written(
    provider: str, outage: str, key_server: HTTPServer, settings: Any
) -> None:
    OUTAGES[outage](key_server)
    use_keys(settings, key_server.url_for("/down"), key_server.url_for("/down"))
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.5

    answer = sign_in(provider, identity_token(provider))

    assert (answer.status_code, answer.json()["code"]) == (503, "PROVIDER_UNAVAILABLE")
    assert answer.headers["Retry-After"] == "30"
    assert_nothing_written()


@both
def test_a_key_server_that_is_not_there_is_a_503(provider: str, settings: Any) -> None:
    use_keys(settings, "http://127.0.0.1:9/", "http://127.0.0.1:9/")

    assert sign_in(provider, identity_token(provider)).status_code == 503


def test_a_lost_cache_does_not_stop_a_sign_in(dead_cache: None) -> None:
    assert sign_in("google", identity_token("google", jti="once-only")).status_code == 200


def assert_nothing_written() -> None:
    assert not SocialAccount.objects.exists()
    assert not User.objects.exists()
    assert not OutboxEvent.objects.exists()
