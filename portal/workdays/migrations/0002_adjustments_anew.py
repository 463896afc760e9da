"""Adjusted days get a key of their own, so that a day can be corrected; the notices are loaded again afterwards."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def forget_notices(apps, schema_editor):
    apps.get_model("workdays", "HolidayNotice").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]

    operations = [
        migrations.DeleteModel("Adjustment"),
        migrations.RunPython(forget_notices, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("is_working", models.BooleanField(verbose_name="上班")),
                ("festival", models.CharField(max_length=20, verbose_name="节日")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adjustments",
                        to="workdays.holidaynotice",
                        verbose_name="节假日安排通知",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作日调整",
                "verbose_name_plural": "工作日调整",
                "ordering": ["day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(is_working=False) | Q(day__iso_week_day__in=(6, 7)),
                        name="only_weekends_are_made_up",
                        violation_error_message="周一至周五不会是调休上班日",
                    ),
                ],
            },
        ),
    ]
