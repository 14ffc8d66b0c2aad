"""Of a day that is over, several areas may be counted already, and an outline of all of it."""

from django.db import migrations, models

# What was counted in one area so far.
COPY = """
INSERT INTO coverage_rollup_areas (rollup_id, division_id)
SELECT id, only_in_id FROM coverage_rollup WHERE only_in_id IS NOT NULL
"""
SAY = "UPDATE coverage_rollup SET is_partial = true WHERE only_in_id IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("coverage", "0018_counted_so_far"), ("people", "0006_auditors_end")]

    operations = [
        migrations.AddField("rollup", "is_outline", models.BooleanField(default=False)),
        migrations.AddField("rollup", "is_partial", models.BooleanField(default=False)),
        migrations.AddField("rollup", "areas", models.ManyToManyField("people.division", blank=True, related_name="+")),
        migrations.RunSQL([COPY, SAY], migrations.RunSQL.noop),
    ]
