"""A day that is over is counted first where somebody asks for it, and then everywhere."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("coverage", "0017_no_figures_of_few"), ("people", "0006_auditors_end")]

    operations = [
        migrations.AddField(
            "rollup",
            "only_in",
            models.ForeignKey(
                "people.division",
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
            ),
        ),
        migrations.AddConstraint(
            "rollup",
            models.CheckConstraint(
                condition=Q(only_in=None) | Q(closed_on__isnull=False, day__isnull=False),
                name="roll_up_begins_in_an_area",
            ),
        ),
    ]
