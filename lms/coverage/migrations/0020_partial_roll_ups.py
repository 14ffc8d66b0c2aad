"""What was said by one area is said by several now."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("coverage", "0019_areas_and_outlines")]

    operations = [
        migrations.RemoveConstraint("rollup", "roll_up_begins_in_an_area"),
        migrations.RemoveConstraint("rollup", "roll_up_is_closed_once_per_day"),
        migrations.RemoveField("rollup", "only_in"),
        migrations.AddConstraint(
            "rollup",
            models.CheckConstraint(
                condition=Q(is_partial=False) | Q(closed_on__isnull=False, day__isnull=False, is_outline=False),
                name="roll_up_is_partial_of_a_day",
            ),
        ),
        migrations.AddConstraint(
            "rollup",
            models.CheckConstraint(
                condition=Q(is_outline=False) | Q(closed_on__isnull=False), name="roll_up_is_outline_of_a_day"
            ),
        ),
        migrations.AddConstraint(
            "rollup",
            models.UniqueConstraint(
                fields=["programme", "closed_on", "is_outline"], name="roll_up_is_closed_once_per_day"
            ),
        ),
    ]
