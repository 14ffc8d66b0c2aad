"""Figures belong to a roll-up, of which a programme has one that goes on and others of days that are over."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

_KEPT = ["dirtyperson", "nodefigure", "standing"]
_RELATED = {"dirtyperson": "dirty", "nodefigure": "figures", "standing": "standings"}


def _roll_up(name):
    on_delete = models.CASCADE if name == "dirtyperson" else models.PROTECT
    return models.ForeignKey(
        "coverage.rollup", db_index=False, null=True, on_delete=on_delete, related_name=_RELATED[name]
    )


def give_to_roll_ups(apps, _editor):
    """Give what is kept of a programme to its one roll-up."""
    of_the_same = apps.get_model("coverage", "RollUp").objects.filter(programme=OuterRef("programme"))
    for name in _KEPT:
        apps.get_model("coverage", name).objects.update(roll_up=Subquery(of_the_same.values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [("coverage", "0013_open_in_county")]

    operations = [
        migrations.AlterField(
            "rollup",
            "programme",
            models.ForeignKey(
                on_delete=models.PROTECT, related_name="roll_ups", to="coverage.programme"
            ),
        ),
        migrations.AddField(
            "rollup", "closed_on", models.DateField(blank=True, null=True, verbose_name="as of the end of")
        ),
        migrations.AddField("rollup", "asked_at", models.DateTimeField(null=True)),
        *[migrations.AddField(name, "roll_up", _roll_up(name)) for name in _KEPT],
        migrations.RunPython(give_to_roll_ups, migrations.RunPython.noop),
    ]
