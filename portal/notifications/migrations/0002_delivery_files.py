"""Files that go with a mail: the scheduled report's workbook and paper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="files",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="每个附件为一对：存储路径和收件人看到的文件名",
                verbose_name="附件",
            ),
        ),
    ]
