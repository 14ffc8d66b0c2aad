from django.db import migrations

from lms.kit.triggers import append_only, no_replace


class Migration(migrations.Migration):
    dependencies = [("register", "0004_signatures")]
    operations = [
        append_only("register_knownkey"),
        no_replace("register_knownkey", "id = NEW.id", "key_id = NEW.key_id"),
        append_only("register_signature"),
        no_replace(
            "register_signature",
            "id = NEW.id",
            "certificate_id = NEW.certificate_id",
            "status_list_id = NEW.status_list_id AND status_index = NEW.status_index",
        ),
    ]
