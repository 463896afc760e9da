"""What the pages keep of a person: saved searches, and when the desk was last looked at."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import Scope, Scoped
from portal.web.querysets import SavedSearchQuerySet


class SavedSearch(Scoped):
    """A list as somebody filtered and sorted it: the page's path and its query, under a name of their own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("用户"))
    title = models.CharField(_("名称"), max_length=40)
    path = models.CharField(_("页面"), max_length=200)
    query = models.CharField(_("条件"), max_length=2000, blank=True)
    saved_at = models.DateTimeField(_("保存时间"), auto_now=True)

    scope = Scope(user="user")
    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("已存查询")
        verbose_name_plural = _("已存查询")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["user", "path", "title"], name="one_saved_search_of_a_title_per_page"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Where it leads."""
        return f"{self.path}?{self.query}" if self.query else self.path


class DeskVisit(models.Model):
    """When a person last sat down at the desk, and when the time before."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("用户")
    )
    seen_at = models.DateTimeField(_("最近查看"))
    before_at = models.DateTimeField(_("上次查看"), null=True)

    class Meta:
        verbose_name = _("工作台访问")
        verbose_name_plural = _("工作台访问")

    def __str__(self) -> str:
        return f"{self.user} {timezone.localtime(self.seen_at):%Y-%m-%d %H:%M}"
