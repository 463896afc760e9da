"""What the trigger and verify_audit already see to is not asked a third time by a foreign key."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_chain"),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="entry",
            field=models.OneToOneField(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="link", to="audit.entry"
            ),
        ),
    ]
