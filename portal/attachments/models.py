"""What attachments keeps."""

import uuid

from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access import Scope, Scoped
from portal.attachments.querysets import AttachmentQuerySet


class Attachment(Scoped):
    """
    One file somebody handed in.

    The row says who handed in what, and for what purpose; the bytes lie under their SHA-256, once for an organisation,
    whatever the number of rows that point there. `region` is the authority the file was handed to.
    """

    class Scan(models.TextChoices):
        PENDING = "pending", _("待查毒")
        CLEAN = "clean", _("查毒通过")
        INFECTED = "infected", _("发现病毒，已隔离")
        UNAVAILABLE = "unavailable", _("未配置查毒")

    key = models.UUIDField(_("编号"), unique=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("用途"), max_length=60)
    name = models.CharField(_("文件名"), max_length=150)
    size = models.PositiveBigIntegerField(_("大小（字节）"))
    sha256 = models.CharField("SHA-256", max_length=64)
    mime = models.CharField(_("类型"), max_length=100)
    path = models.CharField(_("存放位置"), max_length=200)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, verbose_name=_("提交单位")
    )
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, verbose_name=_("接收机关地区"))
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, verbose_name=_("提交人"))
    uploaded_on = models.DateField(_("提交日期"))
    uploaded_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    scan = models.CharField(_("查毒"), max_length=12, choices=Scan, default=Scan.PENDING)
    scanned_at = models.DateTimeField(_("查毒时间"), null=True, blank=True)
    finding = models.CharField(_("查毒结果"), max_length=200, blank=True)

    scope = Scope(region="region", organisation="organisation", user="uploaded_by")
    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "purpose", "name", "sha256"], name="one_row_a_file_an_organisation"
            ),
        ]
        indexes = [models.Index(fields=["scan"], condition=models.Q(scan="pending"), name="attachments_to_scan")]

    def __str__(self) -> str:
        return self.name

    def open(self):  # noqa: ANN201 - whatever the storage opens
        """The bytes, from private storage; the caller has asked who may see them."""
        return storages["private"].open(self.path)
