from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schemes", "0017_survey_units_of_a_syllabus")]
    operations = [
        migrations.AlterField(
            "requirement",
            "activity_kind",
            models.CharField(
                blank=True,
                choices=[
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
                ],
                max_length=20,
                verbose_name="kind of activity",
            ),
        )
    ]
