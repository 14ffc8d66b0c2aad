"""A report is on a scheme and a roster, or on a version of a programme; it stays as it is either way."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from lms.kit.triggers import refuse, triggers_kept

IS_FROZEN = "EXISTS (SELECT 1 FROM coverage_report WHERE id = NEW.report_id)"
_COMPLETE = refuse("coverage_reportline", "coverage_line_of_frozen", "INSERT", IS_FROZEN, "its report is frozen already")


def _reference(to: str, words: str) -> "models.ForeignKey":
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
        verbose_name=words,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0010_anomaly_limits"),
        ("people", "0006_auditors_end"),
        ("schemes", "0019_survey_words"),
    ]

    operations = [
        # SQLite makes the table of reports anew, which it does not while a trigger elsewhere names it.
        migrations.RunPython(_COMPLETE.reverse_code, _COMPLETE.code),
        *triggers_kept(
            "coverage_report",
            [
                migrations.AddField("report", "version", _reference("coverage.programmeversion", "rule")),
                migrations.AlterField("report", "roster", _reference("people.roster", "roster")),
                migrations.AlterField("report", "scheme", _reference("schemes.scheme", "training scheme")),
                migrations.AddConstraint(
                    "report",
                    models.CheckConstraint(
                        condition=Q(version__isnull=False) | Q(scheme__isnull=False, roster__isnull=False),
                        name="report_has_a_rule",
                    ),
                ),
            ],
        ),
        migrations.RunPython(_COMPLETE.code, _COMPLETE.reverse_code),
    ]
