"""What search keeps."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from portal.search.querysets import NameEntryQuerySet

PRESENT = Q(is_former=False)
#: What a walk through an ordered index checks without going to the table.
CHECKED = ("kind", "text", "initials")


class NameEntry(models.Model):
    """
    One name, present or former, of something that can be found; kind and key say of what.

    `text`, `initials`, `reading` and `code` are in the form they are compared in; `grams` is made from them in Python.
    """

    kind = models.CharField(_("类别"), max_length=60)
    key = models.CharField(_("主键"), max_length=60)
    title = models.CharField(_("现名称"), max_length=200)
    name = models.CharField(_("名称"), max_length=200)
    is_former = models.BooleanField(_("曾用名"), default=False)
    text = models.CharField(max_length=200)
    initials = models.CharField(max_length=200)
    reading = models.CharField(max_length=1200)
    sort_key = models.CharField(_("拼音"), max_length=1400)
    code = models.CharField(_("代码"), max_length=40, blank=True)
    region_path = models.CharField(_("地区路径"), max_length=30, blank=True)
    weight = models.SmallIntegerField(_("权重"), default=0)
    grams = SearchVectorField()

    objects = NameEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("检索条目")
        verbose_name_plural = _("检索条目")
        constraints = [models.UniqueConstraint(fields=["kind", "key", "text"], name="one_entry_a_name")]
        indexes = [
            GinIndex(fields=["grams"], name="name_entry_grams", fastupdate=False),
            models.Index(
                F("weight").desc(), "sort_key", "id", name="name_entry_in_order", condition=PRESENT, include=CHECKED
            ),
            models.Index(
                Left("text", 2),
                F("weight").desc(),
                "sort_key",
                "id",
                name="name_entry_by_beginning",
                condition=PRESENT,
                include=CHECKED,
            ),
            models.Index(
                fields=["text"], name="name_entry_by_text", opclasses=["varchar_pattern_ops"], condition=PRESENT
            ),
            models.Index(
                fields=["code"], name="name_entry_by_code", opclasses=["varchar_pattern_ops"], condition=~Q(code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name
