"""Ask the portal in this container whether it is ready, as the proxy in front of it would ask."""

import os
import sys
import urllib.error
import urllib.request

question = urllib.request.Request(
    "http://127.0.0.1:8000/healthz/ready",
    headers={
        "Host": os.environ["ALLOWED_HOSTS"].split(",")[0].lstrip("."),
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "https",
    },
)
try:
    with urllib.request.urlopen(question, timeout=8):
        pass
except (urllib.error.URLError, OSError) as failure:
    sys.exit(f"not ready: {failure}")
