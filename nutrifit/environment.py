"""The settings an operator may give, read from environment variables and checked at the start."""

import secrets
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Self

from django.core.exceptions import ImproperlyConfigured
from pydantic import (
    AnyHttpUrl,
    Field,
    Json,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent

S3 = "storages.backends.s3.S3Storage"

RATE = r"^[1-9]\d*/(second|minute|hour|day)$"

CommaSeparated = Annotated[tuple[str, ...], NoDecode]


class Environment(BaseSettings):
    """Every variable the project reads; names are the upper-case field names.

    With ``NUTRIFIT_LOCAL=1`` secrets are made on the fly and safety switches relax for one
    machine; without it every field that has no default must be given.
    """

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    nutrifit_local: bool = False
    nutrifit_local_dir: Path = PROJECT_DIR / ".local"

    secret_key: SecretStr = SecretStr("")
    database_url: str = Field(default="", pattern="^$|^postgres(ql)?://")
    redis_url: str = Field(default="", pattern="^$|^(rediss?|unix)://")
    allowed_hosts: CommaSeparated = ()
    csrf_trusted_origins: CommaSeparated = ()
    public_url: AnyHttpUrl = AnyHttpUrl("http://127.0.0.1:8000")

    database_prepare: bool = True
    database_conn_max_age_s: int = Field(default=600, ge=0)
    database_statement_timeout_ms: int = Field(default=15_000, ge=100)
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR|CRITICAL)$")
    log_json: bool = True
    sentry_dsn: str = Field(default="", pattern=r"^$|^https?://[^\s@/]+@[\w.\[\]:-]+/(\S+/)?\d+$")
    metrics_token: SecretStr = SecretStr("")
    worker_metrics_host: str = Field(default="127.0.0.1", min_length=1)
    worker_metrics_port: int = Field(default=0, ge=0, le=65_535)

    throttle_user: str = Field(default="1000/hour", pattern=RATE)
    throttle_anonymous: str = Field(default="120/hour", pattern=RATE)
    throttle_search: str = Field(default="600/hour", pattern=RATE)
    throttle_ai: str = Field(default="60/hour", pattern=RATE)

    openai_base_url: AnyHttpUrl = AnyHttpUrl("https://api.openai.com/v1")
    openai_api_key: SecretStr = SecretStr("")
    openai_vision_model: str = "gpt-4o-2024-08-06"
    openai_transcription_model: str = "whisper-1"
    openai_timeout_s: int = Field(default=60, ge=1, le=100)
    openai_rate: str = Field(default="60/minute", pattern=RATE)
    # US dollars per million tokens of the vision model and per minute of speech.
    openai_vision_usd_per_mtoken_in: Decimal = Field(default=Decimal("2.5"), ge=0)
    openai_vision_usd_per_mtoken_out: Decimal = Field(default=Decimal(10), ge=0)
    openai_transcription_usd_per_minute: Decimal = Field(default=Decimal("0.006"), ge=0)
    ai_daily_budget_usd: Decimal = Field(default=Decimal(1), ge=0)
    ai_keep_uploads_days: int = Field(default=30, ge=0)
    ai_keep_answers_days: int = Field(default=30, ge=0)
    ai_keep_drafts_days: int = Field(default=90, ge=1)
    photo_portion_bias_slope: Decimal = Field(default=Decimal("-0.23"), gt=-1, le=0)

    # The most an upload may have, and the XML in it, unpacked.
    health_export_max_mb: int = Field(default=2_048, ge=1)
    health_export_max_xml_mb: int = Field(default=16_384, ge=1)
    # How long a file that failed can be tried again.
    health_export_keep_days: int = Field(default=7, ge=0)
    health_keep_deleted_days: int = Field(default=400, ge=1)

    media_storage: str = "django.core.files.storage.FileSystemStorage"
    media_storage_options: Annotated[Json[dict[str, Any]], NoDecode] = Field(
        default={}, validate_default=False
    )

    staff_mfa_required: bool = True
    # Reverse proxies of ours in front of the web processes; each adds to X-Forwarded-For.
    trusted_proxy_count: int = Field(default=0, ge=0)

    email_url: str = Field(default="", pattern=r"^$|^smtp(\+tls)?://")
    default_from_email: str = "NutriFit <no-reply@nutrifit.example>"

    google_client_id: str = ""
    google_client_secret: SecretStr = SecretStr("")
    google_certs_url: AnyHttpUrl = AnyHttpUrl("https://www.googleapis.com/oauth2/v1/certs")
    apple_client_id: str = ""
    apple_team_id: str = ""
    apple_key_id: str = ""
    apple_private_key: SecretStr = SecretStr("")
    apple_keys_url: AnyHttpUrl = AnyHttpUrl("https://appleid.apple.com/auth/keys")

    openfoodfacts_enabled: bool = False
    openfoodfacts_url: AnyHttpUrl = AnyHttpUrl("https://world.openfoodfacts.org")
    openfoodfacts_api_version: str = Field(default="v2", pattern=r"^v(2|3|3\.[1-5])$")
    openfoodfacts_timeout_s: int = Field(default=10, ge=1, le=30)
    openfoodfacts_product_rate: str = Field(default="15/minute", pattern=RATE)
    openfoodfacts_search_rate: str = Field(default="10/minute", pattern=RATE)
    openfoodfacts_changes_index: AnyHttpUrl | None = None
    usda_api_key: SecretStr = SecretStr("")
    usda_url: AnyHttpUrl = AnyHttpUrl("https://api.nal.usda.gov/fdc/v1")
    usda_rate: str = Field(default="900/hour", pattern=RATE)
    resolution_not_found_days: int = Field(default=30, ge=1, le=365)
    resolution_keep_days: int = Field(default=90, ge=1)

    outbox_keep_days: int = Field(default=30, ge=1)
    idempotency_keep_hours: int = Field(default=48, ge=1)

    @field_validator("allowed_hosts", "csrf_trusted_origins", mode="before")
    @classmethod
    def split_on_commas(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("media_storage")
    @classmethod
    def require_module(cls, value: str) -> str:
        module, _, name = value.rpartition(".")
        try:
            found = name.isidentifier() and find_spec(module) is not None
        except (ImportError, ValueError):
            found = False
        if not found:
            raise ValueError("there is no such class, or its package is not installed")
        return value

    @model_validator(mode="after")
    def require_bucket(self) -> Self:
        if self.media_storage == S3 and not self.media_storage_options.get("bucket_name"):
            raise ValueError("MEDIA_STORAGE_OPTIONS: bucket_name is missing")
        return self

    @model_validator(mode="after")
    def require_what_production_needs(self) -> Self:
        if self.nutrifit_local:
            return self
        required = ("secret_key", "database_url", "redis_url", "allowed_hosts")
        missing = [name.upper() for name in required if not is_given(getattr(self, name))]
        if missing:
            raise ValueError(
                f"{', '.join(missing)}: missing (or set NUTRIFIT_LOCAL=1 for a local run)"
            )
        return self


def is_given(value: Any) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def load() -> Environment:
    """Read the environment.

    Raises ImproperlyConfigured naming every variable that is missing or wrong; values are not
    repeated in the message, because some are secrets.
    """
    try:
        return Environment()
    except ValidationError as error:
        lines = [_sentence(item["loc"], item["msg"]) for item in error.errors()]
        raise ImproperlyConfigured("Settings refused. " + "; ".join(lines)) from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part) for part in location).upper()
    return f"{name}: {message}" if name else message.removeprefix("Value error, ")


def local_secret_key(local_dir: Path) -> str:
    """The secret key of a local run, made once and kept in the data directory."""
    path = local_dir / "secret_key"
    if not path.exists():
        local_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text()
