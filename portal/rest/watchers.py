"""Who may see the inside: those with the watchers' token, or on the watchers' networks."""

import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest


def may_watch(request: HttpRequest) -> bool:
    """Whether this request comes from the operators' own monitoring."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return secrets.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    try:
        here = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(here in ipaddress.ip_network(network) for network in settings.METRICS_NETWORKS)
