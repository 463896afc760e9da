"""What notifications keeps."""

import hashlib
import hmac
import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import Role, Scope, Scoped
from portal.notifications.querysets import DeliveryQuerySet, MessageQuerySet


class Message(Scoped):
    """
    What one person is told of one event, once: the key of the event and the person are unique together.

    `link` is a path of the portal; mail puts the portal's address before it.
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages", verbose_name=_("收件人")
    )
    event = models.CharField(_("事件"), max_length=80)
    key = models.CharField(_("事件标识"), max_length=160)
    title = models.CharField(_("标题"), max_length=160)
    body = models.TextField(_("内容"), blank=True)
    link = models.CharField(_("链接"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)
    waits_for_digest = models.BooleanField(_("待汇总"), default=False)

    scope = Scope(user="user")
    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_message_per_event_and_person")]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="messages_of_user"),
            models.Index(fields=["user"], name="messages_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["user"], name="messages_for_digest", condition=Q(waits_for_digest=True)),
        ]

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How a person wants to be told besides the inbox, which always is."""

    class Mail(models.TextChoices):
        AT_ONCE = "at_once", _("即时发送")
        DAILY = "daily", _("每日汇总")
        NONE = "none", _("不发送")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preference", verbose_name=_("用户")
    )
    mail = models.CharField(_("电子邮件"), max_length=10, choices=Mail, default=Mail.AT_ONCE)
    by_sms = models.BooleanField(_("短信提醒"), default=False)

    class Meta:
        verbose_name = _("通知偏好")
        verbose_name_plural = _("通知偏好")

    def __str__(self) -> str:
        return f"{self.user} {self.get_mail_display()}"


class Endpoint(Scoped):
    """
    An address of an organisation's own system that is told of its matters.

    Its secret is not stored: it is derived from the server's key and the turn, and a new turn makes the old one void.
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="endpoints", verbose_name=_("单位")
    )
    url = models.URLField(_("接收地址"), max_length=300)
    events = models.JSONField(_("事件"), default=list, blank=True, help_text=_("为空则接收全部事件"))
    turn = models.PositiveSmallIntegerField(_("密钥序号"), default=1)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("登记时间"), default=timezone.now)

    scope = Scope(organisation="organisation", roles=frozenset({Role.ORGANISATION_ADMIN}))

    class Meta:
        verbose_name = _("数据推送地址")
        verbose_name_plural = _("数据推送地址")
        constraints = [models.UniqueConstraint(fields=["organisation", "url"], name="one_endpoint_per_address")]

    def __str__(self) -> str:
        return self.url

    @property
    def secret(self) -> str:
        """What both sides sign with, 64 hexadecimal digits."""
        subject = f"webhook:{self.uuid}:{self.turn}".encode()
        return hmac.new(settings.SECRET_KEY.encode(), subject, hashlib.sha256).hexdigest()


class Delivery(models.Model):
    """
    The outbox: one thing to be sent to one address, until it is.

    The row is written in the transaction of the event itself, so neither a broker nor a mail server that is down can
    lose it; its key makes a second one for the same event impossible.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("电子邮件")
        SMS = "sms", _("短信")
        WEBHOOK = "webhook", _("数据推送")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        GIVEN_UP = "given_up", _("已放弃")

    key = models.CharField(_("标识"), max_length=240, unique=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("收件人")
    )
    endpoint = models.ForeignKey(
        Endpoint, models.CASCADE, null=True, blank=True, related_name="deliveries", verbose_name=_("数据推送地址")
    )
    subject = models.CharField(_("标题"), max_length=160, blank=True)
    body = models.TextField(_("内容"), blank=True)
    payload = models.JSONField(_("数据"), default=dict, encoder=DjangoJSONEncoder, blank=True)
    files = models.JSONField(
        _("附件"), default=list, blank=True, help_text=_("每个附件为一对：存储路径和收件人看到的文件名")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    created_at = models.DateTimeField(_("生成时间"), default=timezone.now)
    next_at = models.DateTimeField(_("下次尝试"), default=timezone.now)
    sent_at = models.DateTimeField(_("送达时间"), null=True, blank=True)
    last_error = models.CharField(_("最近错误"), max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("发送记录")
        verbose_name_plural = _("发送记录")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["next_at"], name="deliveries_due", condition=Q(state="waiting"))]
        constraints = [
            models.CheckConstraint(
                name="deliveries_have_one_recipient",
                condition=Q(user__isnull=False, endpoint__isnull=True) | Q(user__isnull=True, endpoint__isnull=False),
            ),
            models.CheckConstraint(
                name="sent_deliveries_say_when",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.key
