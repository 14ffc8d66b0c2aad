"""Setting up programmes is granted as adding and changing them; the permission of its own was asked by nobody."""

from django.db import migrations


def forget(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    permissions.filter(content_type__app_label="coverage", codename="keep_programme").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0008_people_of_audit_work"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        # The groups and people that may hold it have their tables.
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="programme",
            options={"verbose_name": "coverage programme", "verbose_name_plural": "coverage programmes"},
        ),
        migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),
    ]
