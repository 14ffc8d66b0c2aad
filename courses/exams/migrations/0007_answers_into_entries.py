"""Every answer becomes an entry of the journal, and what counts is written beside each question of a closed sitting."""

from itertools import islice

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations import RunPython

from lms.kit.triggers import triggers_kept

# All answers of a sitting that were saved before there were devices count as of one.
DEVICE = "before"
AT_ONCE = 1000


def into_entries(apps, _editor):
    Answer, Entry = apps.get_model("exams", "Answer"), apps.get_model("exams", "AnswerEntry")
    answers = Answer.objects.select_related("item").order_by("pk").iterator(AT_ONCE)
    while some := list(islice(answers, AT_ONCE)):
        Entry.objects.bulk_create([_entry(Entry, each) for each in some])
        closed = [each.item for each in some if each.item.earned_hundredths is not None]
        chosen = {each.item_id: each.chosen for each in some}
        for item in closed:
            item.chosen = chosen[item.pk]
        apps.get_model("exams", "SittingItem").objects.bulk_update(closed, ["chosen"])


def _entry(Entry, answer):
    item = answer.item
    return Entry(
        sitting_id=item.sitting_id,
        position=item.position,
        sequence=answer.sequence,
        device=DEVICE,
        number=item.position,
        chosen=answer.chosen,
        received_at=answer.saved_at,
    )


class Migration(migrations.Migration):
    dependencies = [("exams", "0006_what_is_kept")]
    operations = [
        *triggers_kept(
            "exams_answerentry",
            [
                migrations.AlterField(
                    model_name="answerentry",
                    name="sitting",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="exams.sitting",
                    ),
                ),
                migrations.RemoveIndex("answerentry", "entry_by_question"),
                migrations.AddIndex(
                    "answerentry", models.Index(fields=["sitting", "position", "-sequence"], name="entry_held_first")
                ),
            ],
        ),
        RunPython(into_entries, RunPython.noop),
        migrations.DeleteModel("Answer"),
    ]
