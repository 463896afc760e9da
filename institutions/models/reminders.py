"""What was reminded of: once a subject, reminder and day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """A reminder sent; the constraint is what makes it be sent once, whatever beat and workers do."""

    kind = models.CharField(_("提醒"), max_length=40)
    subject = models.CharField(_("事项"), max_length=80)
    due_on = models.DateField(_("所提醒的日期"))
    days = models.SmallIntegerField(_("提前天数"))
    sent_on = models.DateField(_("提醒日期"))

    class Meta:
        verbose_name = _("提醒记录")
        verbose_name_plural = _("提醒记录")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "due_on", "days"], name="one_reminder_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.due_on}"
