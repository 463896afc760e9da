"""The sequence of application numbers."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("institutions", "0001_initial")]
    operations = [
        migrations.RunSQL(
            (SQL / "filing_number.sql").read_text(encoding="utf-8"),
            (SQL / "filing_number_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
