"""Rules across settings. What one variable alone can get wrong stops the start in
``nutrifit.environment``."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import InvalidStorageError, storages

from nutrifit import environment, error_reports
from nutrifit.environment import Environment

APPLE = ("apple_client_id", "apple_team_id", "apple_key_id", "apple_private_key")


@register(Tags.security)
def check_settings(**_: Any) -> list[CheckMessage]:
    env = environment.load()
    return [
        *staff_second_factor(env),
        *passkey_origins(env),
        *providers(env),
        *addresses(env),
        *mail(env),
        *reports(env),
        *media(),
    ]


def staff_second_factor(env: Environment) -> Iterator[CheckMessage]:
    if env.staff_mfa_required:
        return
    if env.nutrifit_local:
        yield checks.Warning(
            "STAFF_MFA_REQUIRED=0: staff enter the back-office with a password alone.",
            hint="Only this local run allows it.",
            id="nutrifit.W001",
        )
    else:
        yield Error(
            "STAFF_MFA_REQUIRED=0 is allowed with NUTRIFIT_LOCAL=1 only.",
            hint="Remove it; staff are asked for a second factor anyway.",
            id="nutrifit.E001",
        )


def passkey_origins(env: Environment) -> Iterator[CheckMessage]:
    if settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN and not env.nutrifit_local:
        yield Error(
            "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN is allowed with NUTRIFIT_LOCAL=1 only.",
            id="nutrifit.E002",
        )


def providers(env: Environment) -> Iterator[CheckMessage]:
    if bool(env.google_client_id) != bool(env.google_client_secret.get_secret_value()):
        yield Error(
            "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET are given together or not at all.",
            id="nutrifit.E003",
        )
    missing = [name.upper() for name in APPLE if not environment.is_given(getattr(env, name))]
    if 0 < len(missing) < len(APPLE):
        yield Error(
            f"Sign in with Apple also needs {', '.join(missing)}.",
            id="nutrifit.E004",
        )


def addresses(env: Environment) -> Iterator[CheckMessage]:
    if env.nutrifit_local:
        return
    for name in ("public_url", "google_certs_url", "apple_keys_url"):
        if getattr(env, name).scheme != "https":
            yield Error(f"{name.upper()} must begin with https://.", id="nutrifit.E005")


def mail(env: Environment) -> Iterator[CheckMessage]:
    if not env.email_url and not env.nutrifit_local:
        yield checks.Warning(
            "EMAIL_URL is missing: codes to verify addresses go to standard output.",
            hint="EMAIL_URL=smtp+tls://user:password@host:587",
            id="nutrifit.W002",
        )


def reports(env: Environment) -> Iterator[CheckMessage]:
    if env.sentry_dsn and not error_reports.IS_INSTALLED:
        yield checks.Warning(
            "SENTRY_DSN is given, but sentry-sdk is not installed: faults are told nowhere.",
            hint="pip install --require-hashes -r requirements/production.txt",
            id="nutrifit.W003",
        )


def media() -> Iterator[CheckMessage]:
    """The storage of uploads can be made; whether it answers is seen when it is used."""
    try:
        _ = storages["default"]
    except (InvalidStorageError, ImproperlyConfigured, TypeError, ValueError) as error:
        yield Error(f"MEDIA_STORAGE, MEDIA_STORAGE_OPTIONS: {error}", id="nutrifit.E006")
