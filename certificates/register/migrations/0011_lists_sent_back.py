from django.conf import settings
from django.db import migrations, models
from django.db.models import F

from lms.kit.triggers import triggers_kept


def say_something(apps, _editor):
    """Before this version nobody was asked why."""
    lists = apps.get_model("register", "Batch").objects.filter(withdrawn_by__isnull=False)
    lists.exclude(withdrawn_by=F("made_by")).update(withdrawn_reason="（未填写）")


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0010_two_people_and_frozen_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = triggers_kept("register_batch", [
        migrations.AddField(
            model_name="batch",
            name="withdrawn_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.RunPython(say_something, migrations.RunPython.noop, elidable=False),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_by", None), ("withdrawn_reason", "")),
                    models.Q(
                        ("withdrawn_by__isnull", False),
                        models.Q(
                            ("withdrawn_by", models.F("made_by")),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="batch_sent_back_says_why",
                violation_error_message="Whoever sends a list back says why.",
            ),
        ),
    ])
