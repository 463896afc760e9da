"""What can be done to a token: issue, find by its secret, note its use, revoke."""

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.audit.trail import record
from portal.database.kept import kept
from portal.errors import Refused
from portal.law import Objection
from portal.parties.models import Organisation
from portal.rest import basis, scopes
from portal.rest.models import ApiToken
from portal.rest.querysets import GRAIN

#: No token outlives a year; whoever still needs it issues another.
LONGEST: Final = timedelta(days=366)
MOST_USABLE: Final = 20
PREFIX: Final = "wsp_"


@dataclass(frozen=True)
class Wish:
    """What a person asks a token to be."""

    name: str
    scopes: tuple[str, ...]
    expires_on: date | None
    organisation: Organisation | None = None
    networks: tuple[str, ...] = ()


@transaction.atomic
def issue(wish: Wish, *, by: User, on: date) -> tuple[ApiToken, str]:
    """
    Make a token and hand back its secret, which is shown this once and kept nowhere.

    Raises `Refused` with every reason: no name or purpose, no or too late an end, unknown networks, a foreign
    organisation, too many tokens.
    """
    User.objects.select_for_update().get(pk=by.pk)
    Refused.unless_clear(objections(wish, by=by, on=on))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(  # type: ignore[misc]  # a wish without an end was refused above
        user=by,
        name=wish.name.strip(),
        digest=ApiToken.digest_of(secret),
        hint=secret[-4:],
        scopes=sorted(set(wish.scopes)),
        organisation=wish.organisation,
        networks=[str(ipaddress.ip_network(network, strict=False)) for network in wish.networks],
        expires_on=wish.expires_on,
    )
    record(
        "rest.token.issue",
        token,
        by=by,
        facts={
            "scopes": token.scopes,
            "expires_on": token.expires_on.isoformat(),
            "networks": token.networks,
            "organisation": wish.organisation.code if wish.organisation else "",
        },
    )
    return token, secret


@transaction.atomic
def revoke(token: ApiToken, *, by: User, at: datetime) -> None:
    """Close a token for good; closing a closed one changes nothing. Only its owner may (others have no row)."""
    token.refresh_from_db(from_queryset=ApiToken.objects.select_for_update())
    if token.revoked_at is not None:
        return
    token.revoked_at = max(at, token.issued_at)
    token.save(update_fields=["revoked_at"])
    record("rest.token.revoke", token, by=by)


def find(secret: str) -> ApiToken | None:
    """The token of this secret, usable or not; one query."""
    return _of_digest.first(ApiToken.digest_of(secret))  # type: ignore[no-any-return]


@kept
def _of_digest(digest: str) -> QuerySet[ApiToken]:
    return ApiToken.objects.by_digest(digest).order_by()


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Remember when the token was last used, to the minute."""
    if token.last_used_at is None or token.last_used_at < at - GRAIN:
        ApiToken.objects.mark_used(token.pk, at)


def objections(wish: Wish, *, by: User, on: date) -> list[Objection]:
    """Every reason not to issue the token."""
    found = [*_purpose(wish), *_term(wish, on)]
    found += [
        Objection(_("网络地址段不正确：%(network)s") % {"network": network}, basis.PLACE, "networks", found=network)
        for network in wish.networks
        if not _is_network(network)
    ]
    if wish.organisation and wish.organisation.pk not in {grant.organisation_id for grant in by.grants}:
        found.append(Objection(_("您在该单位没有角色"), basis.OWN, "organisation", found=wish.organisation.code))
    usable = ApiToken.objects.of(by).usable(on).count()
    if usable >= MOST_USABLE:
        found.append(Objection(_("有效令牌过多，请先撤销不用的"), basis.OWN, "", str(MOST_USABLE), str(usable)))
    return found


def _purpose(wish: Wish) -> list[Objection]:
    found = []
    if not wish.name.strip():
        found.append(Objection(_("请写明令牌用于何处"), basis.PURPOSE, "name"))
    if not wish.scopes:
        found.append(Objection(_("请至少选择一项权限"), basis.PURPOSE, "scopes"))
    found += [
        Objection(_("没有这项权限：%(code)s") % {"code": code}, basis.PURPOSE, "scopes", found=code)
        for code in scopes.unknown(wish.scopes)
    ]
    return found


def _term(wish: Wish, on: date) -> list[Objection]:
    if wish.expires_on is None:
        return [Objection(_("令牌必须有失效日期"), basis.TERM, "expires_on")]
    if not on < wish.expires_on <= on + LONGEST:
        return [
            Objection(
                _("失效日期须在明日至一年之内"),
                basis.TERM,
                "expires_on",
                f"{on + timedelta(days=1)} – {on + LONGEST}",
                str(wish.expires_on),
            )
        ]
    return []


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
