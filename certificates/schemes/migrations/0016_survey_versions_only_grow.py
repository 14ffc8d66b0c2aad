from django.db import migrations

from lms.kit.triggers import append_only, no_replace


class Migration(migrations.Migration):
    dependencies = [("schemes", "0015_surveys")]
    operations = [
        append_only("schemes_surveyversion"),
        no_replace("schemes_surveyversion", "id = NEW.id", "survey_id = NEW.survey_id AND number = NEW.number"),
    ]
