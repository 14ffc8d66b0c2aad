"""Say what settings meant that matched nothing: "online or on site" is any mode, a bad outcome is no wish at all."""

from django.db import migrations


def clear(apps, schema_editor):
    requirements = apps.get_model("schemes", "Requirement").objects
    requirements.filter(mode="either").update(mode="")
    requirements.filter(outcome="failed").update(outcome="")
    requirements.filter(activity_kind="teaching").update(each_activity_once=False)


class Migration(migrations.Migration):
    dependencies = [("schemes", "0002_withdrawal")]
    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
