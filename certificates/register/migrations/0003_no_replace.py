from django.db import migrations

from lms.kit.triggers import no_replace


class Migration(migrations.Migration):
    dependencies = [("register", "0002_frozen")]
    operations = [
        no_replace(
            "register_certificate",
            "id = NEW.id",
            "number = NEW.number",
            "uid = NEW.uid",
            "supersedes_id = NEW.supersedes_id",
            "traineeship_id = NEW.traineeship_id AND kind = NEW.kind AND state = 'issued' AND NEW.state = 'issued'",
        )
    ]
