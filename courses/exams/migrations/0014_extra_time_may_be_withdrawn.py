"""Extra time that was withdrawn stays on file, with no minutes and the reason."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0013_stocks")]

    operations = [
        migrations.AlterField(
            model_name="extratime",
            name="minutes",
            field=models.PositiveSmallIntegerField(
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(600),
                ],
                verbose_name="minutes",
            ),
        ),
        migrations.RemoveConstraint(model_name="extratime", name="extra_time_is_whole"),
        migrations.AddConstraint(
            model_name="extratime",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 0), ("minutes__lte", 600), models.Q(("reason", ""), _negated=True)),
                name="extra_time_is_whole",
                violation_error_message="Extra time is 1 to 600 minutes, or 0 where it is withdrawn, and has a reason.",
            ),
        ),
    ]
