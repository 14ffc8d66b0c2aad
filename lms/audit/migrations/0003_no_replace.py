from django.db import migrations

from lms.kit.triggers import no_replace


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        no_replace(
            "audit_entry",
            "id = NEW.id",
        )
    ]
