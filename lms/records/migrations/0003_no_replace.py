from django.db import migrations

from lms.kit.triggers import no_replace


class Migration(migrations.Migration):
    dependencies = [("records", "0002_append_only")]
    operations = [
        no_replace(
            "records_learningrecord",
            "id = NEW.id",
            "source_key = NEW.source_key",
            "reverses_id = NEW.reverses_id",
        )
    ]
