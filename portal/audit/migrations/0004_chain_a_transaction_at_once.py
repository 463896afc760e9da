"""All entries of a transaction are linked by one statement: a deed's two or a load's million."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_link_without_a_foreign_key")]
    operations = [
        migrations.RunSQL((SQL / "transaction.sql").read_text(), (SQL / "transaction_reverse.sql").read_text()),
    ]
