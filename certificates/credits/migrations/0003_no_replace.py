from django.db import migrations

from lms.kit.triggers import no_replace


class Migration(migrations.Migration):
    dependencies = [("credits", "0002_append_only")]
    operations = [
        no_replace(
            "credits_creditline",
            "id = NEW.id",
            "reverses_id = NEW.reverses_id",
            "record_id = NEW.record_id AND rule_id = NEW.rule_id AND reverses_id IS NULL AND NEW.reverses_id IS NULL",
        )
    ]
