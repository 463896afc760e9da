"""When an invitation's letter went out, so that one the broker lost is sent later."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_constraints_say_why")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="sent_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="邀请函发出时间"),
        ),
    ]
