import uuid

from django.db import migrations
from django.db.models import Min


def forwards(apps, _editor):
    """Make what every scheme asks for its first version: in use where it has a class, a draft where it has none."""
    Scheme, Version = apps.get_model("schemes", "Scheme"), apps.get_model("schemes", "SchemeVersion")
    Cohort, Requirement = apps.get_model("schemes", "Cohort"), apps.get_model("schemes", "Requirement")
    for scheme in Scheme.objects.order_by("pk"):
        classes = Cohort.objects.filter(scheme=scheme)
        used_at = classes.aggregate(first=Min("traineeships__enrolled_at"))["first"] or scheme.created_at
        version = Version.objects.create(
            scheme=scheme, number=1, made_at=scheme.created_at, frozen_at=used_at if classes.exists() else None
        )
        classes.update(version=version)
        found = Requirement.objects.filter(scheme=scheme).order_by("position", "pk")
        for position, pk in enumerate(found.values_list("pk", flat=True)):
            Requirement.objects.filter(pk=pk).update(version=version, key=uuid.uuid4().hex[:12], position=position)


class Migration(migrations.Migration):
    dependencies = [("schemes", "0008_versions")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=False)]
