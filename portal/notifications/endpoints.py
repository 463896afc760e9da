"""Which of an organisation's own systems are told; its administrators alone say so, and every word is in the trail."""

import uuid
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts import basis
from portal.accounts.models import User
from portal.accounts.services.assignments import administers
from portal.audit.trail import record
from portal.errors import Refused
from portal.law import Instrument, Objection
from portal.notifications import services
from portal.notifications.models import Delivery, Endpoint
from portal.parties.models import Organisation

RULES: Final = Instrument("webhooks", "平台数据推送规则")
ADDRESS: Final = RULES.article(1)
ONCE: Final = RULES.article(2)
#: More systems than this no organisation has; a list that grows without end is a mistake or an attack.
MOST: Final = 10
SHOWN: Final = 10
TEST: Final = "portal.test"


@transaction.atomic
def register(organisation: Organisation, url: str, *, by: User, at: datetime) -> Endpoint:
    """Enter an address that is told of everything that happens to the organisation; raises Refused."""
    _answer_for(organisation, by)
    Refused.unless_clear(_objections(organisation, url))
    endpoint = Endpoint.objects.create(organisation=organisation, url=url, created_at=at)
    record("endpoint-registered", endpoint, by=by, facts={"url": url, "organisation": organisation.code})
    return endpoint


@transaction.atomic
def renew(endpoint: Endpoint, *, by: User) -> str:
    """A new secret; what was signed with the old one is void."""
    _answer_for(endpoint.organisation, by)
    record("endpoint-secret-renewed", endpoint, by=by)
    return services.renew_secret(endpoint)


@transaction.atomic
def switch(endpoint: Endpoint, *, is_active: bool, by: User) -> None:
    """Stop telling this address, or begin again; said twice it is done once."""
    _answer_for(endpoint.organisation, by)
    row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if row.is_active == is_active:
        return
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    record("endpoint-enabled" if is_active else "endpoint-disabled", row, by=by)


@transaction.atomic
def test(endpoint: Endpoint, key: str, *, by: User) -> Delivery:
    """Put a test delivery in the outbox, signed as every other; one a key."""
    _answer_for(endpoint.organisation, by)
    named = f"webhook:{endpoint.uuid}:test:{key}"[:240]
    payload = {"event": TEST, "key": key, "organisation": endpoint.organisation.code, "facts": {}}
    channel = Delivery.Channel.WEBHOOK
    services.post([Delivery(key=named, channel=channel, endpoint=endpoint, subject=TEST, payload=payload)])
    return Delivery.objects.get(key=named)


def listed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Endpoints with their organisation and, as `recent`, what was last sent there."""
    recent = Delivery.objects.order_by("-created_at", "-pk")[:SHOWN]
    joined = rows.select_related("organisation").prefetch_related(Prefetch("deliveries", recent, to_attr="recent"))
    return joined.order_by("organisation__name", "-is_active", "pk")


def fresh_key() -> str:
    """What makes one click one test."""
    return uuid.uuid4().hex


def _answer_for(organisation: Organisation, by: User) -> None:
    if not administers(by, organisation):
        raise Refused(Objection(_("只有单位管理员可以设置数据推送"), basis.AUTHORITY))


def _objections(organisation: Organisation, url: str) -> list[Objection]:
    parts, found = urlsplit(url), []
    is_open = parts.scheme == "https" or (parts.scheme == "http" and settings.WEBHOOKS_TO_PRIVATE_HOSTS)
    if not is_open or not parts.hostname:
        found.append(Objection(_("接收地址须以 https:// 开头"), ADDRESS, "url", found=parts.scheme))
    if parts.username or parts.password:
        found.append(Objection(_("接收地址不得含有用户名或者密码"), ADDRESS, "url"))
    # The organisation's row is the lock: two clicks at once enter one address.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    others = list(Endpoint.objects.filter(organisation=organisation).values_list("url", flat=True))
    if url in others:
        found.append(Objection(_("该地址已登记"), ONCE, "url"))
    if len(others) >= MOST:
        found.append(Objection(_("登记的地址过多"), ONCE, "url", str(MOST), str(len(others))))
    return found
