import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.coverage.models.report


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0011_reports_on_programmes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportComparison",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("as_of", models.DateField(verbose_name="as of")),
                ("counts", models.JSONField(verbose_name="changes")),
                (
                    "file",
                    models.FileField(
                        max_length=120,
                        storage=lms.coverage.models.report.private_storage,
                        upload_to="comparisons/%Y",
                        verbose_name="workbook",
                    ),
                ),
                ("compared_at", models.DateTimeField(verbose_name="compared")),
                (
                    "compared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compared by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparisons",
                        to="coverage.report",
                        verbose_name="frozen report",
                    ),
                ),
            ],
            options={"verbose_name": "comparison of a report", "verbose_name_plural": "comparisons of reports"},
        ),
    ]
