"""What audit keeps: what was done, and the chain that proves nothing was taken out or changed."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.audit.querysets import EntryQuerySet


class Entry(models.Model):
    """One deed, or one reading of personal data. Rows are inserted, never changed (sql/chain.sql).

    The subject is named by kind, key and number as text, and the actor by key and name, for an entry outlives both.
    """

    at = models.DateTimeField(_("时间"), db_default=Now(), editable=False)
    actor_key = models.BigIntegerField(_("操作人编号"), null=True)
    actor_name = models.CharField(_("操作人"), max_length=60)
    acting_as = models.CharField(_("身份"), max_length=30, blank=True)
    verb = models.CharField(_("行为"), max_length=80)
    subject_kind = models.CharField(_("对象类别"), max_length=60, blank=True)
    subject_key = models.CharField(_("对象编号"), max_length=60, blank=True)
    subject_number = models.CharField(_("对象文号"), max_length=120, blank=True)
    facts = models.JSONField(_("事实"), default=dict)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    request = models.CharField(_("请求编号"), max_length=36, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "id"], name="audit_about_subject"),
            models.Index(fields=["actor_key", "id"], name="audit_by_actor"),
            BrinIndex(fields=["at"], name="audit_at", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M:%S} {self.actor_name} {self.verb} {self.subject_number}"


class Link(models.Model):
    """One link of the chain: the entry's digest over the one before it. Written by the database at commit."""

    position = models.BigIntegerField(primary_key=True)
    # The trigger alone writes links, entries are never deleted, and `verify_audit` names one that is gone:
    # a foreign key would only ask the same again, for every entry.
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="link", db_constraint=False)
    previous = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        verbose_name = _("审计链")
        verbose_name_plural = _("审计链")

    def __str__(self) -> str:
        return str(self.position)
