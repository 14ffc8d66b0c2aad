from django.db import migrations

from lms.kit.triggers import no_replace


class Migration(migrations.Migration):
    dependencies = [("exams", "0004_exam_without_roster")]
    operations = [
        no_replace(
            "exams_questionversion",
            "id = NEW.id",
            "question_id = NEW.question_id AND number = NEW.number",
        )
    ]
