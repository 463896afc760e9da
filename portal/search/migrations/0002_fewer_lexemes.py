"""What names are searched by: fewer and shorter lexemes."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [
        migrations.RunSQL(
            (SQL / "lexemes.sql").read_text(encoding="utf-8"),
            (SQL / "lexemes_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
