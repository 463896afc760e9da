"""What the interface keeps: the tokens by which other systems act for a person."""

import hashlib
import ipaddress
import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import Scope, Scoped
from portal.rest.querysets import TokenQuerySet


class ApiToken(Scoped):
    """
    A key another system uses in one person's name, for some purposes, until a day.

    Only the secret's digest is kept: the secret has 256 random bits, so a plain SHA-256 cannot be searched back. With
    an organisation, the person's roles elsewhere do not count for requests made with the token.
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("用户")
    )
    name = models.CharField(_("名称"), max_length=60)
    digest = models.CharField(_("密钥摘要"), max_length=64, unique=True, editable=False)
    hint = models.CharField(_("密钥末四位"), max_length=4, editable=False)
    scopes = ArrayField(models.CharField(max_length=60), verbose_name=_("权限范围"))
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("限于单位")
    )
    networks = ArrayField(models.CharField(max_length=43), default=list, blank=True, verbose_name=_("允许的网络"))
    issued_at = models.DateTimeField(_("签发时间"), default=timezone.now)
    expires_on = models.DateField(_("失效日期"), help_text=_("自该日起失效"))
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    scope = Scope(user="user")
    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="token_opens_something", condition=~Q(scopes=[])),
            models.CheckConstraint(
                name="token_is_revoked_after_issue",
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("issued_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """What is kept of a secret."""
        return hashlib.sha256(secret.encode()).hexdigest()

    def is_usable(self, on: date) -> bool:
        """Whether it opens anything that day."""
        return self.revoked_at is None and on < self.expires_on

    def admits(self, address: str) -> bool:
        """Whether it may be used from this network address; without networks, from anywhere."""
        if not self.networks:
            return True
        try:
            here = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(here, ipaddress.IPv6Address) and here.ipv4_mapped:
            here = here.ipv4_mapped
        return any(here in ipaddress.ip_network(network) for network in self.networks)
