"""What processes under test run with: the local settings, static files as they lie, mail by EMAIL_URL, short patience.

`SWEEP_SECONDS` is how often beat asks for each sweep, and after how long a job counts as forgotten.
"""

from tempfile import gettempdir

from portal.settings.local import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = gettempdir()
WHITENOISE_AUTOREFRESH = True
EMAIL_FILE_PATH = env.str("EMAIL_FOLDER", default=gettempdir())
if env.str("EMAIL_URL", default=""):
    # As portal.settings.production reads it.
    vars().update(env.email_url("EMAIL_URL"))
    DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")

SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=1.0)
JOB_UNSENT = JOB_SILENT = timedelta(seconds=2 * SWEEP_SECONDS)
SWEEPS = ("waiting-jobs", "outbox", "letters-left-over", "papers-left-over", "files-left-over", "liveness")
CELERY_BEAT_SCHEDULE = {name: CELERY_BEAT_SCHEDULE[name] | {"schedule": SWEEP_SECONDS} for name in SWEEPS}
