from django.db import migrations
from django.db.models import F


def mark(apps, _editor):
    batches = apps.get_model("register", "Batch").objects
    batches.filter(approved_by=F("made_by")).update(by_one_person=True)


class Migration(migrations.Migration):
    dependencies = [("register", "0008_layouts_kinds_and_lists")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=False)]
