"""Django settings. Values an operator may change are read in ``nutrifit.environment``."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from apps.shared.provenance import ConfidenceLevel, Source
from nutrifit import environment, error_reports, observability

BASE_DIR: Path = environment.PROJECT_DIR
env = environment.load()

LOCAL = env.nutrifit_local
DEBUG = False
SECRET_KEY = env.secret_key.get_secret_value() or environment.local_secret_key(
    env.nutrifit_local_dir
)
ALLOWED_HOSTS = list(env.allowed_hosts) or ["127.0.0.1", "localhost", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = list(env.csrf_trusted_origins)
PUBLIC_URL = str(env.public_url).rstrip("/")

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django_linear_migrations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.apple",
    "allauth.socialaccount.providers.google",
    "allauth.usersessions",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "apps.accounts",
    "apps.calories",
    "apps.health",
    "apps.meals",
    "apps.outbox",
    "nutrifit",
]
FIRST_PARTY_APPS = ["apps.accounts", "apps.calories", "apps.health", "apps.meals", "apps.outbox"]

MIDDLEWARE = [
    "nutrifit.observability.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "nutrifit.api_calls.ApiCallMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.api.staff.StaffAccessMiddleware",
]

ROOT_URLCONF = "nutrifit.urls"
WSGI_APPLICATION = "nutrifit.wsgi.application"
ASGI_APPLICATION = "nutrifit.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def postgres(url: str) -> dict[str, Any]:
    """A Django database from a libpq URL, with persistent connections."""
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "nutrifit"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", "") or "",
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": env.database_conn_max_age_s,
        "OPTIONS": {
            **parts,
            "connect_timeout": 5,
            # Statements are planned once per connection. A pooler that hands connections out per
            # transaction needs DATABASE_PREPARE=0.
            "server_side_binding": env.database_prepare,
            "prepare_threshold": 5 if env.database_prepare else None,
            "options": f"-c statement_timeout={env.database_statement_timeout_ms}"
            " -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
            # One wrong letter in a word of eight ("bisccoti") leaves a likeness of 0.5.
            " -c pg_trgm.word_similarity_threshold=0.45",
        },
    }


DATABASES = {"default": postgres(env.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker, cache and throttles use numbered databases of one server.
REDIS_URL = env.redis_url.rstrip("/")
_cache_server: dict[str, Any] = {
    "LOCATION": f"{REDIS_URL}/1",
    "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
}
CACHES = {
    "default": {"BACKEND": "apps.shared.cache.OutageTolerantCache", **_cache_server},
    # The same server without the stand-in, for health checks.
    "valkey": {"BACKEND": "django.core.cache.backends.redis.RedisCache", **_cache_server},
}
THROTTLE_REDIS_URL = f"{REDIS_URL}/2"

CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # Kombu would sleep 2 and 4 s before it gives up: a request must not wait for the broker, what
    # it could not send is carried by the outbox's sweep.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_ROUTES = {
    "meals.resolve_food": {"queue": "ingest"},
    "health.import_export": {"queue": "ingest"},
    "meals.analyse_photo": {"queue": "ai"},
    "meals.transcribe": {"queue": "ai"},
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Rome"

AUTH_USER_MODEL = "accounts.User"
# The e-mail is unique without regard to case by a constraint on its lower case.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=24).total_seconds())
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())

ACCOUNT_ADAPTER = "apps.accounts.api.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "apps.accounts.api.adapters.SocialAccountAdapter"
IDEMPOTENCY_STORE = "apps.accounts.services.IdempotencyStore"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[NutriFit] "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxy_count
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
USERSESSIONS_TRACK_ACTIVITY = False

HEADLESS_ONLY = False
HEADLESS_CLIENTS = ("app",)
HEADLESS_SERVE_SPECIFICATION = False
HEADLESS_TOKEN_STRATEGY = "apps.accounts.api.tokens.TokenStrategy"  # noqa: S105
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = int(timedelta(minutes=30).total_seconds())
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = int(timedelta(days=30).total_seconds())
HEADLESS_JWT_ROTATE_REFRESH_TOKEN = True
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "NutriFit"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
STAFF_MFA_REQUIRED = env.staff_mfa_required

# A verified address at Google or Apple signs in to the account of that address and is linked to
# it; where the account never proved the address, allauth first takes its password away.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 4
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "google": {
        "provider_class": "apps.accounts.api.providers.GoogleProvider",
        "KEYS_URL": str(env.google_certs_url),
        "APPS": [
            {
                "client_id": env.google_client_id,
                "secret": env.google_client_secret.get_secret_value(),
            }
        ]
        if env.google_client_id
        else [],
    },
    "apple": {
        "provider_class": "apps.accounts.api.providers.AppleProvider",
        "KEYS_URL": str(env.apple_keys_url),
        "APPS": [
            {
                "client_id": env.apple_client_id,
                "secret": env.apple_key_id,
                "key": env.apple_team_id,
                "settings": {"certificate_key": env.apple_private_key.get_secret_value()},
            }
        ]
        if env.apple_client_id
        else [],
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.api.authentication.AccessTokenAuthentication"
    ],
    "DEFAULT_PERMISSION_CLASSES": ["apps.shared.api.permissions.HasCapability"],
    "DEFAULT_RENDERER_CLASSES": ["apps.shared.api.rendering.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "apps.shared.api.rendering.Negotiation",
    "DEFAULT_PARSER_CLASSES": ["apps.shared.api.parsing.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["apps.shared.api.throttling.PerCallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.throttle_user,
        "anonymous": env.throttle_anonymous,
        "search": env.throttle_search,
        "ai": env.throttle_ai,
    },
    "NUM_PROXIES": env.trusted_proxy_count,
    "DEFAULT_PAGINATION_CLASS": "apps.shared.api.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "apps.shared.api.schema.Schema",
    "EXCEPTION_HANDLER": "apps.shared.api.problem.problem_from_exception",
    "COERCE_DECIMAL_TO_STRING": False,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "NutriFit API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": "Food diary, energy balance and their provenance. Sign-in is described by its "
    "own document at /api/v1/auth/openapi.json.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # Labels are translated; the committed document must not depend on a language.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "MealType": "apps.meals.models.Meal.Type",
        "LoggedBy": "apps.meals.models.Meal.LoggedBy",
        "FoodBasis": ["100g", "100ml"],
        "AnalysisStatus": "apps.meals.models.AIJob.Status",
        "ResolutionKind": "apps.meals.models.ResolutionLog.Kind",
        "ResolutionStatus": "apps.meals.models.ResolutionLog.Status",
        "NutritionClaim": "apps.meals.domain.nutrition_claims.Claim",
        "Source": [source.value for source in Source],
        "HealthType": "apps.health.api.serializers.figures.TYPE_CODES",
        "SyncGrade": "apps.health.models.SyncState.Grade",
        "MassUnit": ["kg", "lb"],
        "UnitEnum": "apps.meals.api.serializers.fields.UNITS",
        "ConfidenceLevel": [level.value for level in ConfidenceLevel],
        "Language": "django.conf.settings.LANGUAGES",
        "Sex": "apps.accounts.models.Profile.Sex",
        "ActivityLevel": "apps.accounts.models.Profile.ActivityLevel",
        "Diet": "apps.accounts.models.Profile.Diet",
        "Allergen": "apps.accounts.models.Profile.Allergen",
        "GoalDirection": "apps.calories.models.Goal.Direction",
        "GoalPace": "apps.calories.models.Goal.Pace",
        "ExpenditureSource": "apps.calories.models.DailyBalance.ExpenditureSource",
        "HealthCondition": "apps.accounts.models.Profile.Condition",
        "TrendDirection": "apps.calories.models.WeeklyTrend.Direction",
        "EstimateState": "apps.calories.models.ExpenditureEstimate.State",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Rome"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = LOCAL
STORAGES = {
    "default": {"BACKEND": env.media_storage, "OPTIONS": env.media_storage_options},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = env.nutrifit_local_dir / "media" if LOCAL else BASE_DIR / "media"

# Foods the catalogue does not have are asked for outside where this is switched on.
OPENFOODFACTS_ENABLED = env.openfoodfacts_enabled
OPENFOODFACTS_URL = str(env.openfoodfacts_url).rstrip("/")
OPENFOODFACTS_API_VERSION = env.openfoodfacts_api_version
OPENFOODFACTS_TIMEOUT_S = env.openfoodfacts_timeout_s
OPENFOODFACTS_PRODUCT_RATE = env.openfoodfacts_product_rate
OPENFOODFACTS_SEARCH_RATE = env.openfoodfacts_search_rate
# The list of daily changes to import; none are where it is not set.
OPENFOODFACTS_CHANGES_INDEX = str(env.openfoodfacts_changes_index or "")
USDA_API_KEY = env.usda_api_key.get_secret_value()
USDA_URL = str(env.usda_url).rstrip("/")
USDA_RATE = env.usda_rate
RESOLUTION_NOT_FOUND_FOR = timedelta(days=env.resolution_not_found_days)
RESOLUTION_KEEP = timedelta(days=env.resolution_keep_days)
OUTBOX_KEEP = timedelta(days=env.outbox_keep_days)
IDEMPOTENCY_KEEP = timedelta(hours=env.idempotency_keep_hours)

# Empty without a key: then photos and voice are answered with 503 AI_NOT_CONFIGURED.
OPENAI_API_KEY = env.openai_api_key.get_secret_value()
OPENAI_BASE_URL = str(env.openai_base_url)
OPENAI_VISION_MODEL = env.openai_vision_model
OPENAI_TRANSCRIPTION_MODEL = env.openai_transcription_model
OPENAI_TIMEOUT_S = env.openai_timeout_s
OPENAI_RATE = env.openai_rate
OPENAI_VISION_USD_PER_MTOKEN_IN = env.openai_vision_usd_per_mtoken_in
OPENAI_VISION_USD_PER_MTOKEN_OUT = env.openai_vision_usd_per_mtoken_out
OPENAI_TRANSCRIPTION_USD_PER_MINUTE = env.openai_transcription_usd_per_minute
AI_DAILY_BUDGET_USD = env.ai_daily_budget_usd
AI_KEEP_UPLOADS = timedelta(days=env.ai_keep_uploads_days)
AI_KEEP_ANSWERS = timedelta(days=env.ai_keep_answers_days)
AI_KEEP_DRAFTS = timedelta(days=env.ai_keep_drafts_days)
PHOTO_PORTION_BIAS_SLOPE = env.photo_portion_bias_slope

HEALTH_EXPORT_MAX_BYTES = env.health_export_max_mb << 20
HEALTH_EXPORT_MAX_XML_BYTES = env.health_export_max_xml_mb << 20
HEALTH_EXPORT_KEEP = timedelta(days=env.health_export_keep_days)
HEALTH_KEEP_DELETED = timedelta(days=env.health_keep_deleted_days)

DEFAULT_FROM_EMAIL = env.default_from_email
if env.email_url:
    _mail = urlsplit(env.email_url)
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 587
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not LOCAL:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

METRICS_TOKEN = env.metrics_token.get_secret_value()
WORKER_METRICS_HOST = env.worker_metrics_host
WORKER_METRICS_PORT = env.worker_metrics_port
LOGGING_CONFIG = None
observability.configure_logging(level=env.log_level, json=env.log_json)
error_reports.configure(env.sentry_dsn, release=os.environ.get("NUTRIFIT_COMMIT", ""))


def _admin_page(title: Any, icon: str, table: str) -> dict[str, Any]:
    """A line of the back-office menu, for who may see the table."""
    app, model = table.split(".")

    def visible(request: HttpRequest) -> bool:
        return request.user.has_perm(f"{app}.view_{model}")

    link = reverse_lazy(f"admin:{app}_{model}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": visible}


_FAVICON = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'>"
    "<circle cx='4' cy='4' r='4' fill='%231f7a49'/></svg>"
)

UNFOLD = {
    "SITE_TITLE": "NutriFit",
    "SITE_HEADER": "NutriFit",
    "SITE_SUBHEADER": _("Back-office"),
    "SITE_SYMBOL": "nutrition",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _FAVICON}],
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {"action": reverse_lazy("admin:language")},
    "ACCOUNT": {
        "navigation": [
            {"title": _("Change password"), "link": reverse_lazy("account_change_password")},
            {"title": _("Second factor"), "link": reverse_lazy("mfa_index")},
        ]
    },
    "DASHBOARD_CALLBACK": "apps.shared.admin.front_page",
    "COLORS": {
        "primary": {
            "50": "#f0faf3",
            "100": "#dbf2e2",
            "200": "#b9e4c8",
            "300": "#8acfa5",
            "400": "#56b27c",
            "500": "#33965f",
            "600": "#1f7a49",
            "700": "#1a613c",
            "800": "#184d32",
            "900": "#14402b",
            "950": "#0a2418",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "navigation": [
            {
                "title": _("Practice"),
                "items": [
                    _admin_page(_("Meals"), "restaurant", "meals.meal"),
                    _admin_page(_("Meal items"), "lunch_dining", "meals.mealitem"),
                    _admin_page(_("Meal templates"), "bookmark", "meals.mealtemplate"),
                    _admin_page(_("Recipes"), "menu_book", "meals.recipe"),
                    _admin_page(_("Own foods"), "nutrition", "meals.ownfood"),
                    _admin_page(_("Daily balances"), "balance", "calories.dailybalance"),
                    _admin_page(_("Weekly trends"), "calendar_view_week", "calories.weeklytrend"),
                    _admin_page(
                        _("Learnt expenditure"),
                        "local_fire_department",
                        "calories.expenditureestimate",
                    ),
                    _admin_page(_("Days called complete"), "task_alt", "calories.loggedday"),
                    _admin_page(_("Energy profiles"), "monitor_weight", "calories.energyprofile"),
                    _admin_page(_("Goals"), "flag", "calories.goal"),
                    _admin_page(_("Daily metrics"), "monitor_heart", "health.dailymetric"),
                    _admin_page(_("Sources"), "watch", "health.source"),
                ],
            },
            {
                "title": _("Catalogue"),
                "items": [
                    _admin_page(_("Foods"), "grocery", "meals.food"),
                    _admin_page(_("Food versions"), "history", "meals.foodversion"),
                    _admin_page(_("Portions"), "pie_chart", "meals.portion"),
                    _admin_page(_("Quality issues"), "rule", "meals.qualityissue"),
                    _admin_page(_("Photos of labels"), "document_scanner", "meals.labelphoto"),
                    _admin_page(_("Possible duplicates"), "join", "meals.mergeproposal"),
                    _admin_page(_("Merges"), "merge", "meals.mergelog"),
                ],
            },
            {
                "title": _("Operations"),
                "items": [
                    _admin_page(_("Imports"), "sync_alt", "meals.importrun"),
                    _admin_page(_("Searches for foods"), "travel_explore", "meals.resolutionlog"),
                    _admin_page(_("Events"), "bolt", "outbox.outboxevent"),
                    _admin_page(_("Deliveries"), "outbox", "outbox.delivery"),
                    _admin_page(_("Photo analyses"), "photo_camera", "meals.photoanalysis"),
                    _admin_page(_("Transcriptions"), "mic", "meals.voicetranscription"),
                    _admin_page(_("AI calls"), "payments", "accounts.aiusage"),
                    _admin_page(_("States of syncs"), "cloud_sync", "health.syncstate"),
                    _admin_page(_("Syncs"), "sync", "health.synclog"),
                    _admin_page(_("Apple Health imports"), "upload_file", "health.exportimport"),
                    _admin_page(_("Reconciliation runs"), "join_inner", "health.reconciliationrun"),
                ],
            },
            {
                "title": _("System"),
                "items": [
                    _admin_page(_("Users"), "group", "accounts.user"),
                    _admin_page(_("Roles"), "badge", "auth.group"),
                ],
            },
        ],
    },
}
