"""A deed's few entries are linked one by one, a load's by one statement; the trail is found by its days in few pages."""

from pathlib import Path

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_chain_a_transaction_at_once")]
    operations = [
        migrations.RunSQL((SQL / "single.sql").read_text(), (SQL / "single_reverse.sql").read_text()),
        migrations.RemoveIndex("entry", "audit_at"),
        migrations.AddIndex("entry", BrinIndex(fields=["at"], name="audit_at", autosummarize=True)),
    ]
