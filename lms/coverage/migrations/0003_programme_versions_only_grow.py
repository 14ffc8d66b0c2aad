from django.db import migrations

from lms.kit.triggers import append_only, no_replace


class Migration(migrations.Migration):
    dependencies = [("coverage", "0002_programmes_and_rollups")]
    operations = [
        append_only("coverage_programmeversion"),
        no_replace(
            "coverage_programmeversion", "id = NEW.id", "programme_id = NEW.programme_id AND number = NEW.number"
        ),
    ]
