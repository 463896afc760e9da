"""One machine, real servers, demo accounts: what `python3 launch` runs."""

from portal.settings.base import *

DEMO = True
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
# Browsers treat http://localhost as secure, and security keys are tried out there.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EMAIL_FILE_PATH = ROOT / ".state/mail"
