from django.db import migrations, models

from lms.kit.triggers import triggers_kept


class Migration(migrations.Migration):
    dependencies = [("records", "0010_taken_back_of_the_same_person")]
    operations = triggers_kept(
        "records_learningrecord",
        [
            migrations.AddConstraint(
                "learningrecord",
                models.CheckConstraint(condition=models.Q(id__gte=1), name="record_has_a_number"),
            )
        ],
    )
