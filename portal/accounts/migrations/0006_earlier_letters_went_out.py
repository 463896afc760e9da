"""Invitations from before the note was kept had their letters; nobody gets a second one."""

from django.db import migrations
from django.db.models import F


def note_earlier_letters(apps, schema_editor):
    apps.get_model("accounts", "Invitation").objects.filter(sent_at=None).update(sent_at=F("invited_at"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_invitation_sent_at")]

    operations = [migrations.RunPython(note_earlier_letters, migrations.RunPython.noop)]
