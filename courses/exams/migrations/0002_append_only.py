from django.db import migrations

from lms.kit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_initial")]
    operations = [append_only("exams_questionversion")]
