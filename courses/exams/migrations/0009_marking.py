import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations import RunPython
from django.db.models import Q

from lms.kit.triggers import no_replace, refuse, triggers_kept

# Until now a marker had one mark for an answer; now they may think again, and each time is a take of its own.
BEFORE = no_replace(
    "exams_mark", "id = NEW.id", "item_id = NEW.item_id AND (round = NEW.round OR by_id = NEW.by_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0008_review_permission"),
        ("jobs", "0002_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="appeal",
            options={
                "permissions": [("decide_appeal", "Can decide on appeals")],
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
            },
        ),
        migrations.AlterModelOptions(
            name="keycorrection",
            options={
                "permissions": [("correct_key", "Can correct the key of a question")],
                "verbose_name": "correction of a key",
                "verbose_name_plural": "corrections of keys",
            },
        ),
        migrations.AlterModelOptions(
            name="mark",
            options={
                "permissions": [("mark_answer", "Can mark short answers")],
                "verbose_name": "mark",
                "verbose_name_plural": "marks",
            },
        ),
        RunPython(BEFORE.reverse_code, BEFORE.code, elidable=False),
        *triggers_kept(
            "exams_mark",
            [
                migrations.RemoveConstraint(model_name="mark", name="mark_once_per_round"),
                migrations.RemoveConstraint(model_name="mark", name="mark_once_per_marker"),
                migrations.RemoveConstraint(model_name="mark", name="mark_has_three_rounds"),
                migrations.AddField(
                    model_name="mark",
                    name="take",
                    field=models.PositiveSmallIntegerField(default=1, verbose_name="take"),
                ),
                migrations.AddConstraint(
                    model_name="mark",
                    constraint=models.UniqueConstraint(
                        fields=("item", "round", "take"), name="mark_take_once_per_round"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mark",
                    constraint=models.UniqueConstraint(fields=("item", "by", "take"), name="mark_take_once_per_marker"),
                ),
                migrations.AddConstraint(
                    model_name="mark",
                    constraint=models.CheckConstraint(
                        condition=Q(round__gte=1, round__lte=4, take__gte=1), name="mark_is_of_a_round_and_a_take"
                    ),
                ),
            ],
        ),
        no_replace(
            "exams_mark",
            "id = NEW.id",
            "item_id = NEW.item_id AND take = NEW.take AND (round = NEW.round OR by_id = NEW.by_id)",
        ),
        refuse(
            "exams_mark",
            "one_round_each",
            "insert",
            "EXISTS (SELECT 1 FROM exams_mark m WHERE m.item_id = NEW.item_id AND ("
            "(m.by_id = NEW.by_id AND m.round <> NEW.round)"
            " OR (m.by_id <> NEW.by_id AND m.round = NEW.round AND m.round < 4)))",
            "each round is marked by somebody else",
        ),
        *triggers_kept(
            "exams_result",
            [
                migrations.AddField(
                    model_name="result",
                    name="correction",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="exams.keycorrection",
                    ),
                ),
                migrations.AlterField(
                    model_name="result",
                    name="cause",
                    field=models.CharField(
                        choices=[
                            ("closed", "the sitting ended"),
                            ("late", "late answers were accepted"),
                            ("marked", "short answers were marked"),
                            ("key", "the key was corrected"),
                            ("appeal", "an appeal was upheld"),
                            ("published", "the results were released"),
                        ],
                        max_length=10,
                        verbose_name="because",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="result",
                    constraint=models.CheckConstraint(
                        condition=Q(cause="key", correction__isnull=False) | ~Q(cause="key") & Q(correction=None),
                        name="result_names_its_correction",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Regrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("upto", models.BigIntegerField(default=0, verbose_name="done up to sitting")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                (
                    "correction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="regrade", to="exams.keycorrection"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.job",
                    ),
                ),
            ],
            options={
                "verbose_name": "regrade",
                "verbose_name_plural": "regrades",
                "constraints": [
                    models.CheckConstraint(condition=Q(upto__gte=0), name="regrade_counts_from_none"),
                ],
            },
        ),
    ]
