"""What holds everywhere; what depends on the place is read from the environment."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from portal.settings.logs import logging_as

ROOT = Path(__file__).resolve().parents[2]
env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY")
# 32 bytes in base64 that seal personal data; `manage.py rotate_field_key` reseals what a retired key sealed.
FIELD_KEY = env.str("FIELD_KEY")
RETIRED_FIELD_KEYS = env.list("RETIRED_FIELD_KEYS", default=[])
PUBLIC_URL = env.str("PUBLIC_URL")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
# Whose word about a client's address is believed; everybody else's forwarded headers are ignored.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

CHAPTERS = ["institutions"]
INSTALLED_APPS = [
    "portal.accounts.administration.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "pgtrigger",
    "rest_framework",
    "portal.figures",
    "portal.regions",
    "portal.workdays",
    "portal.search",
    "portal.parties",
    "portal.accounts",
    "portal.audit",
    "portal.attachments",
    "portal.workflow",
    "portal.documents",
    "portal.announcements",
    "portal.notifications",
    "portal.jobs",
    "portal.exchange",
    "portal.reports",
    "portal.rest",
    "portal.seed",
    *CHAPTERS,
    "portal.web",
]

MIDDLEWARE = [
    "portal.rest.observing.ObservingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.audit.middleware.OriginMiddleware",
    "portal.workdays.middleware.CalendarMiddleware",
    "portal.rest.road.ShortRoad",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "portal.accounts.middleware.SessionRules",
    "portal.accounts.middleware.Proofs",
    "portal.web.refusals.RefusalMiddleware",
    "portal.replicas.ReplicaMiddleware",
]
# What a request without a session passes after ShortRoad, where a browser's passes the rest of the list.
STATELESS_MIDDLEWARE = ["portal.web.language.LanguageMiddleware"]

ROOT_URLCONF = "portal.urls"
CSRF_FAILURE_VIEW = "portal.web.faults.forged"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database(url: str, *, connect_timeout: int, **more: object) -> dict[str, Any]:
    """
    Django's description of a server.

    A server on a socket is named as libpq names it, ?host=/folder; Django's tools look for the folder in HOST. One that
    is away is noticed in seconds, so that health answers instead of hanging.
    """
    server: dict[str, Any] = env.db_url_config(url)
    options = server.setdefault("OPTIONS", {})
    server["HOST"] = options.pop("host", server["HOST"])
    options.setdefault("connect_timeout", connect_timeout)
    # Planned cursors prepare what they are given (portal.database); nothing else is bound or planned in the server.
    options["prepare_threshold"] = 5
    # A server that was restarted costs nobody a page: a dead connection is noticed before it is used.
    kept = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
    return server | {"ENGINE": "portal.database"} | kept | more


# With several hosts and target_session_attrs=read-write, libpq finds the one that became primary.
DATABASES = {"default": _database(env.str("DATABASE_URL"), connect_timeout=5)}
# Streaming replicas, with blanks between; who may read them is decided in portal.replicas.
REPLICA_URLS = env.str("REPLICA_URLS", default="").split()
# A replica that is further behind, in seconds, is not read.
REPLICA_MAX_LAG = env.float("REPLICA_MAX_LAG", default=5.0)
DATABASES |= {
    f"replica{place}": _database(url, connect_timeout=2, TEST={"MIRROR": "default"})
    for place, url in enumerate(REPLICA_URLS, start=1)
}
DATABASE_ROUTERS = ["portal.replicas.Router"] if REPLICA_URLS else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "portal.cache.PatientCache", "LOCATION": REDIS_URL}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "portal.accounts.backends.AssignmentBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
    {"NAME": "portal.accounts.passwords.MixedValidator", "OPTIONS": {"classes": 3}},
    {"NAME": "portal.accounts.passwords.HistoryValidator", "OPTIONS": {"kept": 5}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
# The cookie goes with the browser; idle sessions end earlier (portal.accounts.middleware).
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "portal.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Single accounts are locked by axes; these rates stop one machine from trying many.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "60/m/ip",
    "login_failed": "60/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
MFA_ADAPTER = "portal.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A compulsory factor must not wait for a letter.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_RECOVERY_CODE_COUNT = 10

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "portal.accounts.door.typed_login"
AXES_CLIENT_IP_CALLABLE = "portal.accounts.door.client_address"
AXES_LOCKOUT_CALLABLE = "portal.accounts.door.locked_out"
AXES_SENSITIVE_PARAMETERS = ["login", "password"]
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(ROOT / "staticfiles"))
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(ROOT / ".state/media"))
# Evidence and papers: no address serves this folder, only views that ask who may see the row.
PRIVATE_ROOT = env.path("PRIVATE_ROOT", default=str(ROOT / ".state/private"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(PRIVATE_ROOT),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A section of an application is one form: a thousand rows of twenty fields at most (institutions.forms).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=50 * 1024 * 1024)
# tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty means that no scanner is installed, and files say so.
CLAMD_URL = env.str("CLAMD_URL", default="")
# 32 bytes in base64 that sign papers (Ed25519); empty means derived from SECRET_KEY.
SIGNING_KEY = env.str("SIGNING_KEY", default="")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

EMAIL_TIMEOUT = 20
# The gateway for text messages: a callable of portal.notifications.channels.SmsSender's shape.
SMS_SENDER = env.str("SMS_SENDER", default="portal.notifications.channels.log_only")
# Organisations' own systems are called on the open network by https only; a trial inside one network may allow more.
WEBHOOKS_TO_PRIVATE_HOSTS = env.bool("WEBHOOKS_TO_PRIVATE_HOSTS", default=False)

BROKER_URL = env.str("BROKER_URL", default=REDIS_URL)
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    # A server that holds the line and says nothing is as good as away; waiting workers ask every second.
    "socket_timeout": 2,
    # A page that cannot reach the broker goes on without it; workers have their own, longer patience.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
}
# After these a job is sent again: one that no worker has taken up, and one that its worker says nothing of any more.
JOB_UNSENT = timedelta(seconds=45)
JOB_SILENT = timedelta(seconds=60)
# A worker waits for its broker as long as it takes.
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Installations that share a broker keep to queues of their own.
CELERY_TASK_DEFAULT_QUEUE = env.str("TASK_QUEUE", default="celery")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# In kilobytes: a child that a large paper or workbook has swollen is replaced after its task.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
# Asked to stop, a worker finishes what it can in these seconds and gives the rest back to the queue.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5.0
CELERY_TIMEZONE = TIME_ZONE
# When each recurring deed is done; every task is idempotent for its day, so a second beat does no harm.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "idle-accounts": {"task": "portal.accounts.tasks.disable_idle_accounts", "schedule": crontab(hour=2, minute=10)},
    "ended-sessions": {
        "task": "portal.accounts.tasks.forget_ended_sessions",
        "schedule": crontab(hour=3, minute=40),
    },
    "liveness": {"task": "portal.jobs.tasks.mark_liveness", "schedule": 30.0, "options": {"expires": 60}},
    "old-receipts": {
        "task": "portal.workflow.tasks.forget_old_receipts",
        "schedule": crontab(hour=3, minute=50),
    },
    "old-sign-ins": {
        "task": "portal.accounts.tasks.forget_old_sign_ins",
        "schedule": crontab(hour=3, minute=55),
    },
    "waiting-jobs": {"task": "portal.jobs.tasks.dispatch_waiting_jobs", "schedule": 30.0, "options": {"expires": 60}},
    "old-jobs": {"task": "portal.jobs.tasks.forget_old_jobs", "schedule": crontab(hour=3, minute=20)},
    "outbox": {
        "task": "portal.notifications.tasks.send_due_deliveries",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "reports": {"task": "portal.reports.tasks.produce_due_reports", "schedule": crontab(hour="6-20/2", minute=30)},
    "digests": {"task": "portal.notifications.tasks.send_daily_digests", "schedule": crontab(hour=8, minute=0)},
    "institutions-lapses": {"task": "institutions.tasks.let_lapse", "schedule": crontab(hour="0-23/4", minute=10)},
    "institutions-expiry": {"task": "institutions.tasks.expire_qualifications", "schedule": crontab(hour=0, minute=20)},
    "publicity": {
        "task": "portal.announcements.tasks.compose_publicity",
        "schedule": crontab(hour=17, minute=30),
    },
    "publicity-reminders": {"task": "portal.web.tasks.remind_of_publicity", "schedule": crontab(hour=8, minute=20)},
    "institutions-conditions": {
        "task": "institutions.tasks.sweep_conditions",
        "schedule": crontab(hour=1, minute=15),
    },
    "institutions-reminders": {"task": "institutions.tasks.remind", "schedule": crontab(hour="7-19/4", minute=40)},
    "letters-left-over": {
        "task": "portal.accounts.tasks.deliver_unsent_invitations",
        "schedule": crontab(minute="*/5"),
    },
    "papers-left-over": {"task": "portal.documents.tasks.render_unrendered", "schedule": crontab(minute="*/5")},
    "files-left-over": {"task": "portal.attachments.tasks.scan_unscanned", "schedule": crontab(minute="*/10")},
}

REST_FRAMEWORK = {
    "NUM_PROXIES": 0,  # portal.wsgi has put the true address in its place already
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.rest.authentication.BearerAuthentication",
        "portal.rest.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "portal.rest.permissions.TokenScopePermission",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["portal.rest.throttling.BearerThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.rest.bodies.LimitedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "portal.rest.pages.KeysetPages",
    "DEFAULT_SCHEMA_CLASS": "portal.rest.schema.PortalSchema",
    "EXCEPTION_HANDLER": "portal.rest.problems.handle",
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "安全生产社会化服务平台接口",
    "DESCRIPTION": "公开查询、核查，以及以令牌办理。",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Enumerations stay where they are used: their names would collide between chapters.
    "POSTPROCESSING_HOOKS": ["portal.rest.schema.complete"],
    "COMPONENT_SPLIT_REQUEST": True,
    "DISABLE_ERRORS_AND_WARNINGS": False,
}
# A request that says more than a deed needs is refused; files go through the pages.
API_MAX_BODY = 1024 * 1024
# Per address for open doors and for wrong secrets, per token or person behind the wall.
API_REQUESTS_PER_MINUTE = {
    "anon": env.int("API_ANON_PER_MINUTE", default=120),
    "check": env.int("API_CHECK_PER_MINUTE", default=600),
    "token": env.int("API_TOKEN_PER_MINUTE", default=600),
    "login": env.int("API_WRONG_TOKENS_PER_MINUTE", default=10),
}

# Who sees /metrics and the details of /healthz: by a bearer token, or from these networks.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_NETWORKS = env.list("METRICS_NETWORKS", default=["127.0.0.0/8", "::1/128"])
# Where the processes of one installation put their counts; prometheus_client asks the environment for it.
METRICS_DIR = env.path("METRICS_DIR", default=str(ROOT / ".state/metrics"))
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

LOGGING = logging_as(json=False)
# The Opinions abolish the licence in favour of review and announcement; today's law still licenses.
# The regime itself is a dated figure (institutions.rules); nothing here decides it.
