"""A line of a report on a programme says the hours and credits of the period."""

from django.db import migrations, models
from django.db.models import Q

from lms.kit.triggers import triggers_kept


class Migration(migrations.Migration):
    dependencies = [("coverage", "0015_figures_of_roll_ups")]

    operations = triggers_kept(
        "coverage_reportline",
        [
            migrations.AddField(
                "reportline", "minutes", models.BigIntegerField(blank=True, null=True, verbose_name="minutes trained")
            ),
            migrations.AddField(
                "reportline",
                "credits_hundredths",
                models.BigIntegerField(blank=True, null=True, verbose_name="hundredths of a credit"),
            ),
            migrations.AddConstraint(
                "reportline",
                models.CheckConstraint(
                    condition=Q(minutes=None, credits_hundredths=None)
                    | Q(minutes__isnull=False, credits_hundredths__isnull=False),
                    name="report_line_learned_is_whole",
                ),
            ),
        ],
    )
