"""Institutions have figures as a whole only: their groups are counted when somebody looks."""

from django.db import migrations, models
from django.db.models import Q


def forget(apps, schema_editor):
    """Let go of what can be counted again."""
    figures = apps.get_model("coverage", "NodeFigure").objects.using(schema_editor.connection.alias)
    figures.filter(organisation__isnull=False).exclude(dimension="").delete()


class Migration(migrations.Migration):
    dependencies = [("coverage", "0016_hours_and_credits_of_lines")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "nodefigure",
            models.CheckConstraint(condition=Q(organisation=None) | Q(dimension=""), name="node_figure_of_groups"),
        ),
    ]
