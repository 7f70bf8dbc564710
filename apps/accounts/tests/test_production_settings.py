"""What a production start accepts, and what stops it by name."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from nutrifit import checks
from nutrifit.environment import Environment

PRODUCTION = {
    "SECRET_KEY": "c7Vq9sXk2LmN4pRt6WyZ8bDf1GhJ3aEu5oQiTn0BvCxMwSrPlKdUeYgHzF",
    "DATABASE_URL": "postgresql://nutrifit:secret@db.internal:5432/nutrifit",
    "REDIS_URL": "rediss://:secret@cache.internal:6379",
    "ALLOWED_HOSTS": "api.nutrifit.example",
    "PUBLIC_URL": "https://api.nutrifit.example",
    "EMAIL_URL": "smtp+tls://user:secret@mail.internal:587",
    "GOOGLE_CLIENT_ID": "1.apps.googleusercontent.com",
    "GOOGLE_CLIENT_SECRET": "secret",
    "APPLE_CLIENT_ID": "it.nutrifit.app",
    "APPLE_TEAM_ID": "TEAM",
    "APPLE_KEY_ID": "KEY",
    "APPLE_PRIVATE_KEY": "secret",
}


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    given = {**PRODUCTION, **variables}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **{k: v for k, v in given.items() if v}},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_complete_production_environment_passes_the_deployment_checks() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("System check identified no issues")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://db/nutrifit"),
        ("REDIS_URL", ""),
        ("REDIS_URL", "cache.internal:6379"),
        ("ALLOWED_HOSTS", ""),
        ("PUBLIC_URL", "nutrifit"),
        ("LOG_LEVEL", "LOUD"),
        ("EMAIL_URL", "mail.internal"),
        ("THROTTLE_USER", "a lot"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("DATABASE_CONN_MAX_AGE_S", "soon"),
        ("STAFF_MFA_REQUIRED", "perhaps"),
        ("GOOGLE_CERTS_URL", "certs"),
        ("SENTRY_DSN", "https://sentry.example/1"),
        ("WORKER_METRICS_PORT", "99999"),
        ("AI_KEEP_DRAFTS_DAYS", "0"),
        ("OUTBOX_KEEP_DAYS", "ever"),
        ("MEDIA_STORAGE", "storages.backends.nothing.Storage"),
        ("MEDIA_STORAGE", "FileSystemStorage"),
        ("MEDIA_STORAGE", "storages.backends.s3.S3Storage"),  # without a bucket
        ("MEDIA_STORAGE_OPTIONS", "nutrifit"),
        ("MEDIA_STORAGE_OPTIONS", "[]"),
    ],
)
def test_a_missing_or_wrong_variable_is_refused_by_name_and_not_repeated(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from nutrifit import environment

    for variable in {*os.environ} & {field.upper() for field in Environment.model_fields}:
        monkeypatch.delenv(variable)
    for variable, given in {**PRODUCTION, name: value}.items():
        monkeypatch.setenv(variable, given)

    with pytest.raises(ImproperlyConfigured, match=name) as refused:
        environment.load()

    assert not value or value not in str(refused.value)


def test_a_refused_variable_stops_the_start() -> None:
    done = manage("check", REDIS_URL="", DATABASE_URL="nonsense")

    assert done.returncode != 0
    assert "REDIS_URL" in done.stderr or "DATABASE_URL" in done.stderr


def found(**variables: Any) -> list[str]:
    given = {name.lower(): value for name, value in PRODUCTION.items()}
    given |= {"nutrifit_local": False} | variables
    env = Environment(_env_file=None, **given)
    rules = (checks.staff_second_factor, checks.providers, checks.addresses, checks.mail)
    return [str(message.id) for rule in rules for message in rule(env)]


@pytest.mark.parametrize(
    ("variables", "ids"),
    [
        ({}, []),
        ({"staff_mfa_required": False}, ["nutrifit.E001"]),
        ({"staff_mfa_required": False, "nutrifit_local": True}, ["nutrifit.W001"]),
        ({"google_client_secret": ""}, ["nutrifit.E003"]),
        ({"google_client_id": ""}, ["nutrifit.E003"]),
        ({"google_client_id": "", "google_client_secret": ""}, []),
        ({"apple_key_id": ""}, ["nutrifit.E004"]),
        ({"apple_client_id": "", "apple_team_id": ""}, ["nutrifit.E004"]),
        ({"public_url": "http://api.nutrifit.example"}, ["nutrifit.E005"]),
        ({"google_certs_url": "http://localhost/certs"}, ["nutrifit.E005"]),
        ({"apple_keys_url": "http://localhost/keys"}, ["nutrifit.E005"]),
        ({"public_url": "http://localhost", "nutrifit_local": True}, []),
        ({"email_url": ""}, ["nutrifit.W002"]),
    ],
)
def test_rules_across_settings_have_ids(variables: dict[str, Any], ids: list[str]) -> None:
    assert found(**variables) == ids


def test_passkeys_from_insecure_origins_are_for_local_runs(settings: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    given = {name.lower(): value for name, value in PRODUCTION.items()}
    env = Environment(**{**given, "nutrifit_local": False})

    assert [message.id for message in checks.passkey_origins(env)] == ["nutrifit.E002"]


def test_an_error_names_the_apple_variables_that_are_missing() -> None:
    given = {name.lower(): value for name, value in PRODUCTION.items()}
    env = Environment(**{**given, "nutrifit_local": False, "apple_key_id": ""})

    assert "APPLE_KEY_ID" in next(iter(checks.providers(env))).msg


def test_relaxed_staff_sign_in_stops_a_production_start() -> None:
    done = manage("check", STAFF_MFA_REQUIRED="0")

    assert done.returncode != 0
    assert "nutrifit.E001" in done.stderr


def test_a_relaxed_local_run_says_so() -> None:
    done = manage("check", STAFF_MFA_REQUIRED="0", NUTRIFIT_LOCAL="1")

    assert done.returncode == 0
    assert "nutrifit.W001" in done.stderr
