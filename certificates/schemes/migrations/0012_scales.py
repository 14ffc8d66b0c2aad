from django.db import migrations

# The words of assessments at the grassroots, from the lowest to the highest.
SCALES = {"考核等次": ["不合格", "合格", "良好", "优秀"], "达标等次": ["培育", "达标", "优秀"]}


def forwards(apps, _editor):
    Level = apps.get_model("schemes", "Level")
    for scale, names in SCALES.items():
        for rank, name in enumerate(names, start=1):
            Level.objects.get_or_create(scale=scale, rank=rank, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("schemes", "0011_frozen_versions")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=False)]
