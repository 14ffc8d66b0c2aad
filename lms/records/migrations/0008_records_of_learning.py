"""An index that all that was learned can be added up from; the person's own leads nowhere that two others do not."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

# Without a look at the field SQLite would make the table anew, and the triggers that refuse changes would be gone.
_NO_OWN_INDEX = migrations.RunSQL(
    "DROP INDEX IF EXISTS records_learningrecord_person_id_34c3deeb",
    "CREATE INDEX records_learningrecord_person_id_34c3deeb ON records_learningrecord (person_id)",
    state_operations=[
        migrations.AlterField(
            "learningrecord",
            "person",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="learning_records",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ],
)


class Migration(migrations.Migration):
    dependencies = [("records", "0007_seals_are_kept"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddIndex(
            "learningrecord",
            models.Index(
                fields=["person", "happened_at", "minutes", "id"],
                condition=Q(role="learner", outcome__in=["completed", "attended", "passed"], reverses=None),
                name="record_of_learning",
            ),
        ),
        _NO_OWN_INDEX,
    ]
