from django.core.validators import MinValueValidator
from django.db import migrations, models

from lms.kit.triggers import frozen_when

KINDS = [
    ("lesson", "lesson"),
    ("course", "course"),
    ("lecture", "lecture"),
    ("practical", "practical session"),
    ("exam", "exam"),
    ("teaching", "teaching session"),
    ("placement", "study at another hospital"),
    ("degree", "degree studies beside work"),
    ("assignment", "task set by the government"),
    ("self_study", "planned self-study"),
    ("other", "other activity"),
]


class Migration(migrations.Migration):
    # Columns that may be null and have no default are added in place: the tables keep their triggers on SQLite too.
    dependencies = [("credits", "0011_outlook")]
    operations = [
        migrations.AlterField(
            "creditrule",
            "activity_kind",
            models.CharField(choices=KINDS, max_length=20, verbose_name="kind of activity"),
        ),
        migrations.AlterField(
            "recognition", "kind", models.CharField(choices=KINDS, max_length=20, verbose_name="kind")
        ),
        migrations.AddField(
            "creditrule",
            "least_days",
            models.PositiveIntegerField(
                blank=True,
                help_text="From the first to the last day. Blank: any number.",
                null=True,
                validators=[MinValueValidator(1)],
                verbose_name="days it takes at least",
            ),
        ),
        migrations.AddField(
            "ruleset",
            "hour_minutes",
            models.PositiveIntegerField(
                blank=True,
                help_text="How long an hour of training is. Empty: 60.",
                null=True,
                validators=[MinValueValidator(1)],
                verbose_name="minutes of one hour",
            ),
        ),
        migrations.AddField(
            "ruleset",
            "required_kinds",
            models.JSONField(blank=True, null=True, verbose_name="least of single kinds of credit in a year"),
        ),
        frozen_when("credits_ruleset", "asks", "OLD.state <> 'draft'", ("hour_minutes", "required_kinds")),
        migrations.AddField("outlook", "missing_kinds", models.JSONField(default=dict)),
        migrations.AddField("outlook", "missing_hours_hundredths", models.PositiveIntegerField(default=0)),
        migrations.AddField("outlook", "ways_by_kind", models.JSONField(default=dict)),
    ]
