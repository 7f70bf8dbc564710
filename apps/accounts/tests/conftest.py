"""The cast: a user, a stranger, and a phone that speaks JSON to the running API."""

import itertools
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.headless.internal.sessionkit import new_session
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.core import mail
from django.test import Client

from apps.accounts import services
from apps.accounts.domain.roles import Role
from apps.accounts.models import User
from apps.shared.cache import OutageTolerantCache

PASSWORD = "tre-mele-Verdi-7"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Phone:
    """Sends JSON from an address of its own, so that rate limits of other tests do not count."""

    def __init__(self, **headers: str) -> None:
        address = uuid.uuid4().bytes
        self.client = Client(
            raise_request_exception=True,
            REMOTE_ADDR=f"10.{address[0]}.{address[1]}.{address[2]}",
            headers={"Accept-Language": "en", **headers},
        )
        self.session_token = ""
        self.access_token = ""
        self.refresh_token = ""

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        if self.session_token:
            headers.setdefault("X-Session-Token", self.session_token)
        elif self.access_token:
            headers.setdefault("Authorization", f"Bearer {self.access_token}")
        response = self.client.generic(
            method,
            f"/api/v1/{path}",
            body if isinstance(body, bytes | str) else self.client._encode_json(body or {}, JSON),
            content_type=headers.pop("content_type", JSON),
            headers=headers,
        )
        self._keep_tokens(response)
        return response

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def log_in(self, user: User, password: str = PASSWORD) -> Any:
        return self.post("auth/login", {"email": user.email, "password": password})

    def bearer(self) -> "Phone":
        """The same phone once it uses its access token instead of the session token."""
        self.session_token = ""
        return self

    def _keep_tokens(self, response: Any) -> None:
        if "json" not in response.headers.get("Content-Type", ""):
            return
        answer = response.json()
        meta = answer.get("meta") or {} if isinstance(answer, dict) else {}
        for name in ("session_token", "access_token", "refresh_token"):
            if meta.get(name):
                setattr(self, name, meta[name])


JSON = "application/json"


def new_email(name: str = "anna") -> str:
    return f"{name}-{uuid.uuid4().hex[:10]}-{next(_numbers)}@example.it"


def new_user(*roles: Role, email: str = "", **fields: Any) -> User:
    user = User.objects.create_user(email or new_email(), PASSWORD, **fields)
    services.complete_registration(user)
    services.confirm_email(user)
    for role in roles:
        user.grant(role)
    return user


def session_of(user: User) -> SessionBase:
    session = new_session()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session


def signed_in(user: User, **headers: str) -> Phone:
    """A phone holding an access token, without the cost of a sign-in."""
    from allauth.headless.tokens.strategies.jwt.internal import create_access_token

    from apps.accounts.api.tokens import TokenStrategy

    phone = Phone(**headers)
    claims = TokenStrategy().get_claims(user)
    phone.access_token = create_access_token(user, session_of(user), claims)
    return phone


def last_code() -> str:
    """The code in the newest e-mail."""
    found = re.search(r"^\s*([A-Z0-9]+-[A-Z0-9]+|[A-Z0-9]{6})\s*$", mail.outbox[-1].body, re.M)
    assert found, mail.outbox[-1].body
    return found[1]


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def anna(db: Any) -> User:
    return new_user()


@pytest.fixture
def stranger(db: Any) -> User:
    return new_user(email=new_email("bruno"))


@pytest.fixture
def dead_cache(settings: Any) -> Iterator[None]:
    """The cache's server cannot be reached."""
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/1"},
    }
    yield
    OutageTolerantCache.retry_server_at = 0.0
