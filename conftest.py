"""The small cast of every test: Anna, her nutritionist, a stranger, and the staff."""

import secrets
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from rest_framework.test import APIClient
from uuid_utils.compat import uuid7

from apps.accounts.api.authentication import PASSWORD_CLAIM, password_claim
from apps.accounts.domain.roles import Role
from apps.accounts.models import Profile, User
from apps.meals.models import Food, FoodVersion, Portion
from apps.shared.provenance import Licence, Source


def make_user(email: str, *roles: Role) -> User:
    user = User.objects.create_user(email, "a long enough passphrase")
    for role in roles:
        user.grant(role)
    Profile.objects.create(user=user)
    return user


def access_token(user: User) -> str:
    """A token as allauth's sign-in gives it, bound to a session of its own."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return create_access_token(user, session, {PASSWORD_CLAIM: password_claim(user)})


def make_food(
    name: str = "Pane integrale",
    *,
    gtin: str | None = None,
    source: Source = Source.USDA,
    confidence: str = "0.85",
    per: str = "100g",
    micronutrients: dict[str, str] | None = None,
    owner: User | None = None,
    id: UUID | None = None,  # noqa: A002
    **amounts: Any,
) -> Food:
    """A published food with one version; amounts per 100 g, the rest unknown."""
    food = Food.objects.create(
        id=id or uuid7(), name=name, gtin=gtin, is_generic=not gtin and not owner, owner=owner
    )
    version = FoodVersion.objects.create(
        food=food,
        number=1,
        per=per,
        source=source.value,
        source_id=secrets.token_hex(4),
        licence=Licence.CC0.value,
        confidence=Decimal(confidence),
        completeness=Decimal(len(micronutrients or {})) / 20,
        micronutrients={
            code: {"value": value, "confidence": confidence}
            for code, value in (micronutrients or {}).items()
        },
        content_hash=secrets.token_bytes(32),
        fetched_at=timezone.now(),
        **amounts,
    )
    food.current_version = version
    food.save()
    return food


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """The real hasher is slow on purpose; nothing here is worth guessing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def anna(db: None) -> User:
    """Woman born 1990-05-17, 165 cm, moderately active."""
    user = make_user("anna@example.org", Role.USER)
    Profile.objects.filter(user=user).update(
        birth_date=date(1990, 5, 17),
        sex="female",
        height_cm=Decimal(165),
        activity_level="moderate",
    )
    user.refresh_from_db()
    return user


@pytest.fixture
def nutritionist(db: None) -> User:
    return make_user("nutritionist@example.org", Role.NUTRITIONIST)


@pytest.fixture
def stranger(db: None) -> User:
    return make_user("stranger@example.org", Role.USER)


@pytest.fixture
def api() -> Callable[[User | None], APIClient]:
    """A client of the API, signed in as the given user."""

    def client(user: User | None = None) -> APIClient:
        made = APIClient()
        if user is not None:
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user)}")
        return made

    return client


@pytest.fixture
def bread(db: None) -> Food:
    """Per 100 g 250 kcal, 9 g protein, 45 g carbohydrate, 3 g fat, 2.5 mg iron; a slice is 35 g."""
    food = make_food(
        energy_kcal=Decimal(250),
        protein_g=Decimal(9),
        carbohydrate_g=Decimal(45),
        fat_g=Decimal(3),
        micronutrients={"iron_mg": "2.5"},
    )
    Portion.objects.create(food=food, name="fetta", mass_g=Decimal(35), source="usda")
    return food
