from django.db import migrations, models
from django.db.models import Q

AUDITORS = ("county_auditor", "city_auditor", "province_auditor", "line_auditor")


class Migration(migrations.Migration):
    dependencies = [("people", "0005_scopes")]

    operations = [
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=~Q(role__in=AUDITORS) | Q(ends_on__isnull=False),
                name="appointment_of_auditor_ends",
                violation_error_message="An auditor is appointed up to a day. Say which day is the first without.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=(Q(role="line_auditor") & ~Q(schemes="")) | (~Q(role="line_auditor") & Q(schemes="")),
                name="appointment_of_line_names_schemes",
                violation_error_message="A line department, and nobody else, is appointed for certain schemes.",
            ),
        ),
    ]
