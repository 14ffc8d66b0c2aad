"""An index that says of whom records were taken back, and which."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("records", "0008_records_of_learning")]
    operations = [
        migrations.AddIndex(
            "learningrecord",
            models.Index(fields=["person", "reverses"], condition=Q(reverses__isnull=False), name="record_taken_back"),
        ),
    ]
