"""The device somebody checked in from. What was checked in before names none."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("live", "0002_cancelling")]

    operations = [
        migrations.AddField(
            model_name="checkin",
            name="device",
            field=models.CharField(blank=True, default="", max_length=36, verbose_name="device"),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=Q(("added_by", None), ("device", ""), _connector="OR"), name="check_in_device_is_ones_own"
            ),
        ),
    ]
