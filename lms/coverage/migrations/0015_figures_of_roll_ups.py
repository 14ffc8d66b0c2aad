"""What is kept is looked up by its roll-up, no longer by its programme."""

from django.db import migrations, models
from django.db.models import F, Q

_ONCE = {
    "dirtyperson": ("dirty_person_once", ["person"]),
    "nodefigure": ("node_figure_once", ["node", "dimension", "value"]),
    "standing": ("standing_once_per_person", ["person"]),
}
_INDEXES = {
    "standing_by_workplace": (["workplace"], None),
    "standing_by_town": (["town"], None),
    "standing_by_county": (["county", "covered_at"], None),
    "standing_open_in_county": (["county", "town", "workplace", "person"], Q(covered_at=None)),
}
_RELATED = {"dirtyperson": "dirty", "nodefigure": "figures", "standing": "standings"}


def _roll_up(name):
    on_delete = models.CASCADE if name == "dirtyperson" else models.PROTECT
    return models.ForeignKey(
        "coverage.rollup", db_index=False, on_delete=on_delete, related_name=_RELATED[name]
    )


class Migration(migrations.Migration):
    dependencies = [("coverage", "0014_figures_of_days")]

    operations = [
        *[migrations.RemoveConstraint(name, once) for name, (once, _fields) in _ONCE.items()],
        *[migrations.RemoveIndex("standing", index) for index in _INDEXES],
        *[migrations.RemoveField(name, "programme") for name in _ONCE],
        *[migrations.AlterField(name, "roll_up", _roll_up(name)) for name in _ONCE],
        *[
            migrations.AddConstraint(name, models.UniqueConstraint(fields=["roll_up", *fields], name=once))
            for name, (once, fields) in _ONCE.items()
        ],
        *[
            migrations.AddIndex("standing", models.Index(fields=["roll_up", *fields], condition=condition, name=index))
            for index, (fields, condition) in _INDEXES.items()
        ],
        migrations.AddConstraint(
            "rollup",
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(day=None) | Q(day=F("closed_on")), name="roll_up_is_of_its_day"
            ),
        ),
        migrations.AddConstraint(
            "rollup",
            models.UniqueConstraint(
                fields=["programme"], condition=Q(closed_on=None), name="roll_up_goes_on_once_per_programme"
            ),
        ),
        migrations.AddConstraint(
            "rollup",
            models.UniqueConstraint(fields=["programme", "closed_on"], name="roll_up_is_closed_once_per_day"),
        ),
    ]
