import modelcluster.fields
from django.db import migrations
from django.db.models import F


def carry_over(apps, schema_editor):
    exam = apps.get_model("exams", "Exam")
    limits = exam.rosters.through
    rows = exam.objects.exclude(roster=None).values(exam_id=F("pk"), limit_id=F("roster"))
    limits.objects.bulk_create(limits(exam_id=row["exam_id"], roster_id=row["limit_id"]) for row in rows)


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0002_append_only"),
        ("people", "0003_lean_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="exam",
            name="rosters",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True,
                help_text="Tick none for an exam that everybody may take.",
                related_name="+",
                to="people.roster",
                verbose_name="only for the people on",
            ),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
