from django.db import migrations

from lms.kit.triggers import append_only, no_replace


class Migration(migrations.Migration):
    dependencies = [("schemes", "0013_class_reports")]
    operations = [
        append_only("schemes_classreport"),
        no_replace("schemes_classreport", "id = NEW.id", "job_id = NEW.job_id"),
    ]
