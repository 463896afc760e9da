"""The chain and the triggers that keep the trail append-only."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "chain.sql").read_text(), (SQL / "chain_reverse.sql").read_text()),
    ]
