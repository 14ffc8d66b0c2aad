from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0004_reversal_permission")]
    operations = [
        migrations.AlterField(
            "activity",
            "kind",
            models.CharField(
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
                verbose_name="kind",
            ),
        )
    ]
