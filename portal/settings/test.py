"""The suite: the real database and broker, quick password hashes, mail kept in memory."""

import os
from tempfile import TemporaryDirectory

from portal.settings.local import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Rates are counted in the shared cache, which outlives a test.
ACCOUNT_RATE_LIMITS = False
_private = TemporaryDirectory(prefix="portal-private-")
PRIVATE_ROOT = _private.name
STORAGES = {
    **STORAGES,
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests that run side by side on one server empty their cache: each has a database of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if _worker.isdecimal():
    CACHES = {"default": {**CACHES["default"], "LOCATION": f"{REDIS_URL.partition('?')[0]}?db={int(_worker) + 2}"}}
WHITENOISE_AUTOREFRESH = True
# Nothing is collected for the suite, and a folder that is not there is warned of.
_static = TemporaryDirectory(prefix="portal-static-")
STATIC_ROOT = _static.name
_metrics = TemporaryDirectory(prefix="portal-metrics-")
METRICS_DIR = _metrics.name
os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR
