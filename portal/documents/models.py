"""What documents keeps."""

from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.access import Scope, Scoped
from portal.documents.querysets import DocSeriesQuerySet, DocumentQuerySet


class Organ(models.Model):
    """The organ that issues papers in a region: its names, its mark (机关代字) and the size of its seal."""

    class Emblem(models.TextChoices):
        STATE = "state", _("国徽章（机关）")
        STAR = "star", _("五角星章")

    region = models.OneToOneField(
        "regions.Region", models.PROTECT, related_name="organ", null=True, blank=True, verbose_name=_("地区")
    )
    name = models.CharField(_("名称"), max_length=60, unique=True)
    mark = models.CharField(_("机关代字"), max_length=12, unique=True)
    head = models.CharField(_("发文机关标志"), max_length=60, blank=True, help_text=_("空则为名称加“文件”"))
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, verbose_name=_("对应单位")
    )
    emblem = models.CharField(_("印章图案"), max_length=10, choices=Emblem, default=Emblem.STATE)
    seal_mm = models.DecimalField(_("印章直径（毫米）"), max_digits=3, decimal_places=0, default=45)
    address = models.CharField(_("办公地址"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("发文机关")
        verbose_name_plural = _("发文机关")

    def __str__(self) -> str:
        return self.name


class DocSeries(models.Model):
    """One organ's run of numbers in one year; its row is the lock that keeps the run without gaps."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="series", verbose_name=_("发文机关"))
    code = models.CharField(_("字号"), max_length=30)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("已用序号"), default=0)

    objects = DocSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("发文字号")
        verbose_name_plural = _("发文字号")
        constraints = [models.UniqueConstraint(fields=["organ", "code", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.organ.mark} {self.code} {self.year}"


class DocNumber(models.Model):
    """A number taken: it belongs to a document, or was voided for a reason; it is never used again."""

    series = models.ForeignKey(DocSeries, models.PROTECT, related_name="numbers", verbose_name=_("字号"))
    ordinal = models.PositiveIntegerField(_("序号"))
    text = models.CharField(_("文号"), max_length=60)
    is_void = models.BooleanField(_("作废"), default=False)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)
    void_on = models.DateField(_("作废日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("文号")
        verbose_name_plural = _("文号")
        constraints = [
            models.UniqueConstraint(fields=["series", "ordinal"], name="one_use_of_a_number"),
            models.CheckConstraint(condition=Q(is_void=False) | ~Q(void_reason=""), name="void_number_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.text


class Document(Scoped):
    """
    A paper as issued: the words, the number, the hash and the code by which anyone may verify it.

    `html` is frozen at issue; the PDF is made from it once, by a worker or by whoever asks first.
    """

    class Status(models.TextChoices):
        VALID = "valid", _("有效")
        REVOKED = "revoked", _("已撤销")
        REPLACED = "replaced", _("已被替换")
        VOID = "void", _("作废")

    code = models.CharField(_("验证码"), max_length=20, unique=True)
    number = models.CharField(_("文号"), max_length=60, blank=True, db_index=True)
    entry = models.OneToOneField(
        DocNumber, models.PROTECT, null=True, blank=True, related_name="document", verbose_name=_("文号登记")
    )
    paper = models.CharField(_("文书种类"), max_length=60)
    layout = models.CharField(_("格式"), max_length=12)
    title = models.CharField(_("标题"), max_length=200)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="documents", verbose_name=_("发文机关"))
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, verbose_name=_("地区"))
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, verbose_name=_("相对人")
    )
    subject_kind = models.CharField(_("事项种类"), max_length=60)
    subject_key = models.CharField(_("事项"), max_length=60)
    subject_number = models.CharField(_("事项编号"), max_length=60, blank=True)
    issued_on = models.DateField(_("成文日期"))
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, verbose_name=_("经办人"))
    issued_at = models.DateTimeField(_("制发时间"), auto_now_add=True)
    is_public = models.BooleanField(_("公开"), default=False)
    is_sample = models.BooleanField(_("样本"), default=False)
    content = models.JSONField(_("内容"), encoder=DjangoJSONEncoder, default=dict)
    html = models.TextField(_("正文"))
    facts_hash = models.CharField(_("事实散列"), max_length=64)
    content_hash = models.CharField(_("正文散列"), max_length=64)
    signature = models.CharField(_("正文签名"), max_length=88)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.VALID)
    status_on = models.DateField(_("状态变更日期"), null=True, blank=True)
    status_reason = models.CharField(_("状态变更原因"), max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("替换为")
    )
    pdf_path = models.CharField(_("PDF 位置"), max_length=200, blank=True)
    pdf_hash = models.CharField(_("PDF 散列"), max_length=64, blank=True, db_index=True)
    pdf_signature = models.CharField(_("PDF 签名"), max_length=88, blank=True)
    times_checked = models.PositiveIntegerField(_("核验次数"), default=0)
    checked_at = models.DateTimeField(_("最近核验"), null=True, blank=True)

    scope = Scope(region="region", organisation="organisation")
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("公文")
        verbose_name_plural = _("公文")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facts_hash"], condition=Q(status="valid"), name="one_valid_paper_of_the_same_facts"
            ),
            models.CheckConstraint(
                condition=Q(status="valid") | ~Q(status_reason=""), name="lapsed_paper_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key"], name="document_by_subject"),
            models.Index(fields=["issued_on", "id"], name="document_by_day"),
            models.Index(fields=["issued_at"], condition=Q(pdf_path=""), name="documents_to_render"),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def file_name(self) -> str:
        """What the file is called when saved."""
        return f"{self.title}{f'（{self.number}）' if self.number else ''}.pdf"

    def open_pdf(self):  # noqa: ANN201 - whatever the storage opens
        """The rendered file; the caller has made sure that it is there."""
        return storages["private"].open(self.pdf_path)
