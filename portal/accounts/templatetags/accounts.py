"""The tabs above one's own pages, ours and allauth's alike; and what a browser is called."""

from typing import Any

from django import template

from portal.access import Role
from portal.accounts import browsers

register = template.Library()


@register.inclusion_tag("accounts/_tabs.html", takes_context=True)
def account_tabs(context: Any) -> dict[str, Any]:
    """Which tabs the person has business with; every page asks for itself again."""
    request = context["request"]
    user = request.user
    administers = any(grant.role == Role.ORGANISATION_ADMIN for grant in user.grants)
    return {
        "path": request.path,
        "administers": administers,
        "invites": administers or user.holds(Role.SECURITY_ADMIN),
        "decides": administers or user.holds(Role.OFFICER),
    }


@register.filter
def browser(agent: str) -> str:
    """What wrote this in its requests, as its owner knows it."""
    return browsers.called(agent)
