"""Changes of traineeships are only ever added."""

from django.db import migrations

from lms.kit.triggers import append_only, no_replace

TABLE = "schemes_traineeshipchange"


class Migration(migrations.Migration):
    dependencies = [("schemes", "0006_history")]
    operations = [append_only(TABLE), no_replace(TABLE, "id = NEW.id")]
