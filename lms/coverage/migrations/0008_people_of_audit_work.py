"""The person of an anomaly is called as the person of a sample is: no column changes."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0007_audit_work_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="anomalyperson",
            name="person",
            field=models.ForeignKey(
                on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="person"
            ),
        ),
    ]
