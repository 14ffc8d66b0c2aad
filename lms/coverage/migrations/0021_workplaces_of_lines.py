"""A line of a report keeps which institution it names, so that a new name is not taken for a move."""

import django.db.models.deletion
from django.db import migrations, models

from lms.kit.triggers import triggers_kept


class Migration(migrations.Migration):
    dependencies = [("coverage", "0020_partial_roll_ups")]

    operations = triggers_kept(
        "coverage_reportline",
        [
            migrations.AddField(
                "reportline",
                "workplace",
                models.ForeignKey(
                    db_index=False,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="people.organisation",
                ),
            ),
        ],
    )
