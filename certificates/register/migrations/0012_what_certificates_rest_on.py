import django.db.models.deletion
from django.db import migrations, models

from lms.kit.triggers import append_only, no_replace


class Migration(migrations.Migration):
    dependencies = [("register", "0011_lists_sent_back")]
    operations = [
        migrations.CreateModel(
            name="Footing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("records", models.JSONField(blank=True, default=list)),
                ("said", models.JSONField(blank=True, default=dict)),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="footing",
                        to="register.certificate",
                    ),
                ),
            ],
            options={
                "verbose_name": "what a certificate rests on",
                "verbose_name_plural": "what certificates rest on",
            },
        ),
        append_only("register_footing"),
        no_replace("register_footing", "id = NEW.id", "certificate_id = NEW.certificate_id"),
    ]
