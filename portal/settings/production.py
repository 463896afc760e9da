"""Production: everything comes from the environment and nothing has a default."""

from portal.settings.base import *

DEMO = False

# base.py has an answer for these that suits one developer's machine; here somebody must have decided.
for name in (
    "ALLOWED_HOSTS",
    "BROKER_URL",
    "CLAMD_URL",
    "MEDIA_ROOT",
    "METRICS_DIR",
    "METRICS_TOKEN",
    "PRIVATE_ROOT",
    "SIGNING_KEY",
    "SMS_SENDER",
    "STATIC_ROOT",
    "TRUSTED_PROXIES",
):
    env.str(name)

# The proxy ends TLS; portal.wsgi believes its word about scheme and client, and nobody else's.
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"  # browsers take it from this very host over TLS alone
CSRF_COOKIE_SECURE = True

EMAIL_CONFIG = env.email_url("EMAIL_URL")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The worker's lines take the same shape as the web's.
LOGGING = logging_as(json=True)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
