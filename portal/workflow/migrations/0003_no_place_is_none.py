"""A matter nobody is competent for yet has no path: until now it had the path of the whole country."""

from django.db import migrations, models

DRAFTS = "UPDATE workflow_docketentry SET region_path = NULL WHERE region_id IS NULL"
BACK = "UPDATE workflow_docketentry SET region_path = '' WHERE region_path IS NULL"


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_counts_off_the_index")]

    operations = [
        migrations.AlterField("docketentry", "region_path", models.CharField(max_length=30, null=True)),
        migrations.RunSQL(DRAFTS, BACK),
    ]
