"""More roles, appointments for certain schemes, and an end for every auditor's: those without get a year."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone

AUDITORS = ("county_auditor", "city_auditor", "province_auditor", "line_auditor")
ROLES = [
    ("institution_manager", "institution manager"),
    ("course_editor", "course editor"),
    ("scheme_manager", "scheme manager"),
    ("county_auditor", "county auditor"),
    ("city_auditor", "city auditor"),
    ("administrator", "administrator"),
    ("province_auditor", "province auditor"),
    ("line_auditor", "line department"),
]


def end_auditors(apps, schema_editor):
    """Give every auditor without an end a year from today, or from the first day if that is still to come."""
    open_ended = apps.get_model("people", "Appointment").objects.filter(role__in=AUDITORS, ends_on=None)
    today = timezone.localdate()
    for each in open_ended:
        each.ends_on = max(today, each.starts_on) + timedelta(days=365)
        each.save(update_fields=["ends_on"])


class Migration(migrations.Migration):
    dependencies = [("people", "0004_leave")]

    operations = [
        migrations.AlterModelOptions(
            name="person",
            options={
                "permissions": [
                    ("edit_contacts", "May correct names and mobile numbers"),
                    ("reveal_id_number", "May see ID numbers, one at a time and with a purpose"),
                ],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.AlterField(
            model_name="appointment",
            name="role",
            field=models.CharField(choices=ROLES, max_length=30, verbose_name="role"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="schemes",
            field=models.CharField(
                blank=True, default="", max_length=500, verbose_name="schemes it is limited to"
            ),
        ),
        migrations.RunPython(end_auditors, migrations.RunPython.noop),
    ]
