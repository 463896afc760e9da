"""The two halves of dual publicity."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Which of the two."""

    LICENCE = "licence", _("行政许可")
    PENALTY = "penalty", _("行政处罚")
